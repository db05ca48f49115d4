package dev.facet.method;

import java.util.List;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.model.Network;
import dev.facet.model.Networks;

/** A way to train: networks plus phases. One class per method. Holds native memory; whoever makes it closes it. */
public sealed interface Method extends AutoCloseable permits InfoGan {
    /** The method that {@code config} names, for images of {@code shape}, with starting weights. */
    static Method of(RunConfig config, ImageShape shape, boolean bf16) {
        if (!config.method().equals("infogan")) {
            throw new UsageException("method is '" + config.method() + "'; there is: infogan");
        }
        return new InfoGan(config, shape, bf16);
    }

    /** Finds out whether {@code config} fits images of {@code shape}, before anything is made. */
    static void check(RunConfig config, ImageShape shape) {
        Method.of(config, shape, false).close();
    }

    /** In the order they run within a step. */
    List<Phase> phases();

    /** Every network, for checkpoints. */
    List<Network> networks();

    /** The networks as pictures and models need them. */
    Networks parts();

    @Override
    void close();
}
