package dev.facet.config;

/**
 * Settings of the adversarial game between the generator G and the discriminator D.
 *
 * @param loss the loss that D minimises and that G works against
 * @param generatorEvery steps of D for each step of G
 * @param generatorSteps consecutive steps of G each time it is trained
 * @param clip D's weights are clipped to [−clip, clip] after each of D's updates; 0 turns clipping off
 * @param r1 weight γ of the penalty {@code γ/2 · E|∇D(x)|²} on real images, added to D's loss (Mescheder, Geiger,
 *     Nowozin 2018, equation 9)
 * @param r2 weight of the same penalty on generated images
 * @param difference standard deviation σ of the noise ε with which R1 and R2 estimate {@code E|∇D(x)|²} as
 *     {@code E(D(x + ε) − D(x))² / σ²}, without a second derivative; 0 for exact gradients
 * @param penaltyEvery R1 and R2 are computed at every n-th step, with n times their weight (Karras et al. 2020, lazy
 *     regularisation)
 * @param gradientPenalty weight λ of the penalty {@code λ · E(|∇D(x)| − 1)²} on interpolations between real and
 *     generated images, added to D's loss (Gulrajani et al. 2017, equation 3); it needs a D without batch normalisation
 * @param augmentation random changes of images before D sees them
 */
public record AdversarialConfig(
        Loss loss,
        int generatorEvery,
        int generatorSteps,
        double clip,
        double r1,
        double r2,
        double difference,
        int penaltyEvery,
        double gradientPenalty,
        AugmentationConfig augmentation) {
    /** Adversarial losses. */
    public enum Loss {
        /** Cross-entropy; G maximises log D(G(z)) (Goodfellow et al. 2014). */
        NON_SATURATING,
        /** Squared distances to 1 and 0 (Mao et al. 2017, equation 9). */
        LEAST_SQUARES,
        /** A margin of 1 on either side (Lim, Ye 2017). */
        HINGE,
        /**
         * The difference of D's means (Arjovsky, Chintala, Bottou 2017); needs a bounded slope of D, for example by
         * {@code clip}.
         */
        WASSERSTEIN,
        /**
         * D and G compare pairs of a real and a generated image: softplus(D(generated) − D(real)) and the reverse
         * (Jolicoeur-Martineau 2019; Huang, Gokaslan, Kuleshov, Tompkin 2024, equation 2).
         */
        RELATIVISTIC;

        /** Whether the sigmoid of D's output is a probability, that of a real item. */
        public boolean isOfProbabilities() {
            return this == NON_SATURATING;
        }
    }

    /** Refuses values that are out of range. */
    public void check(Check check) {
        check.whole("generator-every", generatorEvery, 1, 1000);
        check.whole("generator-steps", generatorSteps, 1, 100);
        check.number("clip", clip, 0, 1000);
        check.number("r1", r1, 0, 1000);
        check.number("r2", r2, 0, 1000);
        check.number("difference", difference, 0, 1);
        check.whole("penalty-every", penaltyEvery, 1, 1000);
        check.number("gradient-penalty", gradientPenalty, 0, 1000);
        augmentation.check(check.within("augmentation"));
    }
}
