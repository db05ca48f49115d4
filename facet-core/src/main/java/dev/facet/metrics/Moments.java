package dev.facet.metrics;

/**
 * Moments up to the second order of mass on a grid of pixels. Distances are in pixels; x grows to the right and y
 * upwards. All moments are 0 where there is no mass.
 *
 * @param mass the sum
 * @param x mean of x, from the middle of the left column
 * @param y mean of y, from the middle of the top row, so never positive
 * @param xx variance of x
 * @param yy variance of y
 * @param xy covariance of x and y
 */
public record Moments(double mass, double x, double y, double xx, double yy, double xy) {
    private static final double FLAT = 1e-9;

    /**
     * The moments of one grid.
     *
     * @param mass never negative, row by row, {@code height · width} values
     */
    public static Moments of(double[] mass, int height, int width) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int row = 0; row < height; row++) {
            for (int x = 0; x < width; x++) {
                double m = mass[row * width + x];
                double y = -row;
                sum += m;
                sumX += m * x;
                sumY += m * y;
                xx += m * x * x;
                yy += m * y * y;
                xy += m * x * y;
            }
        }
        if (sum == 0) {
            return new Moments(0, 0, 0, 0, 0, 0);
        }
        double meanX = sumX / sum;
        double meanY = sumY / sum;
        return new Moments(
                sum, meanX, meanY, xx / sum - meanX * meanX, yy / sum - meanY * meanY, xy / sum - meanX * meanY);
    }

    /** Shift to the right per unit of height, upwards: positive leans to the right. 0 without height. */
    public double slant() {
        return yy > FLAT ? xy / yy : 0;
    }

    /** Standard deviation along the rows with the slant removed. */
    public double width() {
        return Math.sqrt(Math.max(0, xx - slant() * xy));
    }

    /** Standard deviation along the columns. */
    public double height() {
        return Math.sqrt(Math.max(0, yy));
    }

    /** Root of the mean squared distance from the centre of mass. */
    public double size() {
        return Math.sqrt(Math.max(0, xx + yy));
    }

    /** 1 − (standard deviation along the minor axis) / (along the major axis): 0 is round, 1 a line. */
    public double elongation() {
        double half = Math.hypot((xx - yy) / 2, xy);
        double major = (xx + yy) / 2 + half;
        double minor = Math.max(0, (xx + yy) / 2 - half);
        return major > FLAT ? 1 - Math.sqrt(minor / major) : 0;
    }

    /** Angle of the major axis with the horizontal, counter-clockwise, in degrees from −90 to 90; its period is 180. */
    public double orientation() {
        return Math.toDegrees(Math.atan2(2 * xy, xx - yy)) / 2;
    }
}
