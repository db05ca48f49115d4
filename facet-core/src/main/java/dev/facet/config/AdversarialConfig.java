package dev.facet.config;

/**
 * The game of G and D.
 *
 * @param loss what D minimises, and G against it
 * @param generatorEvery steps of D for each step of G
 * @param generatorSteps steps of G in a row, where it has its turn
 * @param clip after each of its updates, D's weights are clipped to [−clip, clip]; 0 leaves them alone
 * @param r1 γ of {@code γ/2 · E|∇D(x)|²} on real images, which D pays (Mescheder, Geiger, Nowozin 2018, equation 9)
 * @param gradientPenalty λ of {@code λ · E(|∇D(x)| − 1)²} between real and generated images, which D pays (Gulrajani et
 *     al. 2017, equation 3); wants a D without batch normalisation
 */
public record AdversarialConfig(
        Loss loss, int generatorEvery, int generatorSteps, double clip, double r1, double gradientPenalty) {
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

    /** Refuses values that are out of range. */
    public void check(Check check) {
        check.whole("generator-every", generatorEvery, 1, 1000);
        check.whole("generator-steps", generatorSteps, 1, 100);
        check.number("clip", clip, 0, 1000);
        check.number("r1", r1, 0, 1000);
        check.number("gradient-penalty", gradientPenalty, 0, 1000);
    }
}
