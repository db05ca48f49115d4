package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.method.game.Milestone;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Starts;
import dev.facet.model.Networks;
import dev.facet.model.layer.Network;

/**
 * A way to train, ready to do so: networks plus phases. {@link MethodType} says what a method is and makes it. Holds
 * native memory; whoever makes it closes it.
 */
public interface Method extends AutoCloseable {
    /** In the order they run within a step. */
    List<Phase> phases();

    /** Every network, for checkpoints. */
    default List<Network> networks() {
        return parts().all();
    }

    /** How often training begins. */
    default Starts starts() {
        return Starts.ONE;
    }

    /** What begins later than at the first step. */
    default List<Milestone> milestones() {
        return List.of();
    }

    /**
     * What else is to be saved with the weights, by name; the tensors themselves. Call {@link #restored} after changing
     * them.
     */
    default Map<String, Tensor> memory() {
        return Map.of();
    }

    /** Told that the networks and {@link #memory} have been brought to what was saved. */
    default void restored() {}

    /** The networks as pictures and models need them. */
    Networks parts();

    @Override
    default void close() {
        parts().close();
    }
}
