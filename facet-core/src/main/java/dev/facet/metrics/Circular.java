package dev.facet.metrics;

/** Correlation of a quantity with an angle, whose first and last values are neighbours. */
public final class Circular {
    private Circular() {}

    /**
     * The linear-circular correlation of Mardia (1976): the multiple correlation R, from 0 to 1, of {@code x} with the
     * cosine and sine of the angle. A quantity that rises over one half of the turn and falls over the other can reach
     * 1. The result is 0 if {@code x} or the angle is constant.
     *
     * @param angle in units of which {@code period} make a full turn
     * @param period positive
     */
    public static double correlation(double[] x, double[] angle, double period) {
        if (x.length != angle.length || !(period > 0)) {
            throw new IllegalArgumentException("need pairs and a period; got " + x.length + " and " + angle.length
                    + " values and a period of " + period);
        }
        double[] cos = new double[x.length];
        double[] sin = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double radians = 2 * Math.PI * angle[i] / period;
            cos[i] = Math.cos(radians);
            sin[i] = Math.sin(radians);
        }
        double xc = pearson(x, cos);
        double xs = pearson(x, sin);
        double cs = pearson(cos, sin);
        if (1 - cs * cs < 1e-12) {
            return Math.max(Math.abs(xc), Math.abs(xs));
        }
        double square = (xc * xc + xs * xs - 2 * xc * xs * cs) / (1 - cs * cs);
        return Math.sqrt(Math.max(0, Math.min(1, square)));
    }

    /**
     * The mean resultant length of some angles, 0 to 1 (Mardia 1972): 1 if all are equal.
     *
     * @param angle in units of which {@code period} make a full turn
     */
    public static double resultant(double[] angle, double period) {
        double cos = 0;
        double sin = 0;
        for (double value : angle) {
            double radians = 2 * Math.PI * value / period;
            cos += Math.cos(radians) / angle.length;
            sin += Math.sin(radians) / angle.length;
        }
        return Math.min(1, Math.hypot(cos, sin));
    }

    /** Pearson's correlation; 0 if either input is constant up to rounding. */
    private static double pearson(double[] a, double[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        double tiny = 1e-24 * a.length;
        return aa <= tiny * meanA * meanA || bb <= tiny || aa == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / Math.max(1, values.length);
    }
}
