package dev.facet.metrics;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ToneTest {
    @Test
    void luminanceWeighsTheChannels() {
        assertThat(Tone.luminance(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}))
                .containsExactly(0.299, 0.587, 0.114);
        assertThat(Tone.luminance(new double[][] {{0.25}})).containsExactly(0.25);
    }

    @Test
    void contrastIsTheDeviation() {
        assertThat(Tone.contrast(new double[] {0, 1, 0, 1})).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void aMirroredImageIsSymmetric() {
        double[] image = {0, 1, 0, 0.5, 1, 0.5};
        assertThat(Tone.symmetry(image, 2, 3, true)).isEqualTo(1, within(1e-12));
        assertThat(Tone.symmetry(image, 2, 3, false)).isLessThan(1);
        assertThat(Tone.symmetry(new double[] {0, 1, 0, 1}, 2, 2, true)).isEqualTo(-1, within(1e-12));
        assertThat(Tone.symmetry(new double[4], 2, 2, true)).isNaN();
    }

    @Test
    void lightFromTheSideIsTheDifferenceOfTheSides() {
        double[] image = {0.2, 0.9, 0.6, 0.2, 0.9, 0.6};
        double[] all = {1, 1, 1, 1, 1, 1};
        assertThat(Tone.sideLight(image, all, 3, 1)).isEqualTo(0.4, within(1e-12));
        assertThat(Tone.sideLight(image, all, 3, 0.5)).isEqualTo(0.55, within(1e-12));
        assertThat(Tone.sideLight(image, new double[6], 3, 1)).isNaN();
    }

    @Test
    void detailIsWhatABlurTakesAway() {
        double[] flat = new double[64];
        Arrays.fill(flat, 0.7);
        assertThat(Tone.detail(flat, 8, 8)).isEqualTo(0, within(1e-12));
        double[] board = new double[64];
        double[] ramp = new double[64];
        for (int i = 0; i < 64; i++) {
            board[i] = (i + i / 8) % 2;
            ramp[i] = i % 8 / 7.0;
        }
        // the kernel takes a checkerboard to its mean inside, so what is left is 0.5 there
        assertThat(Tone.detail(board, 8, 8)).isBetween(0.45, 0.5);
        assertThat(Tone.detail(ramp, 8, 8)).isLessThan(0.1);
    }
}
