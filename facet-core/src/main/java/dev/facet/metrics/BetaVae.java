package dev.facet.metrics;

/**
 * The BetaVAE metric (Higgins et al. 2017): the accuracy of a linear classifier that predicts which factor pairs of
 * items share from the distances of their codes.
 */
public final class BetaVae {
    private BetaVae() {}

    /**
     * Accuracy on the points that the classifier was not trained on. 10,000 training and 5,000 test points are usual,
     * each the mean over 64 pairs.
     *
     * @param distances {@code [code][point]}: mean distance of the codes of pairs that share one factor and are drawn
     *     independently otherwise
     * @param factors the shared factor of each point
     * @param train how many points, from the first on, logistic regression (C 1) is trained on; 0 trains and scores on
     *     all
     */
    public static double score(double[][] distances, int[] factors, int train) {
        if (train < 0 || train > factors.length) {
            throw new IllegalArgumentException(
                    "train is " + train + "; it must be from 0 to the number of points, " + factors.length);
        }
        int learned = train == 0 ? factors.length : train;
        LinearClassifiers classifier =
                LinearClassifiers.logistic(Slices.of(distances, 0, learned), Slices.of(factors, 0, learned), 1);
        int from = train == 0 || train == factors.length ? 0 : train;
        return classifier.accuracy(
                Slices.of(distances, from, factors.length), Slices.of(factors, from, factors.length));
    }
}
