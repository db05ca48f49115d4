package dev.facet.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.model.layer.Network;

/**
 * The composition of networks with an {@link Encoder}, whose networks are among the others by their names. All else is
 * as before.
 */
record Encoded(Composition inner, Encoder encoder) implements Composition {
    /** Adds the encoder's networks. */
    static Networks of(Networks networks, Encoder encoder) {
        Map<String, Network> others = new LinkedHashMap<>(networks.others());
        encoder.networks().forEach(network -> others.put(network.name(), network));
        return new Networks(
                networks.generator(),
                networks.trunk(),
                networks.source(),
                networks.recognition(),
                others,
                networks.scaling(),
                new Encoded(networks.composition(), encoder));
    }

    @Override
    public boolean inverts() {
        return true;
    }

    @Override
    public <V> V invert(Networks networks, Operations<V> by, V items) {
        return encoder.rows(
                by, encoder.read(by, items), () -> recognise(networks, by, items, features(networks, by, items)));
    }

    @Override
    public <V> V generate(Networks networks, Operations<V> by, V rows) {
        return inner.generate(networks, by, rows);
    }

    @Override
    public <V> V features(Networks networks, Operations<V> by, V items) {
        return inner.features(networks, by, items);
    }

    @Override
    public <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
        return inner.recognise(networks, by, items, features);
    }

    @Override
    public Optional<Condition> condition() {
        return inner.condition();
    }

    @Override
    public <V> V score(Networks networks, Operations<V> by, V items, Optional<V> condition) {
        return inner.score(networks, by, items, condition);
    }

    @Override
    public List<String> makers() {
        return inner.makers();
    }
}
