package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a code moves a property of what a generator makes, while everything else in the generator's input is fixed.
 * Values are {@code [draw][position]}: within a draw only the code differs. A draw with a NaN, where the property is
 * not defined, follows nothing and is left out of the share.
 *
 * @param follows mean over the draws of Spearman's ρ between the position and the property, −1 to 1. The sign is kept,
 *     so a property that rises in some draws and falls in others follows little, and chance does not add up. An angle
 *     is unwrapped along the positions first
 * @param share of the property's variance that the code makes: the mean variance within a draw, divided by the variance
 *     over everything, 0 to 1. This is the total-effect index of Homma and Saltelli (1996). For an angle, variance is 1
 *     − (mean resultant length), as in Mardia (1972)
 */
public record CodeEffect(double follows, double share) {
    /** The least part of the draws in which the property must be defined. */
    private static final double DEFINED = 0.5;

    /**
     * The effect of a code whose value rises with the position.
     *
     * @param period of an angle, such as 360; 0 for other quantities
     */
    public static CodeEffect of(double[][] values, double period) {
        double sum = 0;
        double[][] defined = defined(values);
        double[] positions = IntStream.range(0, values.length == 0 ? 0 : values[0].length)
                .asDoubleStream()
                .toArray();
        for (double[] draw : defined) {
            sum += Spearman.rho(positions, period == 0 ? draw : unwrapped(draw, period));
        }
        return new CodeEffect(values.length == 0 ? 0 : sum / values.length, share(values, period));
    }

    /**
     * The effect of each category of a code; a position is a category. {@code follows} is how consistently the category
     * has more of the property than the others: the mean over the draws of (others that have less − others that have
     * more) / others, −1 to 1 (rank-biserial correlation, Cureton 1956). The share is that of the code.
     */
    public static CodeEffect[] ofCategories(double[][] values, int categories) {
        double[] sums = new double[categories];
        for (double[] draw : defined(values)) {
            for (int k = 0; k < categories; k++) {
                for (double other : draw) {
                    sums[k] += Math.signum(draw[k] - other) / (categories - 1);
                }
            }
        }
        double share = share(values, 0);
        return Arrays.stream(sums)
                .mapToObj(sum -> new CodeEffect(sum / values.length, share))
                .toArray(CodeEffect[]::new);
    }

    /**
     * |follows| · √share, 0 to 1: 1 means that the property follows the code in every draw and that nothing else moves
     * it. If the effect is linear, this is the correlation of the code with the property over all draws.
     */
    public double strength() {
        return Math.abs(follows) * Math.sqrt(share);
    }

    private static double share(double[][] values, double period) {
        double[][] defined = defined(values);
        if (defined.length < DEFINED * values.length || defined.length == 0) {
            return 0;
        }
        double within = Arrays.stream(defined)
                .mapToDouble(draw -> variance(draw, period))
                .average()
                .orElse(0);
        double all =
                variance(Arrays.stream(defined).flatMapToDouble(Arrays::stream).toArray(), period);
        return all <= 1e-18 ? 0 : Math.max(0, Math.min(1, within / all));
    }

    private static double[][] defined(double[][] values) {
        return Arrays.stream(values)
                .filter(draw -> Arrays.stream(draw).noneMatch(Double::isNaN))
                .toArray(double[][]::new);
    }

    private static double variance(double[] values, double period) {
        if (period > 0) {
            return 1 - Circular.resultant(values, period);
        }
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
    }

    /** Each angle brought within half a period of the one before. */
    private static double[] unwrapped(double[] angles, double period) {
        double[] unwrapped = angles.clone();
        for (int i = 1; i < unwrapped.length; i++) {
            unwrapped[i] -= period * Math.rint((unwrapped[i] - unwrapped[i - 1]) / period);
        }
        return unwrapped;
    }
}
