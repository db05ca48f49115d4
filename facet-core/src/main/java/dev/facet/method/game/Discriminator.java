package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;

/** A discriminator, as {@link Game} uses it. */
public interface Discriminator {
    /**
     * The trunk's features of items.
     *
     * @param origin whether the items are real or generated; decides which side inputs, such as labels, belong to them
     */
    Tensor features(Tensor items, Origin origin, Mode mode);

    /** The head that separates real from generated items. */
    Network source();

    /** A suffix for the names of its statistics, such as {@code 0}, if a method has several discriminators. */
    default String level() {
        return "";
    }

    /** Whether its inputs may be augmented. Items may be; features of items may not. */
    default boolean augments() {
        return true;
    }
}
