package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;

/** Tables of pixels for tests. */
public final class PixelTables {
    private static final int SIDE = 8;

    private PixelTables() {}

    /** Images of 8×8 with values 0 to 255 and the labels row modulo 3 in the first column. */
    public static String digits(String separator, boolean header, int rows) {
        StringBuilder text = new StringBuilder();
        if (header) {
            text.append("label");
            for (int k = 0; k < SIDE * SIDE; k++) {
                text.append(separator).append("pixel").append(k);
            }
            text.append('\n');
        }
        for (int row = 0; row < rows; row++) {
            text.append(row % 3);
            for (int k = 0; k < SIDE * SIDE; k++) {
                text.append(separator).append(value(row, k));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The value of pixel {@code k} of a row of such a table. The last pixel is always 0, as corners are. */
    public static int value(int row, int k) {
        return k == SIDE * SIDE - 1 ? 0 : (row * 50 + k * 4) % 256;
    }

    /** Reads {@code file} as Facet does; a file that is no such table is left to other readers. */
    public static void read(Path file) throws IOException {
        PixelTableFormat format = new PixelTableFormat();
        if (!format.recognises(file)) {
            return;
        }
        Path cache = Files.createTempDirectory("cache");
        DataConfig data = new DataConfig(file.toString(), 0, 0, 1, 1);
        for (Split split : Split.values()) {
            try (Dataset opened = format.open(file, data, split, cache)) {
                if (opened.size() > 0) {
                    opened.read(opened.size() - 1, new byte[opened.shape().bytes()], 0);
                }
            }
        }
    }
}
