package dev.facet.train;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The statistics of a training run: numbers by step and key, from {@code stats.jsonl} (docs/file-formats.md). A long
 * run is reduced to some 2,000 points, which include the least and the greatest values and the last lines. Immutable.
 */
public final class History {
    private final long[] steps;
    private final Map<String, double[]> values;
    private final long dropped;

    /** {@code values} has for each key one number per step; NaN means that the line of the step lacks the key. */
    History(long[] steps, Map<String, double[]> values, long dropped) {
        this.steps = steps;
        this.values = values;
        this.dropped = dropped;
    }

    /** Reads all statistics of a run, which may be training. */
    public static History of(RunFolder run) throws IOException {
        return new Statistics(run.statistics()).history(0, Long.MAX_VALUE);
    }

    /** Reads the statistics up to and including a step. */
    public static History until(RunFolder run, long step) throws IOException {
        return new Statistics(run.statistics()).history(0, step);
    }

    History withDropped(long all) {
        return new History(steps, values, all);
    }

    /** All keys, in the order of their first occurrence. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The steps of the points, in order. */
    public long[] steps() {
        return steps.clone();
    }

    /** The values of a key, one for each of {@link #steps()}; NaN where there is none. */
    public double[] line(String key) {
        double[] line = values.get(key);
        return line == null ? new double[0] : line.clone();
    }

    /** The values of a key by step, in order, without the steps that lack it. */
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

    /** The number of lines that are left out because they are damaged or out of order. */
    public long dropped() {
        return dropped;
    }

    /** A message about these lines, if there are any. */
    public Optional<String> loss() {
        return dropped == 0 ? Optional.empty() : Optional.of(loss(dropped));
    }

    static String loss(long dropped) {
        return dropped == 1
                ? "1 line of stats.jsonl is damaged and left out"
                : dropped + " lines of stats.jsonl are damaged and left out";
    }
}
