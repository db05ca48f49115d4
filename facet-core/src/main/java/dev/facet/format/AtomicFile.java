package dev.facet.format;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a file whole or not at all: whoever reads {@code file}, at any moment and after any crash, finds either what
 * was there before or all of the new content. The bytes go to a temporary file in the same folder, reach the disk, and
 * then take the name in one step. A failure (a full disk, say) removes the temporary file and leaves the old content
 * alone.
 *
 * <p>Interrupting the writing thread does not spoil the file: a run that is told to stop must still be able to save.
 */
public final class AtomicFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f]{8}\\.tmp");

    private AtomicFile() {}

    /** What is to be in the file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; {@code out} is buffered, and closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes {@code bytes}. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes what {@code content} produces, without holding it in memory.
     *
     * @throws IOException naming the file and the cause; what {@code content} throws is its cause
     */
    public static void write(Path file, Content content) throws IOException {
        Path name = file.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("file has no name: " + file);
        }
        String unique = UUID.randomUUID().toString().substring(0, 8);
        Path temporary = file.resolveSibling("." + name + "." + unique + ".tmp");
        try {
            // A FileOutputStream, because a channel would be closed by an interrupt.
            try (FileOutputStream target = new FileOutputStream(temporary.toFile());
                    BufferedOutputStream out = new BufferedOutputStream(target, BUFFER_BYTES)) {
                content.writeTo(out);
                out.flush();
                target.getFD().sync();
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                syncFolder(folder);
            }
        } catch (IOException e) {
            throw new IOException(file + " was not written, what was there before is unchanged: " + reason(file, e), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Brings the names in a folder to the disk: without this a new or changed name may not survive a power cut. Not
     * every system can do it, and then it does nothing: the contents of the files are on the disk already.
     */
    public static void syncFolder(Path folder) {
        boolean interrupted = Thread.interrupted(); // which would close the channel before it is done
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Brings what was appended to {@code file} to the disk; does nothing where there is no such file. */
    public static void sync(Path file) throws IOException {
        if (Files.exists(file)) {
            try (FileOutputStream target = new FileOutputStream(file.toFile(), true)) {
                target.getFD().sync();
            }
        }
    }

    /**
     * The name of the file that {@code file} was to become, if it is a temporary one that a write left when it was
     * killed.
     */
    public static Optional<String> target(Path file) {
        Matcher matcher = TEMPORARY.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String reason(Path file, IOException cause) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        if (cause instanceof AccessDeniedException || (folder != null && !Files.isWritable(folder))) {
            return "no permission to write in " + folder;
        }
        if (Files.isDirectory(file)) {
            return "a folder has that name";
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("not enough space")) {
            return "the disk is full; free some space, or choose another place";
        }
        return cause instanceof NoSuchFileException ? message + " does not exist" : message;
    }
}
