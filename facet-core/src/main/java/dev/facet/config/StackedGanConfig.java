package dev.facet.config;

/**
 * The stacked GAN (Huang et al. 2017): level 1 makes features of a class, level 0 images of features.
 *
 * @param encoderSteps steps that the encoder learns the classes for before the game begins; it is fixed from then on
 * @param encoderRate its learning rate, for Adam with Keras's constants
 * @param training what G0 is fed while training
 * @param jointFromStep step from which joint training is joint; before, it is independent
 * @param level0 weights of the level of images
 * @param level1 weights of the level of features
 * @param recogniserOnReal whether Q is also fed real images and features and told to find the codes of the generated
 *     ones in them, which are pure noise to it: a defect of the book's program
 */
public record StackedGanConfig(
        long encoderSteps,
        double encoderRate,
        Training training,
        long jointFromStep,
        Level level0,
        Level level1,
        boolean recogniserOnReal) {
    /** What G0 is fed while training. */
    public enum Training {
        /** The encoder's features of real images. */
        INDEPENDENT,
        /** G1's features. */
        JOINT
    }

    /**
     * Weights of a level's terms.
     *
     * @param adversarial of D's and G's game
     * @param conditional of the encoder's recovering what G was asked for
     * @param entropy of Q's recovering the code z
     */
    public record Level(double adversarial, double conditional, double entropy) {}

    /** Whether G0 is fed G1's features at a step. */
    public boolean joint(long step) {
        return training == Training.JOINT && step >= jointFromStep;
    }
}
