package dev.facet.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;

/**
 * The bytes of a file with several pictures. They are kept while there is memory, so that the file is not read once for
 * each picture. Thread-safe.
 */
final class SharedContent implements PictureSource.Content {
    private final PictureSource.Content file;
    private SoftReference<byte[]> kept = new SoftReference<>(null);

    SharedContent(PictureSource.Content file) {
        this.file = file;
    }

    /** Reads a file. */
    @FunctionalInterface
    interface Reading {
        byte[] get() throws IOException;
    }

    /** The bytes that are kept, else those that {@code reading} gives. */
    synchronized byte[] kept(Reading reading) throws IOException {
        byte[] bytes = kept.get();
        if (bytes == null) {
            bytes = reading.get();
            kept = new SoftReference<>(bytes);
        }
        return bytes;
    }

    @Override
    public InputStream open() throws IOException {
        return file.open();
    }

    @Override
    public long bytes() throws IOException {
        return file.bytes();
    }
}
