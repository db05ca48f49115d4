package dev.facet.model;

import java.util.List;
import java.util.Optional;

import dev.facet.model.layer.Network;

/**
 * How the networks of a method are put together. It is written once, for values of any kind: models run it on tensors,
 * exports write it as a graph. A method with another composition overrides the parts that differ.
 */
public interface Composition {
    /** The plain composition: G takes the latent rows; the heads of D and Q take the features of their trunk. */
    Composition PLAIN = new Composition() {};

    /**
     * An input of D beside the item.
     *
     * @param name its name in exports
     * @param width numbers per item
     * @param meaning a description for people, such as {@code one-hot}
     */
    record Condition(String name, int width, String meaning) {}

    /** Items {@code [N, c, h, w]} generated from latent rows {@code [N, width]}. */
    default <V> V generate(Networks networks, Operations<V> by, V rows) {
        return by.apply(networks.generator(), rows);
    }

    /** The features of items {@code [N, c, h, w]} that Q's head takes. */
    default <V> V features(Networks networks, Operations<V> by, V items) {
        V h = items;
        List<Network> recognition = networks.recognition();
        for (Network network : recognition.subList(0, recognition.size() - 1)) {
            h = by.apply(network, h);
        }
        return h;
    }

    /** Q's outputs {@code [N, outputs]} for items and their features, in the layout of the latent specification. */
    default <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
        return by.apply(networks.recogniser(), features);
    }

    /** D's input beside the item, if it has one. */
    default Optional<Condition> condition() {
        return Optional.empty();
    }

    /** D's output {@code [N, 1]} for items and, if D has a {@link #condition}, its values. */
    default <V> V score(Networks networks, Operations<V> by, V items, Optional<V> condition) {
        return by.apply(networks.source(), by.apply(networks.trunk(), items));
    }

    /** Whether {@link #invert} finds latent rows. */
    default boolean inverts() {
        return false;
    }

    /**
     * The latent rows {@code [N, width]} from which G makes items {@code [N, c, h, w]} again, as an {@link Encoder}
     * finds them.
     *
     * @throws IllegalStateException if there is no encoder
     */
    default <V> V invert(Networks networks, Operations<V> by, V items) {
        throw new IllegalStateException("these networks have no encoder");
    }

    /** The names of the networks that make items together with G. Their averages make steadier pictures. */
    default List<String> makers() {
        return List.of();
    }
}
