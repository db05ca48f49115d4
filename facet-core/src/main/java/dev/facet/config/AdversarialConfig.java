package dev.facet.config;

/**
 * The game of G and D.
 *
 * @param loss what D minimises, and G against it
 * @param generatorEvery steps of D for each step of G
 * @param clip after each of its updates, D's weights are clipped to [−clip, clip]; 0 leaves them alone
 */
public record AdversarialConfig(Loss loss, int generatorEvery, double clip) {
    /** The losses there are. */
    public enum Loss {
        /** Cross-entropy; G maximises log D(G(z)) (Goodfellow et al. 2014). */
        NON_SATURATING,
        /** Squared distances to 1 and 0 (Mao et al. 2017, equation 9). */
        LEAST_SQUARES,
        /** A margin of 1 on either side (Lim, Ye 2017). */
        HINGE,
        /** The difference of D's means (Arjovsky, Chintala, Bottou 2017); wants D's slope bounded, by {@code clip}. */
        WASSERSTEIN
    }
}
