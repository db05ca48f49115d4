package dev.facet.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Measures the time of a training run and averages the statistics of its steps. */
final class Clock {
    private static final double RECENT = 0.95;

    private final int batch;
    private final long sessionStart = System.nanoTime();
    private final double secondsBefore;
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private Map<String, Double> latest = Map.of();
    private long lastTick = sessionStart;
    private double secondsPerStep;
    private long ticks;

    Clock(Progress progress, int batch) {
        this.secondsBefore = progress.seconds();
        this.batch = batch;
    }

    /** Notes that a step is done. */
    void tick() {
        long now = System.nanoTime();
        double took = (now - lastTick) / 1e9;
        secondsPerStep = secondsPerStep == 0 ? took : RECENT * secondsPerStep + (1 - RECENT) * took;
        lastTick = now;
        ticks++;
    }

    /** Adds the statistics of a step to the means. */
    void note(Map<String, Double> statistics) {
        statistics.forEach((name, value) -> {
            sums.merge(name, value, Double::sum);
            counts.merge(name, 1, Integer::sum);
        });
    }

    /** The means since the last report. */
    Map<String, Double> report() {
        latest = means();
        sums.clear();
        counts.clear();
        return latest;
    }

    private Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / counts.getOrDefault(name, 1)));
        return means;
    }

    /** The means since the last report, or of that report if nothing came since. */
    Map<String, Double> newest() {
        return sums.isEmpty() ? latest : means();
    }

    /** The means of the last report. */
    Map<String, Double> latest() {
        return latest;
    }

    /** Seconds of training over all sessions of the run, steps that were rolled back included. */
    double seconds() {
        return secondsBefore + (System.nanoTime() - sessionStart) / 1e9;
    }

    /** Speed over about the last twenty steps, including work between steps. */
    double imagesPerSecond() {
        return secondsPerStep == 0 ? 0 : batch / secondsPerStep;
    }

    /** Seconds per step over this session, including work between steps; NaN before the second step. */
    double secondsPerStep() {
        return ticks < 2 ? Double.NaN : (lastTick - sessionStart) / 1e9 / ticks;
    }

    /** Speed over this session. */
    double sessionImagesPerSecond() {
        return ticks == 0 ? 0 : ticks * batch / ((lastTick - sessionStart) / 1e9);
    }

    /** Discards the statistics since the last report. */
    void rewind() {
        sums.clear();
        counts.clear();
    }
}
