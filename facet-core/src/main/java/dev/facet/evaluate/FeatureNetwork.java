package dev.facet.evaluate;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import dev.facet.data.Items;

/** Computes the features by which samples are compared. */
public interface FeatureNetwork extends AutoCloseable {
    /** A short name that is shown with every figure. */
    String name();

    /** SHA-256 (hex), or a prefix of one, of everything that determines the features. */
    String fingerprint();

    /** The features of items. */
    Features of(Items items) throws IOException;

    /**
     * Features of items.
     *
     * @param values {@code [item][feature]}
     * @param probabilities {@code [item][class]}, if the network is a classifier
     */
    record Features(float[][] values, Optional<float[][]> probabilities) {
        /** Divides consecutive values into one row for each of {@code count} items. */
        static float[][] rows(float[] values, int count) {
            int width = values.length / count;
            float[][] rows = new float[count][];
            for (int i = 0; i < count; i++) {
                rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
            }
            return rows;
        }
    }

    @Override
    void close();
}
