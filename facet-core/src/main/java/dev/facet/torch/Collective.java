package dev.facet.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Several processes that train one run, each with its share of every batch. All of them call it with the same networks
 * in the same order.
 */
@FunctionalInterface
public interface Collective {
    /** One process by itself. */
    Collective ALONE = gradient -> {};

    /** Replaces a flat fp32 gradient with its mean over all processes. */
    void mean(Tensor gradient);
}
