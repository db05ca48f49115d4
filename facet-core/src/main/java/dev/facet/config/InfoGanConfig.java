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
 * @param lambda weights of single codes by name, which override the two above
 * @param gradient which layers the term trains in D's phase; it always trains G in G's phase
 * @param sigma how Q's standard deviations are determined
 * @param minLogVariance lower bound of a learned log-variance, which keeps the likelihood finite
 * @param statistics whose statistics batch normalisation in Q's head is trained with
 * @param continuousFromStep first step in which the continuous codes' terms count
 * @param continuousBoost how many times as much a continuous code counts while Q reads nothing of it; 1 turns it off
 * @param categories the networks that read categories
 * @param orthogonal weight in G's loss of how much the continuous codes overlap in what they move; 0 turns it off
 * @param align whether the uniform codes are aligned at the end of training, so that each moves items in its own way
 * @param consistency self-consistency of Q on real images
 * @param prior how the shares of categories are learned
 */
public record InfoGanConfig(
        double lambdaCategorical,
        double lambdaContinuous,
        Map<String, Double> lambda,
        Gradient gradient,
        Sigma sigma,
        double minLogVariance,
        Statistics statistics,
        long continuousFromStep,
        double continuousBoost,
        Categories categories,
        double orthogonal,
        boolean align,
        Consistency consistency,
        PriorConfig prior) {
    /** The section of these settings. */
    public static final String SECTION = "infogan";

    /** The weight of a code's term, once it counts. */
    public double lambda(Code code) {
        Double own = lambda.get(code.name());
        if (own != null) {
            return own;
        }
        return code instanceof Code.Categorical ? lambdaCategorical : lambdaContinuous;
    }

    /** A copy in which the continuous codes' terms count from another step on. */
    public InfoGanConfig withContinuousFromStep(long step) {
        return copy(step, consistency, prior);
    }

    /** A copy with another self-consistency. */
    public InfoGanConfig with(Consistency other) {
        return copy(continuousFromStep, other, prior);
    }

    /** A copy in which shares of categories are learned in another way. */
    public InfoGanConfig with(PriorConfig other) {
        return copy(continuousFromStep, consistency, other);
    }

    private InfoGanConfig copy(long step, Consistency itsConsistency, PriorConfig itsPrior) {
        return new InfoGanConfig(
                lambdaCategorical,
                lambdaContinuous,
                lambda,
                gradient,
                sigma,
                minLogVariance,
                statistics,
                step,
                continuousBoost,
                categories,
                orthogonal,
                align,
                itsConsistency,
                itsPrior);
    }

    /** Whether there are categories that learn alone at first, if the run is long enough. */
    public boolean beginsWithCategories(LatentSpec latent) {
        return categories.areOwn()
                && categories.alone()
                && consistency.weight() > 0
                && !latent.categorical().isEmpty();
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
        check.number("continuous-boost", continuousBoost, 1, 1000);
        categories.check(check.within("categories"));
        check.number("orthogonal", orthogonal, 0, 1000);
        if (latent.continuous().stream().mapToInt(Code.Continuous::size).sum() < 2) {
            check.zero("orthogonal", orthogonal, "because there are not two continuous codes that could overlap");
        }
        consistency.check(check.within("consistency"));
        prior.check(check.within("prior"));
    }

    /** Which layers the term's gradient reaches in D's phase, where Q shares D's trunk. */
    public enum Gradient {
        /** Q's head and D's trunk, as in the code of the paper's authors. */
        TRUNK,
        /** Q's head alone; the trunk's features are constants. */
        HEAD
    }

    /** How Q's standard deviations are determined. */
    public enum Sigma {
        LEARNED,
        FIXED,
        /**
         * There are none. This reproduces a defect of Atienza's book: the loss of a code c is −c log q, where q is a
         * sigmoid of Q's output. It is no likelihood, because c may be negative. Also, Q is trained to find randomly
         * drawn codes in real images.
         */
        BOOK
    }

    /** Whose statistics batch normalisation in Q's head is trained with. Q reads with those of real items. */
    public enum Statistics {
        /** Those of generated items, as in the paper. Readings of real items are adapted to real items' statistics. */
        GENERATED,
        /**
         * Those of as many generated as real items, in training and in reading, so that Q reads generated and real
         * items as it was trained to.
         */
        BOTH
    }

    /** Where categories are read. */
    public enum Trunk {
        /** In D's trunk, as in the paper. */
        SHARED,
        /** In a trunk with the layers of D's, but weights of its own. */
        OWN
    }

    /** What the categories' own trunk sees of an image. */
    public enum Input {
        PIXELS,
        /** Where edges are, how strong, and along which direction; neither colours nor what is the lighter side. */
        EDGES
    }

    /**
     * The networks that read categories. Continuous codes are always read from D's trunk.
     *
     * @param trunk whether categories share D's trunk. What they learn from real images cannot disturb D if they do not
     * @param input what their own trunk sees of an image
     * @param batchNorm whether their own trunk is batch-normalised, if the network family knows that. Generated and
     *     real images are in one batch, so that both are read with the same statistics
     * @param rate learning rate of their own networks; 0 for D's
     * @param alone whether they learn alone at first, from real images only, while their rate falls to 0: for the steps
     *     of a start ({@link Consistency#startSteps}). G and D begin afterwards. G's first images are nothing like the
     *     data, and categories that also learn from these find fewer classes
     * @param laterRate their learning rate after they have learned alone
     * @param limit how strongly their term may pull at each generated image, as a fraction of D's gradient there; 0 for
     *     no limit. Only with a trunk of their own, which nothing keeps smooth as penalties keep D: unlimited, G draws
     *     what excites it, the same for each category
     */
    public record Categories(
            Trunk trunk, Input input, boolean batchNorm, double rate, boolean alone, double laterRate, double limit) {
        /** Whether categories have a trunk of their own. */
        public boolean areOwn() {
            return trunk == Trunk.OWN;
        }

        private void check(Check check) {
            check.number("rate", rate, 0, 1);
            check.number("later-rate", laterRate, 0, 1);
            check.number("limit", limit, 0, 100);
        }
    }

    /**
     * Self-consistency: how Q's readings of two random affine warps of one real image must agree. The mutual
     * information of their categories is maximised (invariant information clustering: Ji, Henriques, Vedaldi 2019). The
     * difference of their continuous codes must be the same linear function of the difference of the warps for every
     * image. So a code that follows the slant, for example, does so with the same sign in every category. A code need
     * not respond to warps at all.
     *
     * @param weight weight of the categories' term in D's loss; 0 turns all of it off
     * @param balance weight of the entropy of the categories within this term: {@code balance · H(a) − H(a | b)}. 1 is
     *     mutual information; with more, fewer categories remain without images
     * @param continuous weight of the continuous codes' term; 0 turns it off. It counts only if categories share D's
     *     trunk
     * @param rotation largest rotation in radians
     * @param shear largest shear
     * @param scale largest logarithm of the scale
     * @param shift largest shift, as a fraction of half the width
     * @param outside what comes into view at the border of a warped image
     * @param colour strength of random colour changes of RGB images: 0 leaves colours alone; at 1 each view has a
     *     random hue, saturation, contrast and brightness, and every second view is a negative; up to 0.5 there are no
     *     negatives. If it is not 0, groups are searched for in grey images
     * @param regroupEvery steps between searches for groups of real items that are in one category but look like
     *     another; Q is then trained to move them to that category; 0 for no search
     * @param starts how many starts, each from other initial weights, are tried; training continues from the most
     *     consistent one
     * @param startSteps steps of each start
     */
    public record Consistency(
            double weight,
            double balance,
            double continuous,
            double rotation,
            double shear,
            double scale,
            double shift,
            Outside outside,
            double colour,
            long regroupEvery,
            int starts,
            long startSteps) {
        /** What comes into view at the border of a warped image. */
        public enum Outside {
            BLACK,
            /** The image's own outermost pixels, repeated. */
            EDGE
        }

        /** With black outside, without colour changes, without regrouping, and with one start. */
        public Consistency(
                double weight, double continuous, double rotation, double shear, double scale, double shift) {
            this(weight, 1, continuous, rotation, shear, scale, shift, Outside.BLACK, 0, 0, 1, 0);
        }

        /** A copy with another number of starts, of another length. */
        public Consistency withStarts(int count, long steps) {
            return new Consistency(
                    weight,
                    balance,
                    continuous,
                    rotation,
                    shear,
                    scale,
                    shift,
                    outside,
                    colour,
                    regroupEvery,
                    count,
                    steps);
        }

        /** A copy with another number of steps between searches. */
        public Consistency withRegroupEvery(long every) {
            return new Consistency(
                    weight,
                    balance,
                    continuous,
                    rotation,
                    shear,
                    scale,
                    shift,
                    outside,
                    colour,
                    every,
                    starts,
                    startSteps);
        }

        private void check(Check check) {
            check.number("weight", weight, 0, 1000);
            check.number("balance", balance, 0, 100);
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
