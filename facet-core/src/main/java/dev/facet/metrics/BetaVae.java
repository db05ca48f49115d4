package dev.facet.metrics;

/**
 * The BetaVAE metric (Higgins et al. 2017): whether a linear classifier tells which factor pairs of items share from
 * how far their codes are apart.
 */
public final class BetaVae {
    private BetaVae() {}

    /**
     * Accuracy on the points that were not learned from. 10,000 and 5,000 points are usual, each the mean over 64
     * pairs.
     *
     * @param distances {@code [code][point]}: mean distance of the codes of pairs that share a factor and nothing else
     *     on purpose
     * @param factors which one, of each point
     * @param train how many of the points, the first ones, logistic regression (C 1) learns from; 0 for all, scored on
     *     the same
     */
    public static double score(double[][] distances, int[] factors, int train) {
        if (train < 0 || train > factors.length) {
            throw new IllegalArgumentException(train + " of " + factors.length + " points cannot be learned from");
        }
        int learned = train == 0 ? factors.length : train;
        Linear classifier = Linear.logistic(Slices.of(distances, 0, learned), Slices.of(factors, 0, learned), 1);
        int from = train == 0 || train == factors.length ? 0 : train;
        return classifier.accuracy(
                Slices.of(distances, from, factors.length), Slices.of(factors, from, factors.length));
    }
}
