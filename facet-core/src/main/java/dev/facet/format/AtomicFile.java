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
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a file completely or not at all: a reader of {@code file}, at any moment and after any crash, finds either the
 * old content or all of the new. The bytes go to a temporary file in the same folder, are synced to disk, and the file
 * is then renamed in one step. After a failure, such as a full disk, the temporary file is removed and the old content
 * is unchanged.
 *
 * <p>Interrupting the writing thread does not abort the write, because a run that is told to stop must still be able to
 * save.
 */
public final class AtomicFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f]{8}\\.tmp");

    private AtomicFile() {}

    /** The content of the file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. {@code out} is buffered; the caller closes it. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes {@code bytes}. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes what {@code content} produces, without holding it in memory.
     *
     * @throws IOException naming the file and the cause; an exception of {@code content} is its cause
     */
    public static void write(Path file, Content content) throws IOException {
        Path name = file.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("file has no name: " + file);
        }
        String unique = UUID.randomUUID().toString().substring(0, 8);
        Path temporary = file.resolveSibling("." + name + "." + unique + ".tmp");
        try {
            // A FileOutputStream, because an interrupt would close a channel.
            try (FileOutputStream target = new FileOutputStream(temporary.toFile());
                    BufferedOutputStream out = new BufferedOutputStream(target, BUFFER_BYTES)) {
                content.writeTo(out);
                out.flush();
                target.getFD().sync();
            }
            Renaming.replace(temporary, file);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                syncFolder(folder);
            }
        } catch (IOException e) {
            throw new IOException(file + " was not written, and its old content is unchanged: " + reason(file, e), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Syncs the names in a folder to disk: without this a new or changed name may not survive a power cut. Does nothing
     * on systems that cannot do it; the contents of the files are on disk already.
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

    /** Syncs what was appended to {@code file} to disk. Does nothing if the file does not exist. */
    public static void sync(Path file) throws IOException {
        if (Files.exists(file)) {
            try (FileOutputStream target = new FileOutputStream(file.toFile(), true)) {
                target.getFD().sync();
            }
        }
    }

    /** The name of the file that the temporary {@code file} was to become, if a killed write left it behind. */
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
