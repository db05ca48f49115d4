package dev.facet.method;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.TrainingConfig;
import dev.facet.model.Network;

/**
 * A part of a training step: what it minimises and what it moves to do so. The training loop knows phases and nothing
 * else about a method.
 *
 * @param name short, such as {@code D}; names the loss in the statistics
 * @param trained the networks it updates; all others are constants to it
 * @param rate learning rate
 * @param descent how its gradient moves the weights
 * @param every runs at every so many steps, counted from {@code from}
 * @param from first step it runs at
 * @param to first step it no longer runs at
 * @param loss a scalar in fp32 with its graph
 * @param after runs after each update, such as a constraint on the weights
 * @param times how often it runs within a step
 * @param anew at which steps its networks take new starting weights, and its optimiser forgets, before it runs
 */
public record Phase(
        String name,
        List<Network> trained,
        double rate,
        TrainingConfig.Descent descent,
        int every,
        long from,
        long to,
        Function<Step, Tensor> loss,
        Runnable after,
        int times,
        LongPredicate anew) {
    public Phase {
        trained = List.copyOf(trained);
        if (every < 1) {
            throw new IllegalArgumentException(
                    "phase " + name + " runs every " + every + " steps; at least 1 is needed");
        }
    }

    /** A phase of every step. */
    public Phase(
            String name,
            List<Network> trained,
            double rate,
            TrainingConfig.Descent descent,
            Function<Step, Tensor> loss) {
        this(name, trained, rate, descent, 1, 0, Long.MAX_VALUE, loss, () -> {});
    }

    /** A phase that runs once in a step and never begins anew. */
    public Phase(
            String name,
            List<Network> trained,
            double rate,
            TrainingConfig.Descent descent,
            int every,
            long from,
            long to,
            Function<Step, Tensor> loss,
            Runnable after) {
        this(name, trained, rate, descent, every, from, to, loss, after, 1, step -> false);
    }

    /** The same with another loss. */
    Phase with(Function<Step, Tensor> other) {
        return new Phase(name, trained, rate, descent, every, from, to, other, after, times, anew);
    }

    /** The same, at no step before one. */
    Phase startingAt(long step) {
        return new Phase(name, trained, rate, descent, every, step, to, loss, after, times, anew);
    }

    /** The same, several times in each step. */
    Phase repeated(int often) {
        return new Phase(name, trained, rate, descent, every, from, to, loss, after, often, anew);
    }

    /** The same, beginning anew at some steps. */
    Phase anewWhen(LongPredicate step) {
        return new Phase(name, trained, rate, descent, every, from, to, loss, after, times, step);
    }

    /** Whether it runs at a step. */
    public boolean due(long step) {
        return step >= from && step < to && (step - from) % every == 0;
    }
}
