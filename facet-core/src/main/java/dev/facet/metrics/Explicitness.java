package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Explicitness (Ridgeway, Mozer 2018): how well a linear classifier tells the value of each factor from all codes, as
 * the area under the curve of one value against the others. 0.5 is chance.
 *
 * @param score mean over the factors
 * @param factors of each: the mean over its values
 */
public record Explicitness(double score, double[] factors) {
    /**
     * Logistic regression (C 1) on codes brought to mean 0 and deviation 1, those of {@code codes}. 10,000 items to
     * learn from and 5,000 others are usual; the same twice gives the figure in-sample.
     *
     * @param codes {@code [code][item]}
     * @param factors {@code [factor][item]}, numbers from 0
     */
    public static Explicitness of(double[][] codes, int[][] factors, double[][] testCodes, int[][] testFactors) {
        double[][] train = new double[codes.length][];
        double[][] test = new double[codes.length][];
        for (int d = 0; d < codes.length; d++) {
            double mean = Arrays.stream(codes[d]).average().orElse(0);
            double variance = Arrays.stream(codes[d])
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0);
            double deviation = variance > 0 ? Math.sqrt(variance) : 1;
            train[d] = Arrays.stream(codes[d])
                    .map(value -> (value - mean) / deviation)
                    .toArray();
            test[d] = Arrays.stream(testCodes[d])
                    .map(value -> (value - mean) / deviation)
                    .toArray();
        }
        double[] scores = IntStream.range(0, factors.length)
                .parallel()
                .mapToDouble(k -> area(Linear.logistic(train, factors[k], 1), test, testFactors[k]))
                .toArray();
        return new Explicitness(Arrays.stream(scores).average().orElse(0), scores);
    }

    /** Mean over the values that some of the items have and others have not. */
    private static double area(Linear classifier, double[][] codes, int[] factor) {
        return IntStream.range(0, Discrete.size(factor))
                .filter(k -> Arrays.stream(factor).anyMatch(value -> value == k)
                        && Arrays.stream(factor).anyMatch(value -> value != k))
                .mapToDouble(k -> area(
                        classifier.decisions(codes, k),
                        Arrays.stream(factor).map(value -> value == k ? 1 : 0).toArray()))
                .average()
                .orElse(0.5);
    }

    /** The area under the ROC curve: how often an item of class 1 is above one of class 0, a tie counting half. */
    static double area(double[] decisions, int[] classes) {
        double[] ranks = Spearman.ranks(decisions);
        double sum = 0;
        double positive = 0;
        for (int i = 0; i < classes.length; i++) {
            sum += classes[i] == 1 ? ranks[i] : 0;
            positive += classes[i];
        }
        double negative = classes.length - positive;
        return (sum - positive * (positive + 1) / 2) / (positive * negative);
    }
}
