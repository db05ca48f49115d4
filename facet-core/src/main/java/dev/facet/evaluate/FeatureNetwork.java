package dev.facet.evaluate;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import dev.facet.data.Items;

/** What turns images into the features that samples are compared by. */
public interface FeatureNetwork extends AutoCloseable {
    /** What it is, in a few words that go with every figure. */
    String name();

    /** SHA-256 (hex), or as much of one, of what determines the features. */
    String fingerprint();

    /** What it makes of some items. */
    Features of(Items items) throws IOException;

    /**
     * Features of some items.
     *
     * @param values {@code [item][feature]}
     * @param probabilities {@code [item][class]}, where the network tells classes
     */
    record Features(float[][] values, Optional<float[][]> probabilities) {
        /** Numbers that lie one item after the other, as a row for each of {@code count} items. */
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
