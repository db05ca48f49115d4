package dev.facet.method.game;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Draws;
import dev.facet.config.AugmentationConfig;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;

/**
 * Changes items before D sees them. Real and generated items are changed alike, and differentiably, so that G can learn
 * through the change (Zhao, Liu, Lin, Zhu, Han 2020).
 */
@FunctionalInterface
public interface Augmentation extends AutoCloseable {
    /** Leaves items as they are. */
    Augmentation NONE = (items, step, origin) -> items;

    /** The augmentation of a run; none for sequences. */
    static Augmentation of(RunConfig run, Dataset data) {
        AugmentationConfig config = run.adversarial().augmentation();
        return config.mode() == AugmentationConfig.Mode.OFF || !(data.shape() instanceof ImageShape)
                ? NONE
                : new DifferentiableAugmentation(
                        config, data.size(), Draws.seed(run.training().seed(), "augmentation"));
    }

    /** Changes {@code items [N, c, h, w]}. */
    Tensor apply(Tensor items, Step step, Origin origin);

    /**
     * Whether the last call of {@link #apply} for items of this origin changed any of the batch, of all ranks. False
     * saves passes through D: what it sees is what is there. May be true although nothing was changed.
     */
    default boolean changed(Origin origin) {
        return this != NONE;
    }

    /**
     * Told after each of D's turns how sure D was of real items.
     *
     * @param surplus {@code [N]} or {@code [N, 1]}: above 0 where D took a real item for real
     */
    default void seen(Step step, Tensor surplus) {}

    /** Tensors to save together with the weights, by name; see {@link dev.facet.method.Method#memory}. */
    default Map<String, Tensor> memory() {
        return Map.of();
    }

    @Override
    default void close() {}
}
