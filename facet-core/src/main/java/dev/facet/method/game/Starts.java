package dev.facet.method.game;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How often a run begins, each time from other weights, before it goes on with the best of its beginnings.
 *
 * @param count how often
 * @param steps of each; those of the second half are judged by
 * @param score of the statistics of some steps; the more, the better
 * @param what the score is called
 */
public record Starts(int count, long steps, ToDoubleFunction<Map<String, Double>> score, String what) {
    /** The first is the only one. */
    public static final Starts ONE = new Starts(1, 0, statistics -> 0, "");
}
