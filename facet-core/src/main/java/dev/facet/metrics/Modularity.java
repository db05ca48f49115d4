package dev.facet.metrics;

import java.util.Arrays;

/**
 * Modularity (Ridgeway, Mozer 2018, equation 2): whether each code has information about one factor only. For a code,
 * it is 1 minus the sum of the squared mutual informations with all factors but the most informed one, divided by (K −
 * 1) times the square of that one. A code without information counts as 0, as in disentanglement_lib.
 *
 * @param score mean over the codes, 0 … 1
 * @param codes the modularity of each code
 */
public record Modularity(double score, double[] codes) {
    /** The modularity of codes with at least 2 factors; arguments as for {@link MutualInformationGap#of}. */
    public static Modularity of(double[][] codes, int[][] factors) {
        if (factors.length < 2) {
            throw new IllegalArgumentException("modularity needs at least 2 factors; got " + factors.length);
        }
        double[][] information = MutualInformationGap.information(codes, factors);
        double[] scores = new double[codes.length];
        for (int d = 0; d < codes.length; d++) {
            int code = d;
            double[] squares = Arrays.stream(information)
                    .mapToDouble(row -> row[code] * row[code])
                    .toArray();
            double most = Arrays.stream(squares).max().orElse(0);
            double others = Arrays.stream(squares).sum() - most;
            scores[d] = most > 0 ? 1 - others / (most * (factors.length - 1)) : 0;
        }
        return new Modularity(Arrays.stream(scores).average().orElse(0), scores);
    }
}
