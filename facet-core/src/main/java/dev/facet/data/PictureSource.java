package dev.facet.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where picture files lie. Reading is thread-safe; whoever opened it closes it. */
interface PictureSource extends Closeable {
    /**
     * A file.
     *
     * @param path for messages
     * @param relative its path below where it was listed, with {@code /} between names on every system
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

    /** All files below the folder {@code below}, or all there are where that is empty, by relative path. Hidden ones are left out. */
    List<Entry> list(String below);

    /** The content of the file {@code name} at the top, if there is one. */
    Optional<byte[]> read(String name) throws IOException;

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
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }

        @Override
        public void close() {}
    }
}
