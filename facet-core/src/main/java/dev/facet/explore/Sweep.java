package dev.facet.explore;

import java.util.Map;

import dev.facet.codes.Code;

/**
 * How a traversal is laid out.
 *
 * @param from position of the first column of a continuous code, where −1 … 1 spans what training drew
 * @param to position of the last column
 * @param columns how many values of a continuous code
 * @param draws how many draws of the noise, where a picture has a row per draw
 * @param seed what the noise is drawn from
 * @param names display names people gave to codes, by code name; those without are called by their own
 */
public record Sweep(double from, double to, int columns, int draws, long seed, Map<String, String> names) {
    public Sweep {
        names = Map.copyOf(names);
        if (columns < 1 || draws < 1) {
            throw new IllegalArgumentException("a sweep needs columns and draws; got " + columns + " and " + draws);
        }
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            throw new IllegalArgumentException("a sweep needs finite ends; got " + from + " and " + to);
        }
    }

    /** From −2 to 2 as in the InfoGAN paper (figure 2), in 11 columns so that the middle is shown, and 8 draws. */
    public static Sweep standard(long seed) {
        return new Sweep(-2, 2, 11, 8, seed, Map.of());
    }

    /** The position of column {@code k}. */
    public double position(int k) {
        return columns == 1 ? (from + to) / 2 : from + (to - from) * k / (columns - 1);
    }

    /** What a code is called in a picture. */
    public String label(Code code) {
        String name = names.getOrDefault(code.name(), "");
        return name.isBlank() || name.equals(code.name()) ? code.name() : name + " (" + code.name() + ")";
    }
}
