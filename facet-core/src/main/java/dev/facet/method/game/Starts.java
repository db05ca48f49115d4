package dev.facet.method.game;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Several starts of a run. Each start trains for some steps from different weights; the run then continues with the
 * best.
 *
 * @param count number of starts
 * @param steps length of each start, in steps; only the second half is scored
 * @param score computes a score from a step's statistics; higher is better
 * @param what the name of the score
 */
public record Starts(int count, long steps, ToDoubleFunction<Map<String, Double>> score, String what) {
    /** A single start. */
    public static final Starts ONE = new Starts(1, 0, statistics -> 0, "");
}
