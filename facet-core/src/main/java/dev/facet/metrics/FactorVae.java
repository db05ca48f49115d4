package dev.facet.metrics;

/**
 * The FactorVAE metric (Kim, Mnih 2018). Each vote takes items that share one factor and names the code that varies
 * least among them, relative to its variance over all items. The score is the accuracy of predicting the factor from
 * the code by majority vote.
 */
public final class FactorVae {
    /** A code whose standard deviation over all items is below this cannot be voted for. */
    public static final double LEAST_DEVIATION = 0.05;

    private FactorVae() {}

    /**
     * Accuracy of the majority votes. 10,000 votes to find the majorities and 5,000 test votes are usual, of 64 items
     * each.
     *
     * @param overall variance of each code over all items
     * @param variances {@code [code][vote]} among the items that share a factor
     * @param factors the shared factor of each vote
     * @param train how many votes, from the first on, determine the majorities; 0 determines and scores on all
     */
    public static double score(double[] overall, double[][] variances, int[] factors, int train) {
        if (train < 0 || train > factors.length) {
            throw new IllegalArgumentException(
                    "train is " + train + "; it must be from 0 to the number of votes, " + factors.length);
        }
        int learned = train == 0 ? factors.length : train;
        long[][] votes = new long[overall.length][Math.max(1, Discrete.size(factors))];
        for (int i = 0; i < learned; i++) {
            int code = least(overall, variances, i);
            if (code < 0) {
                return 0;
            }
            votes[code][factors[i]]++;
        }
        int[] majority = new int[overall.length];
        for (int d = 0; d < overall.length; d++) {
            for (int k = 1; k < votes[d].length; k++) {
                majority[d] = votes[d][k] > votes[d][majority[d]] ? k : majority[d];
            }
        }
        int from = train == 0 || train == factors.length ? 0 : train;
        int right = 0;
        for (int i = from; i < factors.length; i++) {
            right += majority[least(overall, variances, i)] == factors[i] ? 1 : 0;
        }
        return factors.length == from ? 0 : (double) right / (factors.length - from);
    }

    /** The active code with the least relative variance, or −1 if none is active. */
    private static int least(double[] overall, double[][] variances, int vote) {
        int best = -1;
        for (int d = 0; d < overall.length; d++) {
            boolean active = Math.sqrt(overall[d]) >= LEAST_DEVIATION;
            if (active && (best < 0 || variances[d][vote] / overall[d] < variances[best][vote] / overall[best])) {
                best = d;
            }
        }
        return best;
    }
}
