package dev.facet.format;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Opens files in a folder that somebody else may have made, such as a run received from others. Only plain files are
 * opened: a link could lead to any file of this machine, and reading from a pipe could block for ever.
 */
public final class PlainFile {
    private PlainFile() {}

    /** Whether a plain file with that name exists. */
    public static boolean exists(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Opens a file for reading; the caller closes it.
     *
     * @throws NoSuchFileException if nothing has that name
     * @throws FormatException if it is a link, a folder, a pipe or a device
     */
    public static FileChannel open(Path file) throws IOException {
        requirePlain(file);
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * All bytes of a file.
     *
     * @throws NoSuchFileException if nothing has that name
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

    /** Looks once: a file that is made between two looks would be there and not there. */
    private static void requirePlain(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (found.isSymbolicLink()) {
            throw new FormatException(
                    file, "is a link, and links in a run folder are not followed. Put the file itself in its place");
        }
        if (!found.isRegularFile()) {
            throw new FormatException(file, "is not a file");
        }
    }
}
