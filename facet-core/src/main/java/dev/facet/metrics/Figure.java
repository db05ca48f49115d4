package dev.facet.metrics;

import java.util.Arrays;

/**
 * The figure of an image: what differs from the ground. The ground is the median of each channel over the outermost
 * pixels.
 *
 * @param difference of each pixel from the ground: the root of the mean square over the channels, 0 to 1
 * @param mask share of the figure in each pixel: 0 up to a difference of 0.1, from there linear to 1 at 0.3
 * @param plain whether the ground is plain: three quarters of the outermost pixels differ from it by at most 0.1. A
 *     figure on another ground, as in most photographs, cannot be measured
 */
public record Figure(double[] difference, double[] mask, boolean plain) {
    private static final double NOISE = 0.1;
    private static final double SURE = 0.3;
    private static final double PLAIN = 0.75;

    /**
     * The figure of one image.
     *
     * @param planes brightness from 0 to 1, {@code [channel][height · width]}
     */
    public static Figure of(double[][] planes, int height, int width) {
        int[] border = border(height, width);
        double[] difference = new double[height * width];
        for (double[] plane : planes) {
            double ground = median(plane, border);
            for (int i = 0; i < difference.length; i++) {
                difference[i] += (plane[i] - ground) * (plane[i] - ground) / planes.length;
            }
        }
        double[] mask = new double[difference.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = Math.sqrt(difference[i]);
            mask[i] = Math.max(0, Math.min(1, (difference[i] - NOISE) / (SURE - NOISE)));
        }
        long quiet = Arrays.stream(border).filter(i -> difference[i] <= NOISE).count();
        return new Figure(difference, mask, quiet >= PLAIN * border.length);
    }

    /** Mean difference from the ground over all pixels, 0 to 1. */
    public double ink() {
        return Arrays.stream(difference).average().orElse(0);
    }

    /**
     * Mean width of the strokes in pixels: twice the area of the mask divided by its total variation, which is the
     * length of its outline. NaN without a figure.
     */
    public double strokeWidth(int height, int width) {
        double variation = 0;
        double area = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                area += mask[i];
                variation += Math.hypot(
                        x + 1 < width ? mask[i + 1] - mask[i] : 0, y + 1 < height ? mask[i + width] - mask[i] : 0);
            }
        }
        return variation == 0 ? Double.NaN : 2 * area / variation;
    }

    private static int[] border(int height, int width) {
        int[] border = new int[height * width];
        int count = 0;
        for (int i = 0; i < border.length; i++) {
            int x = i % width;
            int y = i / width;
            if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
                border[count++] = i;
            }
        }
        return Arrays.copyOf(border, count);
    }

    private static double median(double[] plane, int[] pixels) {
        double[] sorted =
                Arrays.stream(pixels).mapToDouble(i -> plane[i]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
