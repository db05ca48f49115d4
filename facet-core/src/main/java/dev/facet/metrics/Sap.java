package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Separated attribute predictability, SAP (Kumar, Sattigeri, Balakrishnan 2018): for each factor, how much better it is
 * predicted from the one code that predicts it best than from the second best. Two definitions are in use whose figures
 * differ by a factor of up to ten and must not be compared: the original's {@link #regression} for all factors that
 * have an order, and {@link #classification}, which is disentanglement_lib's.
 *
 * @param score mean of the gaps
 * @param gaps for each factor
 */
public record Sap(double score, double[] gaps) {
    private static final double SVM_C = 0.01;
    private static final double CONSTANT = 1e-12;

    /**
     * By R², the squared correlation of code and factor; a code that does not vary has 0.
     *
     * @param codes {@code [code][item]}
     * @param factors {@code [factor][item]}, whose numbers have an order
     */
    public static Sap regression(double[][] codes, int[][] factors) {
        return of(Arrays.stream(factors)
                .map(factor -> Arrays.stream(codes)
                        .mapToDouble(code -> squaredCorrelation(code, factor))
                        .toArray())
                .toArray(double[][]::new));
    }

    /**
     * By the accuracy of a linear support vector machine (C 0.01, classes balanced) on items it has not seen. 10,000
     * items to learn from and 5,000 others are usual.
     *
     * @param codes {@code [code][item]} to learn from, {@code factors} of the same items, numbers from 0
     */
    public static Sap classification(double[][] codes, int[][] factors, double[][] testCodes, int[][] testFactors) {
        double[][] accuracies = new double[factors.length][codes.length];
        IntStream.range(0, factors.length * codes.length).parallel().forEach(pair -> {
            int k = pair / codes.length;
            int d = pair % codes.length;
            accuracies[k][d] = Linear.balancedSvm(new double[][] {codes[d]}, factors[k], SVM_C)
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
