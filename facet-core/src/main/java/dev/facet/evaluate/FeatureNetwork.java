package dev.facet.evaluate;

import java.io.IOException;
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
    record Features(float[][] values, Optional<float[][]> probabilities) {}

    @Override
    void close();
}
