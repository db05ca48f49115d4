package dev.facet.bench;

import java.util.Arrays;

/** Times of repetitions, without the first few. */
final class Times {
    private final double[] milliseconds;
    private int count;

    /** Keeps the last {@code kept} of all added times. */
    Times(int kept) {
        milliseconds = new double[kept];
    }

    /** What is timed, and how it fails. */
    interface Work<E extends Exception> {
        void run() throws E;
    }

    /** Runs and times {@code work} {@code warmUp + kept} times. */
    static <E extends Exception> Times of(int warmUp, int kept, Work<E> work) throws E {
        Times times = new Times(kept);
        for (int i = 0; i < warmUp + kept; i++) {
            long start = System.nanoTime();
            work.run();
            times.add(System.nanoTime() - start);
        }
        return times;
    }

    void add(long nanoseconds) {
        milliseconds[count++ % milliseconds.length] = nanoseconds / 1e6;
    }

    /** The time that the fastest tenth of the repetitions stays below: what a busy machine could have done. */
    double tenth() {
        return sorted()[Math.min(count, milliseconds.length) / 10];
    }

    double median() {
        return median(sorted());
    }

    /** The median of values that are sorted. */
    static double median(double... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double[] sorted() {
        double[] sorted = Arrays.copyOf(milliseconds, Math.min(count, milliseconds.length));
        Arrays.sort(sorted);
        return sorted;
    }
}
