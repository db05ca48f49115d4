package dev.facet.train;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has noted while it was trained: numbers by step and key, as {@code stats.jsonl} holds them
 * (docs/file-formats.md). Of a long run some 2,000 points, among them the least and the greatest values and the last
 * lines as they are. Immutable.
 */
public final class History {
    private final long[] steps;
    private final Map<String, double[]> values;
    private final long dropped;

    /** {@code values} has for each key a number for each step, NaN where it was not noted. */
    History(long[] steps, Map<String, double[]> values, long dropped) {
        this.steps = steps;
        this.values = values;
        this.dropped = dropped;
    }

    /** Reads what is there; a run that is being trained may be asked too. */
    public static History of(RunFolder run) throws IOException {
        return new Statistics(run.statistics()).history(0, Long.MAX_VALUE);
    }

    /** Reads what is there up to a step, that one included. */
    public static History until(RunFolder run, long step) throws IOException {
        return new Statistics(run.statistics()).history(0, step);
    }

    History withDropped(long all) {
        return new History(steps, values, all);
    }

    /** All keys, in the order they first came up. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The steps that there are points for, in order. */
    public long[] steps() {
        return steps.clone();
    }

    /** A number for each of {@link #steps()}, NaN where the key was not noted. */
    public double[] line(String key) {
        double[] line = values.get(key);
        return line == null ? new double[0] : line.clone();
    }

    /** The values of a key by step, in order; only of those steps that noted it. */
    public Map<Long, Double> values(String key) {
        Map<Long, Double> noted = new LinkedHashMap<>();
        double[] line = values.getOrDefault(key, new double[0]);
        for (int i = 0; i < line.length; i++) {
            if (!Double.isNaN(line[i])) {
                noted.put(steps[i], line[i]);
            }
        }
        return noted;
    }

    /** How many lines of the file are damaged or out of order, and left out. */
    public long dropped() {
        return dropped;
    }

    /** Says so, where there are any. */
    public Optional<String> loss() {
        return dropped == 0 ? Optional.empty() : Optional.of(loss(dropped));
    }

    static String loss(long dropped) {
        return dropped == 1
                ? "1 line of stats.jsonl is damaged and left out"
                : dropped + " lines of stats.jsonl are damaged and left out";
    }
}
