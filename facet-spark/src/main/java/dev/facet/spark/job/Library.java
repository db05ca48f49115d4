package dev.facet.spark.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * An entry of the class path.
 *
 * @param path where it is on the machine that starts the job
 * @param name what its file is called when it is sent
 * @param bytes the size of the file; −1 for a folder of classes
 * @param sum its checksum, if it is small: large ones are libraries of others, which do not change
 */
record Library(String path, String name, long bytes, long sum) implements Serializable {
    private static final long SMALL = 4 << 20;

    /** The entry at {@code path} of this machine. */
    static Library of(Path path, String name) throws IOException {
        if (Files.isDirectory(path)) {
            return new Library(path.toString(), name, -1, 0);
        }
        long size = Files.size(path);
        return new Library(path.toString(), name, size, sum(path, size));
    }

    private static long sum(Path path, long size) throws IOException {
        if (size > SMALL) {
            return 0;
        }
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(new BufferedInputStream(Files.newInputStream(path)), sum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return sum.getValue();
    }

    /** Whether this machine has the same at the same place. */
    boolean isHere() {
        Path here = Path.of(path);
        try {
            return Files.exists(here) && of(here, name).equals(this);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
