package dev.facet.data.picture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;

/** A folder or archive of picture files. Reading is thread-safe; whoever opened it closes it. */
public interface PictureSource extends Closeable {
    /** Greatest size of a table in bytes. */
    long MOST_TABLE_BYTES = 256L << 20;

    /** Bytes of memory per byte of a table's file. */
    long TABLE_TIMES = 8;

    /**
     * A file.
     *
     * @param path for messages
     * @param relative its path below the listed folder, with {@code /} between names on every system
     */
    record Entry(Path path, String relative, Content content) {}

    /** The bytes of a file. */
    interface Content {
        InputStream open() throws IOException;

        long bytes() throws IOException;
    }

    /** The folder or archive. */
    Path path();

    /** Whether there is a folder {@code name} at the top. */
    boolean hasFolder(String name);

    /**
     * All files below the folder {@code below}, or below the top if that is empty, ordered by relative path, without
     * hidden files.
     */
    List<Entry> list(String below);

    /**
     * The content of the table {@code name} at the top, if there is one.
     *
     * @throws MemoryException if its rows need more memory than Java may use
     */
    Optional<byte[]> read(String name) throws IOException;

    /** Refuses a table that is larger than {@link #MOST_TABLE_BYTES} or whose rows do not fit into memory. */
    static void checkTable(Path file, long bytes) throws FormatException, MemoryException {
        if (bytes > MOST_TABLE_BYTES) {
            throw new FormatException(
                    file, "has " + bytes + " bytes; a table of labels or factors has at most " + MOST_TABLE_BYTES);
        }
        MemoryException.check(file, TABLE_TIMES * bytes, "leave out columns and rows that are not needed");
    }

    /** The pictures of a folder and all folders below it. */
    record Folder(Path path) implements PictureSource {
        @Override
        public boolean hasFolder(String name) {
            return Files.isDirectory(path.resolve(name));
        }

        @Override
        public List<Entry> list(String below) {
            return FolderListing.of(path.resolve(below));
        }

        @Override
        public Optional<byte[]> read(String name) throws IOException {
            Path file = path.resolve(name);
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            checkTable(file, Files.size(file));
            return Optional.of(Files.readAllBytes(file));
        }

        @Override
        public void close() {}
    }
}
