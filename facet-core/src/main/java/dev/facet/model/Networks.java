package dev.facet.model;

import java.util.List;

import dev.facet.codes.Draws;

/**
 * The four networks of an InfoGAN with their weights: G, the trunk of D and Q, and their heads. Holds native memory; whoever
 * makes it closes it.
 */
public record Networks(Network generator, Network trunk, Network source, Network recogniser, PixelRange range)
        implements AutoCloseable {
    /** Allocates the networks, all weights zero. */
    public static Networks of(Architecture architecture, boolean bf16) {
        return new Networks(
                new Network("generator", architecture.generator(), bf16),
                new Network("trunk", architecture.trunk(), bf16),
                new Network("source", architecture.source(), bf16),
                new Network("recogniser", architecture.recogniser(), bf16),
                architecture.range());
    }

    /** Gives every weight its starting value. */
    public void start(long seed) {
        all().forEach(network -> network.start(Draws.seed(seed, network.name())));
    }

    public List<Network> all() {
        return List.of(generator, trunk, source, recogniser);
    }

    @Override
    public void close() {
        all().forEach(Network::close);
    }
}
