package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Explicitness (Ridgeway, Mozer 2018): how well a linear classifier predicts the value of each factor from all codes,
 * as the area under the ROC curve of one value against the others. 0.5 is chance.
 *
 * @param score mean over the factors
 * @param factors for each factor, the mean over its values
 */
public record Explicitness(double score, double[] factors) {
    /**
     * Trains logistic regression (C 1) on codes standardised by the mean and deviation of {@code codes}. 10,000
     * training and 5,000 test items are usual; passing the same items twice gives the in-sample figure.
     *
     * @param codes {@code [code][item]}
     * @param factors {@code [factor][item]}, numbers from 0
     * @param testCodes {@code [code][item]} of the test items
     * @param testFactors {@code [factor][item]} of the test items
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
                .mapToDouble(k -> area(LinearClassifiers.logistic(train, factors[k], 1), test, testFactors[k]))
                .toArray();
        return new Explicitness(Arrays.stream(scores).average().orElse(0), scores);
    }

    /** Mean over the values that some items have and others do not. */
    private static double area(LinearClassifiers classifier, double[][] codes, int[] factor) {
        return IntStream.range(0, Discrete.size(factor))
                .filter(k -> Arrays.stream(factor).anyMatch(value -> value == k)
                        && Arrays.stream(factor).anyMatch(value -> value != k))
                .mapToDouble(k -> area(
                        classifier.decisions(codes, k),
                        Arrays.stream(factor).map(value -> value == k ? 1 : 0).toArray()))
                .average()
                .orElse(0.5);
    }

    /**
     * The area under the ROC curve: how often an item of class 1 scores above one of class 0, where a tie counts half.
     */
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
