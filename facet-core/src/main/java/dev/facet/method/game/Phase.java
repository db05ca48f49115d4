package dev.facet.method.game;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.TrainingConfig.Descent;
import dev.facet.model.layer.Network;

/**
 * A part of a training step: a loss, and the networks that it updates. The training loop knows a method by its phases,
 * and asks one more thing: whether it learns from the labels of all items ({@link dev.facet.method.MethodType#labels}).
 *
 * @param name short, such as {@code D}; part of the names of optimiser tensors in checkpoints, and of messages
 * @param trained the networks that it updates; the weights of all others are constant
 * @param rate learning rate
 * @param descent the optimiser and its constants
 * @param due when it runs
 * @param loss the loss, a scalar in fp32 with its graph
 * @param after runs after each update, for instance to constrain the weights
 * @param pace a factor of the rate at each step, beside the schedule of all phases
 */
public record Phase(
        String name,
        List<Network> trained,
        double rate,
        Descent descent,
        Due due,
        Function<Step, Tensor> loss,
        Runnable after,
        LongToDoubleFunction pace) {
    public Phase {
        trained = List.copyOf(trained);
    }

    /** A phase that does nothing after an update. */
    public Phase(
            String name, List<Network> trained, double rate, Descent descent, Due due, Function<Step, Tensor> loss) {
        this(name, trained, rate, descent, due, loss, () -> {});
    }

    /** A phase whose rate follows the schedule of all phases. */
    public Phase(
            String name,
            List<Network> trained,
            double rate,
            Descent descent,
            Due due,
            Function<Step, Tensor> loss,
            Runnable after) {
        this(name, trained, rate, descent, due, loss, after, step -> 1);
    }

    /** The same phase with another loss. */
    public Phase with(Function<Step, Tensor> other) {
        return new Phase(name, trained, rate, descent, due, other, after, pace);
    }

    /** The same phase at other steps. */
    public Phase when(Due other) {
        return new Phase(name, trained, rate, descent, other, loss, after, pace);
    }

    /** The same phase with another pace. */
    public Phase at(LongToDoubleFunction other) {
        return new Phase(name, trained, rate, descent, due, loss, after, other);
    }
}
