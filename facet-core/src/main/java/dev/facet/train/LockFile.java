package dev.facet.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A file that this process has locked. The operating system releases the lock when the process dies. The lock belongs
 * to the file, not to its name; {@link #isThere} tells whether the name still leads to the file.
 *
 * <p>On POSIX systems, closing any channel on a file releases all locks of the process on it. So a process that holds
 * the lock must not open the file, not even for reading.
 */
final class LockFile implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object key;

    private LockFile(Path path, FileChannel channel, @Nullable Object key) {
        this.path = path;
        this.channel = channel;
        this.key = key;
    }

    /** Locks {@code path}, and creates the file if necessary; null if another process holds the lock. */
    static @Nullable LockFile take(Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createFile(path);
            } catch (FileAlreadyExistsException e) {
                // the file may be an old one; only the lock counts
            }
            try {
                LockFile taken = lock(path);
                if (taken == null || taken.isThere() || attempt == ATTEMPTS) {
                    return taken;
                }
                taken.close(); // it was replaced after it was opened, so try again
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Whether another process has locked {@code path}. */
    static boolean isTaken(Path path) throws IOException {
        try (LockFile taken = lock(path)) {
            return taken == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static @Nullable LockFile lock(Path path) throws IOException {
        Object key = key(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new LockFile(path, channel, key);
            }
        } catch (OverlappingFileLockException e) {
            // this process holds the lock
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    /** Whether the file still has its name, and was neither deleted nor replaced. */
    boolean isThere() {
        try {
            // after it is closed, another file may get its key
            return channel.isOpen() && Objects.equals(key, key(path));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // this cannot be determined, and opening the file again could release the lock
        }
    }

    Path path() {
        return path;
    }

    /** Writes a text into the file, for people. */
    void write(String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The file key of the operating system; null if it has none (Windows, where an open file cannot be deleted). */
    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
