package dev.facet.format;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file in a folder that somebody else may have made, such as a run that was handed over: it is opened only if it is a
 * file itself. A link could lead to any file of this machine, and a pipe would be waited for without end.
 */
public final class PlainFile {
    private PlainFile() {}

    /** Whether there is a file of that name which is neither a link nor anything else. */
    public static boolean exists(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Opens a file to read; the caller closes it.
     *
     * @throws NoSuchFileException if there is nothing of that name
     * @throws FormatException if it is a link, a folder, a pipe or a device
     */
    public static FileChannel open(Path file) throws IOException {
        requirePlain(file);
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * All bytes of a file.
     *
     * @throws NoSuchFileException if there is nothing of that name
     * @throws FormatException if it is no plain file, or has more than {@code most} bytes
     */
    public static byte[] read(Path file, int most) throws IOException {
        try (FileChannel in = open(file)) {
            if (in.size() > most) {
                throw new FormatException(file, "has " + in.size() + " bytes; at most " + most + " are read");
            }
            return Channels.newInputStream(in).readNBytes(most);
        }
    }

    private static void requirePlain(Path file) throws IOException {
        if (exists(file)) {
            return;
        }
        if (Files.isSymbolicLink(file)) {
            throw new FormatException(
                    file, "is a link, and links in a run folder are not followed. Put the file itself in its place");
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
        throw new FormatException(file, "is not a file");
    }
}
