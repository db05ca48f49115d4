package dev.facet.metrics;

import java.util.Arrays;

/**
 * Disentanglement, completeness and informativeness (Eastwood, Williams 2018), with gradient-boosted trees, as
 * disentanglement_lib has them. From how much each code matters to the prediction of each factor:
 *
 * @param disentanglement whether a code matters to one factor alone: 1 less the entropy of its row, by base K, weighted
 *     by the code's share
 * @param completeness whether one code alone matters to a factor: likewise of columns
 * @param informativeness accuracy of the prediction on items it has not seen, the mean over the factors
 * @param importances {@code [code][factor]}, summing to 1 for each factor
 */
public record Dci(double disentanglement, double completeness, double informativeness, double[][] importances) {
    private static final double TINY = 1e-11;

    /**
     * 10,000 items to learn from and 5,000 others are usual.
     *
     * @param codes {@code [code][item]}
     * @param factors {@code [factor][item]}, numbers from 0
     */
    public static Dci of(double[][] codes, int[][] factors, double[][] testCodes, int[][] testFactors) {
        double[][] importances = new double[codes.length][factors.length];
        double informativeness = 0;
        for (int k = 0; k < factors.length; k++) {
            GradientBoosting predictor = GradientBoosting.train(codes, factors[k]);
            double[] of = predictor.importances();
            for (int d = 0; d < codes.length; d++) {
                importances[d][k] = of[d];
            }
            informativeness += predictor.accuracy(testCodes, testFactors[k]) / factors.length;
        }
        return new Dci(disentanglement(importances), completeness(importances), informativeness, importances);
    }

    /** Of {@code importances [code][factor]}. */
    static double disentanglement(double[][] importances) {
        double total = 0;
        double score = 0;
        for (double[] row : importances) {
            double weight = Arrays.stream(row).sum();
            score += weight * (1 - entropy(row));
            total += weight;
        }
        return total > 0 ? score / total : 0;
    }

    /** Of {@code importances [code][factor]}. */
    static double completeness(double[][] importances) {
        double[][] columns = new double[importances.length == 0 ? 0 : importances[0].length][importances.length];
        for (int d = 0; d < importances.length; d++) {
            for (int k = 0; k < columns.length; k++) {
                columns[k][d] = importances[d][k];
            }
        }
        return disentanglement(columns);
    }

    /** Of the shares, by base of their number; 0 for one alone. */
    private static double entropy(double[] weights) {
        double sum = Arrays.stream(weights).map(weight -> weight + TINY).sum();
        double entropy = 0;
        for (double weight : weights) {
            double share = (weight + TINY) / sum;
            entropy -= share * Math.log(share);
        }
        return weights.length < 2 ? 0 : entropy / Math.log(weights.length);
    }
}
