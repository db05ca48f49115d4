package dev.facet.method;

import dev.facet.config.Check;
import dev.facet.config.OwnSettings;
import dev.facet.config.OwnSettings.Section;

/**
 * Settings of the stacked GAN (Huang et al. 2017). Level 1 makes features from a class, level 0 makes images from
 * features.
 *
 * @param encoderSteps steps in which only the encoder is trained, on the classes; after them it is fixed
 * @param encoderRate the encoder's learning rate, for Adam with Keras's constants
 * @param training what G0 is fed in training
 * @param jointFromStep with {@code JOINT}, the step at which joint training begins; before it, training is independent
 * @param level0 weights of the level of images
 * @param level1 weights of the level of features
 * @param recogniserOnReal whether to reproduce a defect of the book's program: Q must also find the codes of generated
 *     items in real images and features, where these codes are pure noise
 */
public record StackedGanConfig(
        long encoderSteps,
        double encoderRate,
        Training training,
        long jointFromStep,
        Level level0,
        Level level1,
        boolean recogniserOnReal)
        implements OwnSettings {
    static final Section SECTION = new Section("stackedgan", StackedGanConfig.class, """
            # For method stackedgan, which has two levels (Huang et al. 2017). G1 makes features from the class and the
            # code z1; G0 makes an image from features and the code z0.
            stackedgan:
              encoder-steps: 1400                 # steps in which only the encoder is trained, on the classes
              encoder-rate: 0.001                 # learning rate of the encoder, with Adam
              # What G0 gets in training. independent: the encoder's features of real images; joint: the features of G1.
              training: independent               # one of these
              joint-from-step: 0                  # with training: joint, the step at which joint training begins
              level0:                             # weights of the terms for images
                adversarial: 1                    # real or generated
                conditional: 1                    # the encoder's features of the image are those that G0 got
                entropy: 10                       # the recogniser finds z0
              level1:                             # weights of the terms for features
                adversarial: 1                    # features of a real image, or generated
                conditional: 1                    # the encoder recognises the class that was asked for
                entropy: 1                        # the recogniser finds z1
              recogniser-on-real: false           # defect of the book: the fakes' codes, found in real images
            """);

    /** What G0 is fed in training. */
    public enum Training {
        /** The encoder's features of real images. */
        INDEPENDENT,
        /** G1's features. */
        JOINT
    }

    /**
     * Weights of a level's terms.
     *
     * @param adversarial weight of the adversarial losses of D and G
     * @param conditional weight of the term by which the encoder must find what G was fed
     * @param entropy weight of the term by which Q must recover the code z
     */
    public record Level(double adversarial, double conditional, double entropy) {
        private void check(Check check) {
            check.number("adversarial", adversarial, 0, 1000);
            check.number("conditional", conditional, 0, 1000);
            check.number("entropy", entropy, 0, 1000);
        }
    }

    /** Whether G0 is fed G1's features at a step. */
    public boolean joint(long step) {
        return training == Training.JOINT && step >= jointFromStep;
    }

    @Override
    public void check(Check check) {
        check.whole("encoder-steps", encoderSteps, 1, 1_000_000_000);
        check.rate("encoder-rate", encoderRate);
        check.whole("joint-from-step", jointFromStep, 0, Long.MAX_VALUE);
        level0.check(check.within("level0"));
        level1.check(check.within("level1"));
    }
}
