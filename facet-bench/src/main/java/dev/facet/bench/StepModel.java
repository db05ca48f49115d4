package dev.facet.bench;

import java.util.List;

/**
 * How long a step of several ranks takes: what a rank computes, and sums of which each waits for some messages and
 * moves some bytes, {@code compute + sums · log₂ N · latency + bytes · 2 (N − 1) / N · slowness}. That is a sum by a
 * ring for large tensors (Thakur, Rabenseifner and Gropp 2005), and one by a tree for small ones. It knows nothing of
 * ranks that wait for each other, nor of sums while something else is computed.
 *
 * @param latency milliseconds for a message
 * @param slowness milliseconds for a megabyte
 */
record StepModel(double latency, double slowness) {
    /** A measured sum of {@code megabytes} over {@code ranks} in {@code ms}. */
    record Sum(int ranks, double megabytes, double ms) {}

    /**
     * What a step of a preset does on one rank.
     *
     * @param compute milliseconds without sums
     * @param sums their number
     * @param megabytes of all of them
     */
    record Work(String name, double compute, double sums, double megabytes) {}

    /** A network of known latency (microseconds) and speed (gigabits per second). */
    static StepModel of(double microseconds, double gigabits) {
        return new StepModel(microseconds / 1000, 8 / gigabits);
    }

    /**
     * The model whose sums differ least from the measured ones, in squares of relative errors. None of its parts is
     * less than 0.
     */
    static StepModel fit(List<Sum> measured) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double ay = 0;
        double by = 0;
        for (Sum sum : measured) {
            double a = messages(sum.ranks) / sum.ms;
            double b = moved(sum.ranks, sum.megabytes) / sum.ms;
            aa += a * a;
            ab += a * b;
            bb += b * b;
            ay += a;
            by += b;
        }
        double determinant = aa * bb - ab * ab;
        double latency = (ay * bb - by * ab) / determinant;
        double slowness = (aa * by - ab * ay) / determinant;
        if (determinant <= 1e-12 * aa * bb || latency < 0) {
            return new StepModel(0, by / bb);
        }
        return slowness < 0 ? new StepModel(ay / aa, 0) : new StepModel(latency, slowness);
    }

    private static double messages(int ranks) {
        return Math.log(ranks) / Math.log(2);
    }

    private static double moved(int ranks, double megabytes) {
        return megabytes * 2 * (ranks - 1) / ranks;
    }

    /** Milliseconds of sums over {@code ranks}. */
    double sums(double number, double megabytes, int ranks) {
        return number * messages(ranks) * latency + moved(ranks, megabytes) * slowness;
    }

    /** Milliseconds of a step, in which each rank has the rows that the work was measured with. */
    double step(Work work, int ranks) {
        return work.compute + sums(work.sums, work.megabytes, ranks);
    }

    /** The part of the time in which ranks compute: rows per second by those without sums. */
    double efficiency(Work work, int ranks) {
        return work.compute / step(work, ranks);
    }
}
