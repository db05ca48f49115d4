package dev.facet.model;

import java.util.List;
import java.util.Optional;

/** A composition around another one, which does everything that is not overridden. */
interface Around extends Composition {
    /** The composition within. */
    Composition inner();

    @Override
    default <V> V generate(Networks networks, Operations<V> by, V rows) {
        return inner().generate(networks, by, rows);
    }

    @Override
    default <V> V features(Networks networks, Operations<V> by, V items) {
        return inner().features(networks, by, items);
    }

    @Override
    default <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
        return inner().recognise(networks, by, items, features);
    }

    @Override
    default Optional<Condition> condition() {
        return inner().condition();
    }

    @Override
    default <V> V score(Networks networks, Operations<V> by, V items, Optional<V> condition) {
        return inner().score(networks, by, items, condition);
    }

    @Override
    default boolean inverts() {
        return inner().inverts();
    }

    @Override
    default <V> V invert(Networks networks, Operations<V> by, V items) {
        return inner().invert(networks, by, items);
    }

    @Override
    default List<String> makers() {
        return inner().makers();
    }
}
