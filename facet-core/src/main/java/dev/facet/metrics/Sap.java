package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Separated attribute predictability, SAP (Kumar, Sattigeri, Balakrishnan 2018): for each factor, how much better the
 * best code predicts it than the second best. Two definitions are in use, whose figures differ by up to a factor of ten
 * and must not be compared: the original's {@link #regression} for ordered factors, and disentanglement_lib's {@link
 * #classification}.
 *
 * @param score mean of the gaps
 * @param gaps for each factor
 */
public record Sap(double score, double[] gaps) {
    private static final double SVM_C = 0.01;
    private static final double CONSTANT = 1e-12;

    /**
     * SAP by R², the squared correlation of code and factor; a code that does not vary has 0.
     *
     * @param codes {@code [code][item]}
     * @param factors {@code [factor][item]}, numbers whose order has a meaning
     */
    public static Sap regression(double[][] codes, int[][] factors) {
        return of(Arrays.stream(factors)
                .map(factor -> Arrays.stream(codes)
                        .mapToDouble(code -> squaredCorrelation(code, factor))
                        .toArray())
                .toArray(double[][]::new));
    }

    /**
     * SAP by the accuracy of a linear support vector machine (C 0.01, balanced classes) on test items. 10,000 training
     * and 5,000 test items are usual.
     *
     * @param codes {@code [code][item]} of the training items
     * @param factors {@code [factor][item]} of the training items, numbers from 0
     * @param testCodes {@code [code][item]} of the test items
     * @param testFactors {@code [factor][item]} of the test items
     */
    public static Sap classification(double[][] codes, int[][] factors, double[][] testCodes, int[][] testFactors) {
        double[][] accuracies = new double[factors.length][codes.length];
        IntStream.range(0, factors.length * codes.length).parallel().forEach(pair -> {
            int k = pair / codes.length;
            int d = pair % codes.length;
            accuracies[k][d] = LinearClassifiers.balancedSvm(new double[][] {codes[d]}, factors[k], SVM_C)
                    .accuracy(new double[][] {testCodes[d]}, testFactors[k]);
        });
        return of(accuracies);
    }

    private static Sap of(double[][] scores) {
        double[] gaps = Arrays.stream(scores).mapToDouble(Sap::gap).toArray();
        return new Sap(Arrays.stream(gaps).average().orElse(0), gaps);
    }

    private static double gap(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - (sorted.length > 1 ? sorted[sorted.length - 2] : 0);
    }

    private static double squaredCorrelation(double[] code, int[] factor) {
        double n = code.length;
        double meanCode = Arrays.stream(code).average().orElse(0);
        double meanFactor = Arrays.stream(factor).average().orElse(0);
        double both = 0;
        double ofCode = 0;
        double ofFactor = 0;
        for (int i = 0; i < code.length; i++) {
            both += (code[i] - meanCode) * (factor[i] - meanFactor);
            ofCode += (code[i] - meanCode) * (code[i] - meanCode);
            ofFactor += (factor[i] - meanFactor) * (factor[i] - meanFactor);
        }
        return ofCode / n <= CONSTANT || ofFactor == 0 ? 0 : both * both / (ofCode * ofFactor);
    }
}
