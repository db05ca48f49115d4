package dev.facet.metrics;

import java.util.Arrays;

/** Information of discrete variables, estimated by counting (plug-in), in nats. */
final class Discrete {
    private Discrete() {}

    /**
     * The bin, 0 … {@code count} − 1, of each value. Bins are equally wide from the least to the greatest value, which
     * is in the last bin.
     */
    static int[] bins(double[] values, int count) {
        double least = Arrays.stream(values).min().orElse(0);
        double greatest = Arrays.stream(values).max().orElse(0);
        double width = (greatest - least) / count;
        int[] bins = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bins[i] = width > 0 ? (int) Math.min(count - 1, (values[i] - least) / width) : 0;
        }
        return bins;
    }

    /** I(a; b) in nats. */
    static double mutualInformation(int[] a, int[] b) {
        int columns = size(b);
        long[] joint = new long[size(a) * columns];
        for (int i = 0; i < a.length; i++) {
            joint[a[i] * columns + b[i]]++;
        }
        return Math.max(0, entropy(counts(a), a.length) + entropy(counts(b), b.length) - entropy(joint, a.length));
    }

    /** H(a) in nats. */
    static double entropy(int[] a) {
        return entropy(counts(a), a.length);
    }

    /** The number of possible values: the greatest plus one. */
    static int size(int[] a) {
        return Arrays.stream(a).max().orElse(-1) + 1;
    }

    private static long[] counts(int[] a) {
        long[] counts = new long[size(a)];
        for (int value : a) {
            counts[value]++;
        }
        return counts;
    }

    private static double entropy(long[] counts, double total) {
        double entropy = 0;
        for (long count : counts) {
            entropy -= count > 0 ? count / total * Math.log(count / total) : 0;
        }
        return entropy;
    }
}
