package dev.facet.config;

import java.util.Map;

/**
 * The information term of InfoGAN (Chen et al. 2016, equation 6).
 *
 * @param lambdaCategorical weight of a categorical code's term
 * @param lambdaContinuous weight of a continuous code's term
 * @param lambda weights of single codes by name, which go before the two above
 * @param sigma whether Q's standard deviations are learned or fixed to 1
 * @param minLogVariance lower clamp of a learned log-variance, which keeps the likelihood from running to infinity
 * @param continuousFromStep from which step on the continuous codes' terms count
 * @param consistency self-consistency of Q on real images
 */
public record InfoGanConfig(
        double lambdaCategorical,
        double lambdaContinuous,
        Map<String, Double> lambda,
        Sigma sigma,
        double minLogVariance,
        long continuousFromStep,
        Consistency consistency) {
    /** How Q's standard deviations come about. */
    public enum Sigma {
        LEARNED,
        FIXED
    }

    /**
     * Invariant information clustering (Ji, Henriques, Vedaldi 2019) of Q's categories on real images: the mutual information
     * of the categories of two random affine warps of one image is maximised. 0 turns it off.
     *
     * @param weight weight of the term in D's loss
     * @param rotation largest rotation in radians
     * @param shear largest shear
     * @param scale largest logarithm of the scale
     * @param shift largest shift, as a fraction of half the width
     */
    public record Consistency(double weight, double rotation, double shear, double scale, double shift) {}
}
