package dev.facet.metrics;

import java.util.Arrays;

/**
 * Mutual information gap, MIG (Chen, Li, Grosse, Duvenaud 2018, equation 6; bins as in disentanglement_lib): for each
 * factor, the highest mutual information with a code minus the second highest, divided by the factor's entropy. It is 1
 * only if one code has all information and binning loses none; it is 0 if two codes have equal information.
 *
 * @param score mean of the gaps
 * @param gaps for each factor
 * @param information {@code [factor][code]} in nats
 */
public record MutualInformationGap(double score, double[] gaps, double[][] information) {
    /** Bins per code. */
    static final int BINS = 20;

    /**
     * The gap for codes {@code [code][item]} read from items with factors {@code [factor][item]}, numbers from 0.
     * 10,000 items are usual. A factor that does not vary counts as 0.
     */
    public static MutualInformationGap of(double[][] codes, int[][] factors) {
        double[][] information = information(codes, factors);
        double[] gaps = new double[factors.length];
        for (int k = 0; k < factors.length; k++) {
            double[] sorted = information[k].clone();
            Arrays.sort(sorted);
            double first = sorted[sorted.length - 1];
            double second = sorted.length > 1 ? sorted[sorted.length - 2] : 0;
            double entropy = Discrete.entropy(factors[k]);
            gaps[k] = entropy > 0 ? (first - second) / entropy : 0;
        }
        return new MutualInformationGap(Arrays.stream(gaps).average().orElse(0), gaps, information);
    }

    /** Mutual information {@code [factor][code]} in nats. */
    static double[][] information(double[][] codes, int[][] factors) {
        int[][] bins =
                Arrays.stream(codes).map(code -> Discrete.bins(code, BINS)).toArray(int[][]::new);
        return Arrays.stream(factors)
                .map(factor -> Arrays.stream(bins)
                        .mapToDouble(code -> Discrete.mutualInformation(code, factor))
                        .toArray())
                .toArray(double[][]::new);
    }
}
