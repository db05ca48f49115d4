package dev.facet.torch;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.TrainingConfig;

/**
 * Updates the weights of networks by their gathered gradients. Its state consists of flat buffers with the layout of
 * each network's {@link Parameters}. Holds native memory; whoever makes it closes it; not thread-safe.
 */
public sealed interface Optimiser extends AutoCloseable permits Adam, RmsProp {
    /** A new optimiser of the kind that {@code descent} names. */
    static Optimiser of(TrainingConfig.Descent descent, List<Parameters> trained) {
        return switch (descent.optimiser()) {
            case ADAM -> new Adam(trained, descent.beta1(), descent.beta2());
            case RMSPROP -> new RmsProp(trained);
        };
    }

    /** Applies the gathered gradients and refreshes the copies that the networks compute with. */
    void step(double rate);

    /** Running averages of the gradients, by PyTorch's names: one flat tensor per network, in the order given. */
    Map<String, List<Tensor>> moments();

    /** Numbers of updates as fp32 scalars, one per network. */
    List<Tensor> counts();

    /** Resets the running averages and the numbers of updates. */
    default void reset() {
        moments().values().forEach(flats -> flats.forEach(Tensor::zero_));
        counts().forEach(Tensor::zero_);
    }

    /** The number of updates so far. */
    default long updates() {
        return (long) counts().get(0).item_float();
    }

    @Override
    void close();
}
