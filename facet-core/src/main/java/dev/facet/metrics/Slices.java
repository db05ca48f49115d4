package dev.facet.metrics;

import java.util.Arrays;

/** Some of the items of an array. */
public final class Slices {
    private Slices() {}

    /** Items {@code from … to − 1} of {@code values [feature][item]}. */
    public static double[][] of(double[][] values, int from, int to) {
        return Arrays.stream(values)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
    }

    /** Likewise of numbers such as {@code [factor][item]}. */
    public static int[][] of(int[][] values, int from, int to) {
        return Arrays.stream(values).map(row -> of(row, from, to)).toArray(int[][]::new);
    }

    /** Items {@code from … to − 1}. */
    public static int[] of(int[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
