package dev.facet.model;

import java.util.List;
import java.util.Optional;

import dev.facet.model.layer.Network;

/**
 * How the networks of a method are put together. It is written once, for values of any kind: models run it, exports
 * write it down. A method whose networks are put together in another way overrides what differs.
 */
public interface Composition {
    /** G of the latent rows; Q's head of a trunk; D's head of its trunk. */
    Composition PLAIN = new Composition() {};

    /**
     * What D is fed beside an item.
     *
     * @param name what exports call it
     * @param width numbers for each item
     * @param meaning for people, such as {@code one-hot}
     */
    record Condition(String name, int width, String meaning) {}

    /** Items {@code [N, c, h, w]} of latent rows {@code [N, width]}. */
    default <V> V generate(Networks networks, Operations<V> by, V rows) {
        return by.apply(networks.generator(), rows);
    }

    /** What Q's head reads, of items {@code [N, c, h, w]}. */
    default <V> V features(Networks networks, Operations<V> by, V items) {
        V h = items;
        List<Network> recognition = networks.recognition();
        for (Network network : recognition.subList(0, recognition.size() - 1)) {
            h = by.apply(network, h);
        }
        return h;
    }

    /** Q's outputs {@code [N, outputs]}, as the latent specification lays them out, of items and their features. */
    default <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
        return by.apply(networks.recogniser(), features);
    }

    /** What D is fed beside an item, if anything. */
    default Optional<Condition> condition() {
        return Optional.empty();
    }

    /** D's output {@code [N, 1]} for items, with what {@link #condition} asks for beside them. */
    default <V> V score(Networks networks, Operations<V> by, V items, Optional<V> condition) {
        return by.apply(networks.source(), by.apply(networks.trunk(), items));
    }

    /** The names of the networks that items are made by, beside G: their averages make steadier pictures. */
    default List<String> makers() {
        return List.of();
    }
}
