package dev.facet.data.file;

import java.nio.file.Path;
import java.util.Map;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;

/** Opens data for tests as a user's, with the cache of the tests. */
final class Opened {
    private Opened() {}

    /** The training part of the data at {@code path}, at 32 pixels. */
    static Dataset train(Path path) {
        return part(path, Split.TRAIN);
    }

    /** The held-out part. */
    static Dataset test(Path path) {
        return part(path, Split.TEST);
    }

    private static Dataset part(Path path, Split split) {
        return open(new DataConfig(path.toString(), 32, 0, 1, 1), split);
    }

    /** The training part with any settings. */
    static Dataset open(DataConfig data) {
        return open(data, Split.TRAIN);
    }

    private static Dataset open(DataConfig data, Split split) {
        Path cache = Path.of("target", "cache");
        return OfflineDatasets.open(Map.of("FACET_CACHE", cache.toString()), data, split);
    }

    /** The values of an image. */
    static int[] image(Dataset data, int index) {
        byte[] pixels = new byte[data.shape().bytes()];
        data.read(index, pixels, 0);
        int[] values = new int[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xFF;
        }
        return values;
    }
}
