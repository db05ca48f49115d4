package dev.facet.metrics;

/**
 * The inception score (Salimans et al. 2016): {@code exp E[KL(p(y|x) ‖ p(y))]} for a classifier's probabilities of
 * generated images, from 1 to the number of classes. Scores compare only for the same classifier and number of images.
 */
public final class InceptionScore {
    private InceptionScore() {}

    /** The score of {@code probabilities [item][class]}, each row summing to 1. */
    public static double of(float[][] probabilities) {
        if (probabilities.length == 0) {
            throw new IllegalArgumentException("an inception score needs images; there are none");
        }
        double[] marginal = new double[probabilities[0].length];
        for (float[] item : probabilities) {
            for (int k = 0; k < marginal.length; k++) {
                marginal[k] += item[k] / (double) probabilities.length;
            }
        }
        double divergence = 0;
        for (float[] item : probabilities) {
            for (int k = 0; k < marginal.length; k++) {
                divergence += item[k] > 0 ? item[k] * Math.log(item[k] / marginal[k]) : 0;
            }
        }
        return Math.exp(divergence / probabilities.length);
    }
}
