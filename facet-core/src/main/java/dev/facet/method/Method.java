package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.LatentSpec;
import dev.facet.method.game.Game;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Starts;
import dev.facet.model.Networks;
import dev.facet.model.layer.Network;

/**
 * A training method ready to use: networks plus phases. {@link MethodType} describes a method and creates it. Holds
 * native memory; the creator closes it.
 */
public interface Method extends AutoCloseable {
    /** The phases, in the order in which they run within a step. */
    List<Phase> phases();

    /** All networks, for checkpoints. */
    default List<Network> networks() {
        return parts().all();
    }

    /** Whether a run tries several starts, and how it chooses the best. */
    default Starts starts() {
        return Starts.ONE;
    }

    /** The parts of the training that begin after the first step. */
    default List<Milestone> milestones() {
        return List.of();
    }

    /**
     * Tensors to save together with the weights, by name. These are the tensors themselves, not copies. Call
     * {@link #restored} after changing them.
     */
    default Map<String, Tensor> memory() {
        return game().memory();
    }

    /** Called after the networks and {@link #memory} have been filled from a checkpoint. */
    default void restored() {}

    /** Called before a step's rows are drawn; {@code step} is the number of steps done before it. */
    default void begin(long step) {}

    /**
     * The codes that a step's rows are drawn from: those given, with the shares of categories that were learned. Ask
     * again after each {@link #begin}.
     */
    default LatentSpec drawn(LatentSpec given) {
        return given;
    }

    /** The game of G and D. */
    Game game();

    /** The networks, with how they are composed. Models and pictures use them. */
    Networks parts();

    @Override
    default void close() {
        game().close();
        parts().close();
    }
}
