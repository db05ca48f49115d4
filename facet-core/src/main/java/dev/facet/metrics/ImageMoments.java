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
        double[] mass = new double[height * width];
        for (int i = 0; i < mass.length; i++) {
            mass[i] = pixels[offset + i] & 0xFF;
        }
        Moments moments = Moments.of(mass, height, width);
        return new ImageMoments(moments.mass() / mass.length, moments.slant(), moments.width());
    }

    /** The three quantities, in the order of {@link #NAMES}. */
    public double[] values() {
        return new double[] {ink, slant, width};
    }
}
