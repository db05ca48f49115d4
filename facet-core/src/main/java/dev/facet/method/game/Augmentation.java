package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

/**
 * How items are changed before D sees them: real and generated ones alike, and differentiably, so that G learns through
 * it (Zhao, Liu, Lin, Zhu, Han 2020).
 */
@FunctionalInterface
public interface Augmentation {
    /** Items are left as they are. */
    Augmentation NONE = (items, step, origin) -> items;

    /** Changes {@code items [N, c, h, w]}. */
    Tensor apply(Tensor items, Step step, Origin origin);
}
