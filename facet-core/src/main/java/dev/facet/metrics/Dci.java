package dev.facet.metrics;

import java.util.Arrays;

/**
 * Disentanglement, completeness and informativeness (Eastwood, Williams 2018), with gradient-boosted trees as in
 * disentanglement_lib. All follow from the importance of each code in predicting each factor.
 *
 * @param disentanglement whether a code is important for one factor only: 1 minus the entropy of its row, to base K,
 *     weighted by the code's share of the importance
 * @param completeness whether one code only is important for a factor: the same for columns
 * @param informativeness accuracy of the prediction on test items, mean over the factors
 * @param importances {@code [code][factor]}, summing to 1 for each factor
 */
public record Dci(double disentanglement, double completeness, double informativeness, double[][] importances) {
    private static final double TINY = 1e-11;

    /**
     * Measures on training and test items, usually 10,000 and 5,000.
     *
     * @param codes {@code [code][item]}
     * @param factors {@code [factor][item]}, numbers from 0
     * @param testCodes {@code [code][item]} of the test items
     * @param testFactors {@code [factor][item]} of the test items
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

    /** Disentanglement from {@code importances [code][factor]}. */
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

    /** Completeness from {@code importances [code][factor]}. */
    static double completeness(double[][] importances) {
        double[][] columns = new double[importances.length == 0 ? 0 : importances[0].length][importances.length];
        for (int d = 0; d < importances.length; d++) {
            for (int k = 0; k < columns.length; k++) {
                columns[k][d] = importances[d][k];
            }
        }
        return disentanglement(columns);
    }

    /** Entropy of the normalised weights, to the base of their number; 0 for a single weight. */
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
