package dev.facet.model;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.model.layer.Network;

/**
 * The composition of networks with an {@link Encoder}, whose networks are among the others by their names. All else is
 * as before.
 */
record Encoded(Composition inner, Encoder encoder) implements Around {
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
}
