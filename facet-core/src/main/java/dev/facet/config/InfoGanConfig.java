package dev.facet.config;

import java.util.List;
import java.util.Map;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;

/**
 * The information term of InfoGAN (Chen et al. 2016, equation 6).
 *
 * @param lambdaCategorical weight of a categorical code's term
 * @param lambdaContinuous weight of a continuous code's term
 * @param lambda weights of single codes by name, which go before the two above
 * @param gradient what the term trains while D is trained; G hears of it either way
 * @param sigma whether Q's standard deviations are learned or fixed to 1
 * @param minLogVariance lower clamp of a learned log-variance, which keeps the likelihood from running to infinity
 * @param continuousFromStep from which step on the continuous codes' terms count
 * @param consistency self-consistency of Q on real images
 */
public record InfoGanConfig(
        double lambdaCategorical,
        double lambdaContinuous,
        Map<String, Double> lambda,
        Gradient gradient,
        Sigma sigma,
        double minLogVariance,
        long continuousFromStep,
        Consistency consistency) {
    /** The section of these settings. */
    public static final String SECTION = "infogan";

    /** The same with the continuous codes counting from another step on. */
    public InfoGanConfig withContinuousFromStep(long step) {
        return new InfoGanConfig(
                lambdaCategorical, lambdaContinuous, lambda, gradient, sigma, minLogVariance, step, consistency);
    }

    /** The same with another self-consistency. */
    public InfoGanConfig with(Consistency other) {
        return new InfoGanConfig(
                lambdaCategorical,
                lambdaContinuous,
                lambda,
                gradient,
                sigma,
                minLogVariance,
                continuousFromStep,
                other);
    }

    /** Refuses values that are out of range, and weights of codes that {@code latent} does not have. */
    public void check(Check check, LatentSpec latent) {
        check.number("lambda-categorical", lambdaCategorical, 0, 1000);
        check.number("lambda-continuous", lambdaContinuous, 0, 1000);
        List<String> names = latent.codes().stream().map(Code::name).toList();
        lambda.forEach((name, weight) -> {
            String key = "lambda." + name;
            if (!names.contains(name)) {
                throw check.error(key, weight, "the name of a code: " + String.join(", ", names));
            }
            check.number(key, weight, 0, 1000);
        });
        check.number("min-log-variance", minLogVariance, -30, 10);
        check.whole("continuous-from-step", continuousFromStep, 0, Long.MAX_VALUE);
        consistency.check(check.within("consistency"));
    }

    /** How far the gradient of the term reaches while D is trained, where Q shares D's trunk. */
    public enum Gradient {
        /** Q's own layers and D's trunk, as in the code of the paper's authors. */
        TRUNK,
        /** Q's own layers alone; to them the trunk's features are given. */
        HEAD
    }

    /** How Q's standard deviations come about. */
    public enum Sigma {
        LEARNED,
        FIXED,
        /**
         * There are none: a defect of Atienza's book, where a code c costs −c log q, with q a sigmoid of Q's output,
         * which is no likelihood as c may be negative; and where Q is to find codes drawn at random in real images.
         */
        BOOK
    }

    /**
     * What two random affine warps of one real image must have in common to Q. The mutual information of their
     * categories is maximised (invariant information clustering: Ji, Henriques, Vedaldi 2019). And the difference of
     * their continuous codes is held to be the same linear function of the difference of the warps for every image, so
     * that a code which, say, follows the slant does so with the same sign in every category; a code need not respond
     * to warps at all.
     *
     * @param weight weight of the categories' term in D's loss; 0 turns all of it off
     * @param continuous weight of the continuous codes' term; 0 turns it off
     * @param rotation largest rotation in radians
     * @param shear largest shear
     * @param scale largest logarithm of the scale
     * @param shift largest shift, as a fraction of half the width
     * @param colour how little the colours of RGB images count: 0 leaves them alone; at 1 each view has any hue, from
     *     its full saturation to none, other contrast and brightness, and is a negative as often as not; up to 0.5
     *     there are no negatives. Groups are looked for in grey if it is not 0
     * @param regroupEvery steps from one look for groups of real items that are in one category and look like another,
     *     and whose items Q is then told to put there, to the next; 0 for none
     * @param starts how often training begins, each time from other weights; the most consistent beginning goes on
     * @param startSteps of each
     */
    public record Consistency(
            double weight,
            double continuous,
            double rotation,
            double shear,
            double scale,
            double shift,
            double colour,
            long regroupEvery,
            int starts,
            long startSteps) {
        /** With colours as they are, without regrouping, and with one start. */
        public Consistency(
                double weight, double continuous, double rotation, double shear, double scale, double shift) {
            this(weight, continuous, rotation, shear, scale, shift, 0, 0, 1, 0);
        }

        /** The same with another number of starts. */
        public Consistency withStarts(int count) {
            return new Consistency(
                    weight, continuous, rotation, shear, scale, shift, colour, regroupEvery, count, startSteps);
        }

        private void check(Check check) {
            check.number("weight", weight, 0, 1000);
            check.number("continuous", continuous, 0, 1000);
            check.number("rotation", rotation, 0, Math.PI);
            check.number("shear", shear, 0, 2);
            check.number("scale", scale, 0, 2);
            check.number("shift", shift, 0, 2);
            check.number("colour", colour, 0, 1);
            check.whole("regroup-every", regroupEvery, 0, Long.MAX_VALUE);
            check.whole("starts", starts, 1, 100);
            check.whole("start-steps", startSteps, 20, Long.MAX_VALUE);
        }
    }
}
