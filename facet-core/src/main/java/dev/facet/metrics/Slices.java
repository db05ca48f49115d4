package dev.facet.metrics;

import java.util.Arrays;

/** Some of the items of an array. */
final class Slices {
    private Slices() {}

    /** Items {@code from … to − 1} of {@code values [feature][item]}. */
    static double[][] of(double[][] values, int from, int to) {
        return Arrays.stream(values)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
    }

    static int[] of(int[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
