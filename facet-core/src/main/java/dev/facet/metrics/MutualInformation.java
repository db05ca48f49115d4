package dev.facet.metrics;

/**
 * The variational lower bound on the mutual information between a code and the images generated from it (Barber and
 * Agakov 2003; Chen et al. 2016, equation 4), in nats: {@code I(c; G(z, c)) ≥ H(c) + E[ln Q(c | G(z, c))]}. It is tight
 * if Q is the true posterior, never above H(c) for a categorical code, and negative if Q is worse than the prior.
 */
public final class MutualInformation {
    private static final double HALF_LN_2_PI = 0.5 * Math.log(2 * Math.PI);

    private MutualInformation() {}

    /**
     * The bound of a categorical code: H(c) minus the mean cross-entropy.
     *
     * @param entropy H(c) of the prior in nats, ln k for k equally likely categories
     * @param probabilities Q's distribution for each image, {@code [image][category]}
     * @param drawn the category each image was generated from
     */
    public static double categorical(double entropy, float[][] probabilities, int[] drawn) {
        requireSame(probabilities.length, drawn.length);
        double sum = 0;
        for (int i = 0; i < drawn.length; i++) {
            // A probability that underflows to 0 counts as the least normal float; otherwise one image would make the
            // mean −∞.
            sum += Math.log(Math.max(probabilities[i][drawn[i]], Float.MIN_NORMAL));
        }
        return entropy + sum / drawn.length;
    }

    /**
     * The bound of a continuous code: H(c) minus the mean negative log-likelihood under Q's normal distribution.
     *
     * @param entropy differential entropy H(c) of the prior in nats: ln(high − low) for a uniform code
     * @param drawn the value each image was generated from
     * @param means Q's mean for each image
     * @param sigmas Q's standard deviation for each image, positive
     */
    public static double continuous(double entropy, float[] drawn, float[] means, float[] sigmas) {
        requireSame(means.length, drawn.length);
        requireSame(sigmas.length, drawn.length);
        double sum = 0;
        for (int i = 0; i < drawn.length; i++) {
            if (!(sigmas[i] > 0)) {
                throw new IllegalArgumentException(
                        "sigma of image " + i + " is " + sigmas[i] + "; it must be positive");
            }
            double z = ((double) drawn[i] - means[i]) / sigmas[i];
            sum -= HALF_LN_2_PI + Math.log(sigmas[i]) + z * z / 2;
        }
        return entropy + sum / drawn.length;
    }

    private static void requireSame(int found, int wanted) {
        if (found != wanted || wanted == 0) {
            throw new IllegalArgumentException(
                    "need one answer of Q per drawn code, and at least one; got " + found + " for " + wanted);
        }
    }
}
