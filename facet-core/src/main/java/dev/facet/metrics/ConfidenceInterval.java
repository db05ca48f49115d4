package dev.facet.metrics;

import java.util.Arrays;

/**
 * The mean of some measurements, such as one figure of runs with several seeds, and how far it may be from the true one
 * with 95 % confidence, if they are normally distributed (Student 1908). Of fewer than three values there is no
 * interval: of two it would reach nine deviations to each side, and tell nothing.
 *
 * @param mean of the values
 * @param deviation sample standard deviation, of n − 1; NaN for one value
 * @param half half the width of the interval; NaN for fewer than three values
 */
public record ConfidenceInterval(double mean, double deviation, double half) {
    /** Quantiles 0.975 of Student's t for 1, 2, … degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };
    /** Of more degrees of freedom; at most 0.08 too small. */
    private static final double NORMAL = 1.960;

    private static final int LEAST = 3;

    /** Of one value at least. */
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

    /** Whether there are values enough for an interval. */
    public boolean isKnown() {
        return !Double.isNaN(half);
    }

    /**
     * Where the interval begins, of a mean that cannot lie below {@code least}. Cutting off what cannot be leaves the
     * confidence as it is, since the true mean is not there.
     */
    public double low(double least) {
        return Math.max(least, mean - half);
    }

    /** Where the interval ends, of a mean that cannot lie above {@code most}. */
    public double high(double most) {
        return Math.min(most, mean + half);
    }
}
