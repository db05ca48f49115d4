package dev.facet.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;

/** Writes HDF5 files for tests. */
public final class Hdf5Files {
    private Hdf5Files() {}

    /** What is put into a file. */
    @FunctionalInterface
    public interface Content {
        void put(WritableHdfFile file);
    }

    /** Writes {@code content} to {@code file}. */
    public static Path write(Path file, Content content) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            content.put(hdf);
        }
        return file;
    }

    /** Unsigned numbers. */
    public static DatasetCreationOptions unsigned() {
        return DatasetCreationOptions.builder().unsigned().build();
    }

    /** Unsigned numbers in packed chunks. */
    public static DatasetCreationOptions packed(int... chunk) {
        return DatasetCreationOptions.builder()
                .unsigned()
                .chunkDimensions(chunk)
                .shuffle()
                .deflate()
                .build();
    }

    /** Numbers 0, 1, 2 … 255, 0 … in an array {@code [count, height, width, 3]}. */
    public static byte[][][][] colours(int count, int height, int width) {
        byte[][][][] images = new byte[count][height][width][3];
        int value = 0;
        for (byte[][][] image : images) {
            for (byte[][] row : image) {
                for (byte[] pixel : row) {
                    for (int c = 0; c < 3; c++) {
                        pixel[c] = (byte) value++;
                    }
                }
            }
        }
        return images;
    }

    /** A small file of each kind. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("plain", bytes(hdf -> {
            hdf.putDataset("images", colours(2, 3, 4), unsigned());
            hdf.putDataset("labels", new double[][] {{1, 2}, {3, 4}});
            hdf.putDataset("names", new String[] {"a", "bc"});
        }));
        files.put("packed", bytes(hdf -> {
            hdf.putGroup("train").putDataset("images", colours(5, 3, 4), packed(2, 2, 4, 3));
            hdf.putDataset("y", new long[] {1, 2, 3, 4, 5});
        }));
        return files;
    }

    private static byte[] bytes(Content content) {
        try {
            Path file = Files.createTempFile("valid", ".h5");
            try {
                return Files.readAllBytes(write(file, content));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
