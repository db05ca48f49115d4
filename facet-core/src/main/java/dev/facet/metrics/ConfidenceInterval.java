package dev.facet.metrics;

import java.util.Arrays;

/**
 * The mean of measurements, such as one figure of runs with several seeds, and its 95 % confidence interval for
 * normally distributed values (Student 1908). Fewer than three values have no interval: for two it would reach nine
 * deviations to each side and say nothing.
 *
 * @param mean of the values
 * @param deviation sample standard deviation, over n − 1; NaN for one value
 * @param half half the width of the interval; NaN for fewer than three values
 */
public record ConfidenceInterval(double mean, double deviation, double half) {
    /** Quantiles 0.975 of Student's t for 1, 2, … degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };
    /** The quantile used for more degrees of freedom; at most 0.08 too small. */
    private static final double NORMAL = 1.960;

    private static final int LEAST = 3;

    /** The ends of an interval. */
    public record Ends(double low, double high) {}

    /** The interval of at least one value. */
    public static ConfidenceInterval of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean needs a value; there is none");
        }
        double mean = Arrays.stream(values).sum() / values.length;
        if (values.length == 1) {
            return new ConfidenceInterval(mean, Double.NaN, Double.NaN);
        }
        double deviation = Math.sqrt(Variance.unbiased(values));
        double t = values.length - 2 < STUDENT.length ? STUDENT[values.length - 2] : NORMAL;
        double half = values.length < LEAST ? Double.NaN : t * deviation / Math.sqrt(values.length);
        return new ConfidenceInterval(mean, deviation, half);
    }

    /**
     * The 95 % interval of a probability of which {@code share} was found in {@code count} independent trials (Wilson
     * 1927). It lies within 0 and 1, also for a share of 0 or 1.
     *
     * @throws IllegalArgumentException if there are no trials, or the share is not from 0 to 1
     */
    public static Ends ofShare(double share, long count) {
        if (count < 1 || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "wanted a share from 0 to 1 of at least one trial; found " + share + " of " + count);
        }
        double z2 = NORMAL * NORMAL / count;
        double middle = (share + z2 / 2) / (1 + z2);
        double half = Math.sqrt(z2 * share * (1 - share) + z2 * z2 / 4) / (1 + z2);
        return new Ends(Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /** Whether there are enough values for an interval. */
    public boolean isKnown() {
        return !Double.isNaN(half);
    }

    /**
     * The lower end of the interval for a mean that cannot be below {@code least}. Cutting off impossible values leaves
     * the confidence unchanged, because the true mean is not among them.
     */
    public double low(double least) {
        return Math.max(least, mean - half);
    }

    /** The upper end of the interval for a mean that cannot be above {@code most}. */
    public double high(double most) {
        return Math.min(most, mean + half);
    }
}
