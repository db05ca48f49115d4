package dev.facet.metrics;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FigureTest {
    private static final int SIDE = 32;

    /** An upright bar of that width on a ground, 20 pixels high. */
    private static double[] bar(int wide, double ground, double ink) {
        double[] plane = new double[SIDE * SIDE];
        Arrays.fill(plane, ground);
        for (int y = 6; y < 26; y++) {
            Arrays.fill(plane, y * SIDE + 10, y * SIDE + 10 + wide, ink);
        }
        return plane;
    }

    private static Figure of(double[]... planes) {
        return Figure.of(planes, SIDE, SIDE);
    }

    @Test
    void inkIsTheMeanDifferenceFromTheGround() {
        assertThat(of(bar(4, 0, 1)).ink()).isEqualTo(80 / 1024.0, within(1e-12));
        assertThat(of(bar(4, 1, 0.5)).ink()).isEqualTo(40 / 1024.0, within(1e-12));
        // one of three channels differs: the root of the mean square
        assertThat(of(bar(4, 0, 1), bar(4, 0.3, 0.3), bar(4, 1, 1)).ink())
                .isEqualTo(80 / 1024.0 / Math.sqrt(3), within(1e-12));
    }

    @Test
    void strokesAreAsWideAsTheyAreDrawnInAnyInk() {
        for (int wide : new int[] {2, 4, 6}) {
            // twice the area over the outline 2 · (20 + wide), whose one corner counts √2 and not 2
            double expected = 2 * 20 * wide / (2.0 * (20 + wide) - 2 + Math.sqrt(2));
            assertThat(of(bar(wide, 0, 1)).strokeWidth(SIDE, SIDE)).isEqualTo(expected, within(1e-9));
            assertThat(of(bar(wide, 0.9, 0.4)).strokeWidth(SIDE, SIDE)).isEqualTo(expected, within(1e-9));
        }
        assertThat(of(bar(0, 0, 1)).strokeWidth(SIDE, SIDE)).isNaN();
    }

    @Test
    void aGroundIsPlainIfTheBorderIs() {
        double[] stripes = new double[SIDE * SIDE];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 2;
        }
        assertThat(of(bar(4, 0.5, 1)).plain()).isTrue();
        assertThat(of(stripes).plain()).isFalse();
    }
}
