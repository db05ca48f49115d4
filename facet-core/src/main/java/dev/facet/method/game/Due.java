package dev.facet.method.game;

import java.util.function.LongPredicate;

/**
 * When a phase runs.
 *
 * @param every at every so many steps, counted from {@code from}
 * @param from first step it runs at
 * @param to first step it no longer runs at
 * @param times how often it runs within a step
 * @param anew at which steps its networks take new starting weights, and its optimiser forgets, before it runs
 */
public record Due(int every, long from, long to, int times, LongPredicate anew) {
    /** Once in every step. */
    public static final Due ALWAYS = new Due(1, 0, Long.MAX_VALUE, 1, step -> false);

    public Due {
        if (every < 1) {
            throw new IllegalArgumentException("a phase runs every " + every + " steps; at least 1 is needed");
        }
    }

    /** Once in each of the steps before one. */
    public static Due until(long to) {
        return new Due(1, 0, to, 1, step -> false);
    }

    /** Once at the last of each {@code every} steps, counted from a step. */
    public static Due lastOf(int every, long from) {
        return new Due(every, from + every - 1, Long.MAX_VALUE, 1, step -> false);
    }

    /** The same at no step before one, from which it is counted. */
    public Due startingAt(long step) {
        return new Due(every, step, to, times, anew);
    }

    /** The same several times in each step. */
    public Due repeated(int often) {
        return new Due(every, from, to, often, anew);
    }

    /** The same, beginning anew at some steps. */
    public Due anewWhen(LongPredicate step) {
        return new Due(every, from, to, times, step);
    }

    /** Whether a phase runs at a step. */
    public boolean at(long step) {
        return step >= from && step < to && (step - from) % every == 0;
    }
}
