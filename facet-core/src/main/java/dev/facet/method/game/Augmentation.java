package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

/**
 * Changes items before D sees them. Real and generated items are changed alike, and differentiably, so that G can learn
 * through the change (Zhao, Liu, Lin, Zhu, Han 2020).
 */
@FunctionalInterface
public interface Augmentation {
    /** Leaves items as they are. */
    Augmentation NONE = (items, step, origin) -> items;

    /** Changes {@code items [N, c, h, w]}. */
    Tensor apply(Tensor items, Step step, Origin origin);
}
