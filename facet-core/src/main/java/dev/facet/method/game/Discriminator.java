package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;

/** A discriminator as {@link Game} sees it. */
public interface Discriminator {
    /**
     * The trunk's features of items.
     *
     * @param origin tells which side inputs belong to them, such as labels
     */
    Tensor features(Tensor items, Origin origin, Mode mode);

    /** The head that tells real from generated. */
    Network source();

    /** What is put after the names of its statistics where there are several, such as {@code 0}. */
    default String level() {
        return "";
    }

    /** Whether what it sees may be augmented: items may, features of items may not. */
    default boolean augments() {
        return true;
    }
}
