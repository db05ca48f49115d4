package dev.facet.metrics;

import java.util.List;

/**
 * Moments of a grey image with a bright figure on black: visible quantities that need no labels.
 *
 * @param ink mean brightness, 0 to 255
 * @param slant horizontal shift of the figure per unit of height, upwards; positive leans to the right; 0 for a figure
 *     without height
 * @param width standard deviation of the brightness along the rows after removing the slant, in pixels
 */
public record ImageMoments(double ink, double slant, double width) {
    /** The names of the three quantities. */
    public static final List<String> NAMES = List.of("ink", "slant", "width");

    /**
     * The moments of one image.
     *
     * @param pixels brightness 0 to 255, row by row, from {@code offset} on
     */
    public static ImageMoments of(byte[] pixels, int offset, int height, int width) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int row = 0; row < height; row++) {
            for (int x = 0; x < width; x++) {
                double mass = pixels[offset + row * width + x] & 0xFF;
                double y = -row;
                sum += mass;
                sumX += mass * x;
                sumY += mass * y;
                xx += mass * x * x;
                yy += mass * y * y;
                xy += mass * x * y;
            }
        }
        double ink = sum / (height * width);
        if (sum == 0) {
            return new ImageMoments(0, 0, 0);
        }
        double varianceX = xx / sum - sumX / sum * (sumX / sum);
        double varianceY = yy / sum - sumY / sum * (sumY / sum);
        double covariance = xy / sum - sumX / sum * (sumY / sum);
        double slant = varianceY > 1e-9 ? covariance / varianceY : 0;
        return new ImageMoments(ink, slant, Math.sqrt(Math.max(0, varianceX - slant * covariance)));
    }

    /** The three quantities, in the order of {@link #NAMES}. */
    public double[] values() {
        return new double[] {ink, slant, width};
    }
}
