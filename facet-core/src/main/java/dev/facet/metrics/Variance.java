package dev.facet.metrics;

import java.util.Arrays;

/** Variance of values. */
public final class Variance {
    private Variance() {}

    /** The unbiased estimate, over n − 1, of at least 2 values. */
    public static double unbiased(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
