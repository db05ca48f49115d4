package dev.facet.data.drawn;

import java.util.ArrayList;
import java.util.List;

/**
 * The skeletons of the digits that {@link Strokes} draws. Each digit has one skeleton: a list of pen strokes, each a
 * chain of cubic Bézier curves. Several skeletons per digit would be a discrete factor that competes with the digit for
 * the categories. Units are pixels of a 28×28 image from its centre, y downwards, so a digit fills the 20×20 box that
 * MNIST's digits fill. The paths below are in SVG's notation (M and C, absolute).
 */
final class StrokeGlyphs {
    private static final String[][] PATHS = {
        { // 0
            "M 1.6 -8.7 C -2.8 -9.8 -5.7 -5.2 -5.7 0.2 C -5.7 5.6 -3.1 9.1 0.1 9.1 C 3.6 9.1 5.7 4.6 5.7 -0.6 C 5.7"
                    + " -5.6 3.4 -9.4 -0.2 -8.8"
        },
        {"M 0.2 -9.2 C 0.1 -3 0 3 -0.1 9.2"}, // 1
        { // 2
            "M -4.8 -5.4 C -4.3 -8 -2.2 -9.2 0.2 -9.2 C 3.1 -9.2 4.9 -7.4 4.9 -4.8 C 4.9 -0.8 -1.4 4 -5.3 8.5"
                    + " C -2.2 8.1 2 8.4 5.6 8.5"
        },
        { // 3
            "M -4.6 -7 C -3.2 -8.6 -1.3 -9.3 0.3 -9.3 C 3 -9.3 4.6 -7.6 4.6 -5.3 C 4.6 -2.6 2.3 -0.9 -1.4 -0.7"
                    + " C 2.9 -0.9 5.2 1.2 5.2 4.1 C 5.2 7.3 2.9 9.2 -0.2 9.2 C -2.5 9.2 -4.2 8.2 -5.2 6.7"
        },
        { // 4
            "M -3.3 -8.4 C -3.8 -5 -4.4 -1.9 -5 0.9 C -1.8 1.1 2.6 0.8 5.8 0.3", "M 3.1 -8.8 C 3 -3 2.7 3.2 2.4 9.3"
        },
        { // 5
            "M -3.5 -8.8 C -3.7 -6.2 -3.9 -3.7 -4.3 -1.1 C -2.7 -2.4 -0.9 -2.9 0.5 -2.9 C 3.5 -2.9 5.2 -0.5 5.2 2.7"
                    + " C 5.2 6.6 2.6 9.2 -0.6 9.2 C -2.6 9.2 -4.3 8.4 -5.3 6.9",
            "M -3.5 -8.8 C -1 -8.7 2.2 -8.9 5.1 -9.2"
        },
        { // 6
            "M 3.6 -9.1 C -1.2 -7.2 -4.9 -2.2 -4.9 3.4 C -4.9 7 -2.8 9.2 0.2 9.2 C 3.1 9.2 5 7.2 5 4.4"
                    + " C 5 1.6 3.1 -0.1 0.7 -0.1 C -1.9 -0.1 -4.2 1.6 -4.8 4.4"
        },
        {"M -5.3 -8.1 C -2.2 -8.7 2 -8.6 5.3 -8.9 C 3.1 -3.6 0.6 2.6 -1.4 9.3"}, // 7
        { // 8
            "M 4 -6.4 C 3.1 -8.5 1.4 -9.3 -0.3 -9.3 C -2.8 -9.3 -4.3 -7.7 -4.3 -5.7 C -4.3 -2.9 -1.7 -1.5 0.5 -0.4"
                    + " C 3.2 1 4.9 2.6 4.9 5.1 C 4.9 7.6 2.9 9.2 0 9.2 C -3 9.2 -5 7.5 -5 5"
                    + " C -5 2.3 -2.2 0.8 0.2 -0.5 C 2.5 -1.7 4.6 -3.4 4.2 -6"
        },
        { // 9
            "M 4.3 -6.1 C 3.5 -8.3 1.8 -9.3 0 -9.3 C -2.9 -9.3 -4.8 -7.2 -4.8 -4.5 C -4.8 -1.8 -3 -0.3 -0.5 -0.3"
                    + " C 2.2 -0.3 4.3 -2.6 4.5 -6.2 C 4.5 -1 4.1 4 3.3 9.3"
        },
    };

    /** {@code GLYPHS[digit][stroke]}: x and y in turn, an anchor followed by two handles and an anchor per curve. */
    private static final float[][][] GLYPHS = new float[PATHS.length][][];

    static {
        for (int digit = 0; digit < PATHS.length; digit++) {
            GLYPHS[digit] = new float[PATHS[digit].length][];
            for (int stroke = 0; stroke < PATHS[digit].length; stroke++) {
                GLYPHS[digit][stroke] = parse(PATHS[digit][stroke]);
            }
        }
    }

    private StrokeGlyphs() {}

    /** The strokes of {@code digit}: {@code [stroke][2·(3·curves + 1)]}. Callers must not change them. */
    static float[][] strokes(int digit) {
        return GLYPHS[digit];
    }

    private static float[] parse(String path) {
        String[] words = path.split(" ");
        List<Float> out = new ArrayList<>();
        for (int at = 0; at < words.length; ) {
            int numbers = words[at++].equals("C") ? 6 : 2;
            for (int n = 0; n < numbers; n++) {
                out.add(Float.parseFloat(words[at++]));
            }
        }
        float[] points = new float[out.size()];
        for (int i = 0; i < points.length; i++) {
            points[i] = out.get(i);
        }
        return points;
    }
}
