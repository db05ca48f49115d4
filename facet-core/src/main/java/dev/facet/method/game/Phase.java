package dev.facet.method.game;

import java.util.List;
import java.util.function.Function;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.TrainingConfig.Descent;
import dev.facet.model.layer.Network;

/**
 * A part of a training step: what it minimises and what it moves to do so. The training loop knows phases and nothing
 * else about a method.
 *
 * @param name short, such as {@code D}; names the loss in the statistics
 * @param trained the networks it updates; all others are constants to it
 * @param rate learning rate
 * @param descent how its gradient moves the weights
 * @param due when it runs
 * @param loss a scalar in fp32 with its graph
 * @param after runs after each update, such as a constraint on the weights
 */
public record Phase(
        String name,
        List<Network> trained,
        double rate,
        Descent descent,
        Due due,
        Function<Step, Tensor> loss,
        Runnable after) {
    public Phase {
        trained = List.copyOf(trained);
    }

    /** A phase with nothing to do after an update. */
    public Phase(
            String name, List<Network> trained, double rate, Descent descent, Due due, Function<Step, Tensor> loss) {
        this(name, trained, rate, descent, due, loss, () -> {});
    }

    /** The same with another loss. */
    public Phase with(Function<Step, Tensor> other) {
        return new Phase(name, trained, rate, descent, due, other, after);
    }
}
