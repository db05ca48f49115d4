package dev.facet.metrics;

import java.util.Arrays;

/**
 * Modularity (Ridgeway, Mozer 2018, equation 2): whether each code tells of one factor alone. For a code, 1 less the
 * sum of the squared mutual informations with the factors that it does not tell most of, over (K − 1) times the square
 * of that with the one it does. A code that tells nothing counts as 0, as in disentanglement_lib.
 *
 * @param score mean over the codes, 0 … 1
 * @param codes of each
 */
public record Modularity(double score, double[] codes) {
    /** As {@link MutualInformationGap#of}; there must be 2 factors at least. */
    public static Modularity of(double[][] codes, int[][] factors) {
        if (factors.length < 2) {
            throw new IllegalArgumentException("modularity needs 2 factors at least; there is " + factors.length);
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
