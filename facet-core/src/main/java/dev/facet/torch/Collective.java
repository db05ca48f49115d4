package dev.facet.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Combines the gradients of several processes that train one run, each with its share of every batch. All processes
 * must call it for the same networks in the same order.
 */
@FunctionalInterface
public interface Collective {
    /** A single process. */
    Collective ALONE = gradient -> {};

    /** Replaces a flat fp32 gradient with its mean over all processes. */
    void mean(Tensor gradient);
}
