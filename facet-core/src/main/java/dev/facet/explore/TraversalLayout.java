package dev.facet.explore;

import dev.facet.codes.CodeNames;

/**
 * How a traversal is laid out.
 *
 * @param from position of the first column of a continuous code, where −1 … 1 spans what training drew
 * @param to position of the last column
 * @param columns how many values of a continuous code
 * @param draws how many draws of the noise, where a picture has a row per draw
 * @param seed what the noise is drawn from
 * @param names what people call codes and categories; categories with names are shown in the order of those
 */
public record TraversalLayout(double from, double to, int columns, int draws, long seed, CodeNames names) {
    public TraversalLayout {
        if (columns < 1 || draws < 1) {
            throw new IllegalArgumentException("a layout needs columns and draws; got " + columns + " and " + draws);
        }
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            throw new IllegalArgumentException("a layout needs finite ends; got " + from + " and " + to);
        }
    }

    /** From −2 to 2 as in the InfoGAN paper (figure 2), in 11 columns so that the middle is shown, and 8 draws. */
    public static TraversalLayout standard(long seed) {
        return new TraversalLayout(-2, 2, 11, 8, seed, CodeNames.NONE);
    }

    /** The position of column {@code k}. */
    public double position(int k) {
        return columns == 1 ? (from + to) / 2 : from + (to - from) * k / (columns - 1);
    }

    /** The same with other names. */
    public TraversalLayout with(CodeNames others) {
        return new TraversalLayout(from, to, columns, draws, seed, others);
    }
}
