package dev.facet.metrics;

import java.util.Arrays;

/** How well one number tells two sets of items apart. */
public final class Separation {
    private Separation() {}

    /**
     * The probability that a value of {@code high} is above a value of {@code low}; equal values count half. This is
     * the area under the ROC curve, and Mann and Whitney's U (1947) as a share. 0.5: the sets are not told apart.
     *
     * @param high one value at least, none of them NaN
     * @param low likewise
     */
    public static double above(float[] high, float[] low) {
        if (high.length == 0 || low.length == 0) {
            throw new IllegalArgumentException(
                    "sets of " + high.length + " and " + low.length + " values; wanted one at least in each");
        }
        float[] sorted = low.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (float value : high) {
            sum += (first(sorted, value, false) + first(sorted, value, true)) / 2.0;
        }
        return sum / high.length / low.length;
    }

    /** The number of values below {@code value}, or of those that are not above it. */
    private static int first(float[] sorted, float value, boolean andEqual) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value || andEqual && sorted[middle] == value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
