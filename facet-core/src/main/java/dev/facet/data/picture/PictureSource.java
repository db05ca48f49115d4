package dev.facet.data.picture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

import dev.facet.data.LeftOut;
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
     * @param relative its path from the top, or below the folder of its part, with {@code /} between names
     */
    record Entry(Path path, String relative, Content content) {
        /** The same file, called by its path below another folder. */
        Entry as(String other) {
            return new Entry(path, other, content);
        }
    }

    /** The bytes of a file. */
    interface Content {
        InputStream open() throws IOException;

        long bytes() throws IOException;
    }

    /**
     * What is in a source.
     *
     * @param files all files, ordered by their paths from the top
     * @param leftOut what was passed over unread, such as files of the system
     */
    record Listing(List<Entry> files, List<LeftOut> leftOut) {}

    /** The folder or archive. */
    Path path();

    /** All files from the top on, without hidden ones and those of the system. */
    Listing list();

    /** The parts of the set that consists of {@code files}. */
    default PictureParts parts(List<Entry> files) {
        return PictureParts.of(files);
    }

    /** Whether the names of folders may be classes. */
    default boolean sorted() {
        return true;
    }

    /** Whether every file is meant to be a picture, whatever its name. */
    default boolean onlyPictures() {
        return false;
    }

    /**
     * All of a table.
     *
     * @throws FormatException if it is larger than {@link #MOST_TABLE_BYTES}
     * @throws MemoryException if its rows need more memory than Java may use
     */
    static byte[] table(Entry file) throws IOException {
        checkTable(file.path(), file.content().bytes());
        try (InputStream in = file.content().open()) {
            return in.readNBytes((int) MOST_TABLE_BYTES);
        }
    }

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
        public Listing list() {
            return FolderListing.of(path);
        }

        @Override
        public void close() {}
    }
}
