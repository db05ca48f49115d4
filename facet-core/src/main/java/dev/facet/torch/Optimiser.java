package dev.facet.torch;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.TrainingConfig;

/**
 * Moves the weights of some networks by their gathered gradients. What it remembers lies in flat buffers of the layout
 * of each network's {@link Parameters}. Holds native memory; whoever makes it closes it; not thread-safe.
 */
public sealed interface Optimiser extends AutoCloseable permits Adam, RmsProp {
    /** The optimiser that {@code descent} asks for, which has not moved anything yet. */
    static Optimiser of(TrainingConfig.Descent descent, List<Parameters> trained) {
        return switch (descent.optimiser()) {
            case ADAM -> new Adam(trained, descent.beta1(), descent.beta2());
            case RMSPROP -> new RmsProp(trained);
        };
    }

    /** Applies the gathered gradients and refreshes what is computed with. */
    void step(double rate);

    /** What it remembers of the gradients, by PyTorch's names: one flat tensor per network, in the order given. */
    Map<String, List<Tensor>> moments();

    /** How many updates there were, as fp32 scalars, one per network. */
    List<Tensor> counts();

    /** Forgets all of that. */
    default void reset() {
        moments().values().forEach(flats -> flats.forEach(Tensor::zero_));
        counts().forEach(Tensor::zero_);
    }

    /** How many updates there were. */
    default long updates() {
        return (long) counts().get(0).item_float();
    }

    @Override
    void close();
}
