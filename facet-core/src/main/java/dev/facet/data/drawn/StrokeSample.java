package dev.facet.data.drawn;

import java.util.List;

import dev.facet.codes.Draws;

/**
 * The factors of one sample of {@link Strokes}, which are chosen before it is drawn.
 *
 * @param digit 0 … 9
 * @param slant shear: pixels to the right per pixel upwards, uniform on ±0.4
 * @param width width of the pen in pixels of a 28×28 image, uniform on 1.2 … 3.6
 * @param size size of the digit relative to its skeleton, uniform on 0.96 … 1.04
 * @param x offset to the right of the digit's centre from the image's, in pixels of a 28×28 image, uniform on ±0.5
 * @param y offset downwards, likewise
 * @param jitter strength of the deviation of the shape from its skeleton, uniform on 0 … 1
 */
record StrokeSample(int digit, double slant, double width, double size, double x, double y, double jitter) {
    static final List<String> FACTORS = List.of("digit", "slant", "width", "size", "x", "y", "jitter");

    /** Draws the factors; the next numbers of {@code draws} shape the strokes. */
    static StrokeSample draw(Draws draws) {
        return new StrokeSample(
                draws.nextInt(10),
                draws.uniform(-0.4, 0.4),
                draws.uniform(1.2, 3.6),
                draws.uniform(0.96, 1.04),
                draws.uniform(-0.5, 0.5),
                draws.uniform(-0.5, 0.5),
                draws.nextDouble());
    }

    /** The factors in the order of {@link #FACTORS}. */
    double[] values() {
        return new double[] {digit, slant, width, size, x, y, jitter};
    }
}
