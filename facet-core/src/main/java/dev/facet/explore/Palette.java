package dev.facet.explore;

import java.util.List;

/**
 * The colours of lines in charts and sequences, the same as in the page ({@code COLOURS} in {@code curve.ts}). Each has
 * a contrast of at least 3 to white and to the dark page. They were searched for at random, so that any two differ as
 * much as they can for normal eyes and with deuteranopia or protanopia (the least CIE76 difference is 17).
 */
public final class Palette {
    /** As {@code 0xRRGGBB}, in the order in which they are used. */
    public static final List<Integer> LINES =
            List.of(0x169FCB, 0x589C07, 0x8542EA, 0xB3435E, 0xB98961, 0xC21C94, 0x637425, 0x7656C8);

    private Palette() {}

    /** The colour of line {@code k}; after the last one they begin again. */
    public static int line(int k) {
        return LINES.get(k % LINES.size());
    }
}
