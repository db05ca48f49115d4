package dev.facet.config;

/**
 * Random changes of real and generated images before D sees them, differentiable, so that G learns through them. They
 * keep D from learning few images by heart (DiffAugment: Zhao, Liu, Lin, Zhu, Han 2020; ADA: Karras, Aittala, Hellsten,
 * Laine, Lehtinen, Aila 2020). Q sees images as they are.
 *
 * @param mode whether there are changes, and whether their probability adapts
 * @param probability probability of each kind of change; with {@link Mode#ADAPTIVE}, the first one if the data are not
 *     few
 * @param target if it adapts, the mean sign of D's outputs on real images that is aimed at; above it D is taken to know
 *     its images by heart
 * @param ramp images of training in which the probability can rise from 0 to 1
 * @param brightness largest change of brightness, where the range from black to white is 2
 * @param saturation largest change of the factor of saturation from 1, in RGB images
 * @param contrast largest change of the factor of contrast from 1
 * @param shift largest shift in either direction, as a fraction of height and width
 * @param cutout height and width of the rectangle that is made grey, as a fraction of those of the image
 */
public record AugmentationConfig(
        Mode mode,
        double probability,
        double target,
        double ramp,
        double brightness,
        double saturation,
        double contrast,
        double shift,
        double cutout) {
    /** The largest probability that adapts: above it, changes begin to leak into what G makes. */
    public static final double MOST = 0.8;

    private static final double FEW = 1_000;
    private static final double FOR_FEW = 0.6;
    private static final double PER_TENFOLD = 0.3;

    /** Whether there are changes, and whether their probability adapts. */
    public enum Mode {
        OFF,
        FIXED,
        /** The probability starts the higher, the fewer images there are, and follows D. */
        ADAPTIVE
    }

    /**
     * The first probability. If it adapts: .6 for 1,000 images and fewer, and .3 less for each tenfold number, but not
     * less than the one configured.
     */
    public double firstProbability(int images) {
        if (mode != Mode.ADAPTIVE) {
            return probability;
        }
        double few = FOR_FEW - PER_TENFOLD * Math.log10(Math.max(images, FEW) / FEW);
        return Math.min(MOST, Math.max(few, probability));
    }

    void check(Check check) {
        check.number("probability", probability, 0, 1);
        check.number("target", target, 0, 1);
        check.number("ramp", ramp, 1000, 1e9);
        check.number("brightness", brightness, 0, 2);
        check.number("saturation", saturation, 0, 1);
        check.number("contrast", contrast, 0, 1);
        check.number("shift", shift, 0, 1);
        check.number("cutout", cutout, 0, 1);
    }
}
