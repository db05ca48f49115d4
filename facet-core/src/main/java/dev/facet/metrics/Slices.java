package dev.facet.metrics;

import java.util.Arrays;

/** Ranges of items of an array. */
public final class Slices {
    private Slices() {}

    /** Items {@code from … to − 1} of {@code values [feature][item]}. */
    public static double[][] of(double[][] values, int from, int to) {
        return Arrays.stream(values)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
    }

    /** Items {@code from … to − 1} of {@code values [factor][item]}. */
    public static int[][] of(int[][] values, int from, int to) {
        return Arrays.stream(values).map(row -> of(row, from, to)).toArray(int[][]::new);
    }

    /** Items {@code from … to − 1}. */
    public static int[] of(int[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
