package dev.facet.explore;

import dev.facet.codes.CodeNames;

/**
 * The layout of a traversal.
 *
 * @param from position of the first column of a continuous code, as in {@link dev.facet.codes.Code.Continuous#at}
 * @param to position of the last column
 * @param columns number of values of a continuous code
 * @param draws number of draws of the noise, in pictures with one row per draw
 * @param seed from which the noise is drawn
 * @param names given to codes and categories; categories are shown in the order of {@link CodeNames#order}
 */
public record TraversalLayout(double from, double to, int columns, int draws, long seed, CodeNames names) {
    public TraversalLayout {
        if (columns < 1 || draws < 1) {
            throw new IllegalArgumentException("a sweep needs columns and draws; got " + columns + " and " + draws);
        }
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            throw new IllegalArgumentException("a sweep needs finite ends; got " + from + " and " + to);
        }
    }

    /**
     * From −2 to 2 as in figure 2 of the InfoGAN paper, in 11 columns so that the middle is shown, and with 8 draws.
     */
    public static TraversalLayout standard(long seed) {
        return new TraversalLayout(-2, 2, 11, 8, seed, CodeNames.NONE);
    }

    /** The position of column {@code k}. */
    public double position(int k) {
        return columns == 1 ? (from + to) / 2 : from + (to - from) * k / (columns - 1);
    }

    /** The same sweep with other names. */
    public TraversalLayout with(CodeNames others) {
        return new TraversalLayout(from, to, columns, draws, seed, others);
    }
}
