package dev.facet.metrics;

import java.util.Arrays;

/**
 * Light and dark in one image. The luminance is 0 to 1, row by row, {@code height · width} values.
 */
public final class Tone {
    private static final double[] KERNEL = {1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0};

    private Tone() {}

    /** Luminance of a grey image, or of an RGB image by the weights of ITU-R BT.601. */
    public static double[] luminance(double[][] planes) {
        double[] luminance = planes[0].clone();
        if (planes.length == 3) {
            for (int i = 0; i < luminance.length; i++) {
                luminance[i] = 0.299 * planes[0][i] + 0.587 * planes[1][i] + 0.114 * planes[2][i];
            }
        }
        return luminance;
    }

    public static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    /** Standard deviation over the pixels. */
    public static double contrast(double[] luminance) {
        double mean = mean(luminance);
        double squares = 0;
        for (double value : luminance) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / luminance.length);
    }

    /**
     * How much brighter the right side is than the left: the difference of the mean luminance on both sides of the
     * column {@code middle}, from −1 to 1. NaN if a side has no mass.
     *
     * @param mass weight of each pixel
     */
    public static double sideLight(double[] luminance, double[] mass, int width, double middle) {
        double[] light = new double[2];
        double[] total = new double[2];
        for (int i = 0; i < luminance.length; i++) {
            int side = i % width > middle ? 1 : 0;
            if (i % width != middle) {
                light[side] += mass[i] * luminance[i];
                total[side] += mass[i];
            }
        }
        return light[1] / total[1] - light[0] / total[0];
    }

    /**
     * Pearson's correlation of an image with its mirror image, −1 to 1; 1 is symmetric. NaN for a constant image.
     *
     * @param sideways whether left and right are exchanged, and not top and bottom
     */
    public static double symmetry(double[] luminance, int height, int width, boolean sideways) {
        double mean = mean(luminance);
        double product = 0;
        double squares = 0;
        for (int i = 0; i < luminance.length; i++) {
            int x = i % width;
            int y = i / width;
            int other = sideways ? y * width + width - 1 - x : (height - 1 - y) * width + x;
            product += (luminance[i] - mean) * (luminance[other] - mean);
            squares += (luminance[i] - mean) * (luminance[i] - mean);
        }
        return squares < 1e-12 ? Double.NaN : product / squares;
    }

    /**
     * Energy of the finest level of a Laplacian pyramid, as a root mean square: the difference of the image from itself
     * blurred by the kernel 1, 4, 6, 4, 1 (Burt, Adelson 1983, with a = 0.375), not reduced. The border is repeated.
     */
    public static double detail(double[] luminance, int height, int width) {
        double[] across = new double[luminance.length];
        double squares = 0;
        for (int i = 0; i < luminance.length; i++) {
            int row = i / width * width;
            for (int k = 0; k < KERNEL.length; k++) {
                across[i] += KERNEL[k] * luminance[row + clamp(i - row + k - 2, width)];
            }
        }
        for (int i = 0; i < luminance.length; i++) {
            double blurred = 0;
            for (int k = 0; k < KERNEL.length; k++) {
                blurred += KERNEL[k] * across[clamp(i / width + k - 2, height) * width + i % width];
            }
            squares += (luminance[i] - blurred) * (luminance[i] - blurred);
        }
        return Math.sqrt(squares / luminance.length);
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }
}
