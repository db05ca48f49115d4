package dev.facet.method.game;

import java.util.function.LongPredicate;

/**
 * When a phase runs.
 *
 * @param every the phase runs once every this many steps, counted from {@code from}
 * @param from first step at which it runs
 * @param to first step at which it no longer runs
 * @param times number of runs within a step
 * @param anew the steps at which its networks take new starting weights and its optimiser is reset, before it runs
 */
public record Due(int every, long from, long to, int times, LongPredicate anew) {
    /** Once at every step. */
    public static final Due ALWAYS = new Due(1, 0, Long.MAX_VALUE, 1, step -> false);

    public Due {
        if (every < 1) {
            throw new IllegalArgumentException("a phase runs every " + every + " steps; at least 1 is needed");
        }
    }

    /** Once at each step before {@code to}. */
    public static Due until(long to) {
        return new Due(1, 0, to, 1, step -> false);
    }

    /** Once at the last of every {@code every} steps, counted from {@code from}. */
    public static Due lastOf(int every, long from) {
        return new Due(every, from + every - 1, Long.MAX_VALUE, 1, step -> false);
    }

    /** The same, but starting at {@code step} and counted from there. */
    public Due startingAt(long step) {
        return new Due(every, step, to, times, anew);
    }

    /** The same, but {@code often} times within a step. */
    public Due repeated(int often) {
        return new Due(every, from, to, often, anew);
    }

    /** The same, but with new starting weights at the steps that satisfy {@code step}. */
    public Due anewWhen(LongPredicate step) {
        return new Due(every, from, to, times, step);
    }

    /** Whether the phase runs at a step. */
    public boolean at(long step) {
        return step >= from && step < to && (step - from) % every == 0;
    }
}
