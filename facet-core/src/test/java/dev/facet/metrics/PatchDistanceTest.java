package dev.facet.metrics;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PatchDistanceTest {
    private static final PatchDistance DISTANCE = new PatchDistance(1, 32, 32, 7);

    @Test
    void aSetHasNoDistanceFromItself() {
        float[][] waves = waves(1, 0);
        assertThat(DISTANCE.of(waves, waves)).containsOnly(0).hasSize(2);
    }

    @Test
    void otherImagesOfTheSameKindAreNearAndNoiseIsFar() {
        double[] near = DISTANCE.of(waves(1, 0), waves(2, 0));
        double[] noisy = DISTANCE.of(waves(1, 0), waves(2, 60));
        assertThat(noisy[0]).isGreaterThan(10 * near[0]);
    }

    @Test
    void noiseIsSeenAtTheFinestLevelFirst() {
        double[] noisy = DISTANCE.of(waves(1, 0), waves(1, 30));
        assertThat(noisy[0]).isGreaterThan(5 * noisy[1]);
    }

    @Test
    void theUnitDoesNotMatter() {
        double[] one = DISTANCE.of(waves(1, 0), waves(2, 10));
        double[] thousand = DISTANCE.of(scaled(waves(1, 0), 1000), scaled(waves(2, 10), 1000));
        assertThat(thousand[0]).isCloseTo(one[0], within(1e-3 * one[0]));
    }

    @Test
    void channelsAreComparedEachWithItsOwn() {
        PatchDistance colour = new PatchDistance(2, 32, 32, 7);
        float[][] a = waves(1, 0);
        float[][] b = waves(2, 60);
        float[][] ab = joined(a, b);
        assertThat(colour.of(ab, ab)).containsOnly(0);
        assertThat(colour.of(ab, joined(b, a))[0]).isPositive();
    }

    @Test
    void setsOfOtherSizesAreRefused() {
        assertThatThrownBy(() -> DISTANCE.of(waves(1, 0), new float[3][1024]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 and 3 images");
        assertThatThrownBy(() -> new PatchDistance(1, 6, 32, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 by 32");
    }

    private static float[][] waves(long seed, double noise) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] images = new float[64][32 * 32];
        for (float[] image : images) {
            double phase = random.nextDouble(6);
            double slope = random.nextDouble(0.1, 0.3);
            for (int i = 0; i < image.length; i++) {
                double wave = Math.sin(phase + slope * (i % 32)) + Math.cos(slope * (i / 32));
                image[i] = (float) (100 * wave + noise * random.nextGaussian());
            }
        }
        return images;
    }

    private static float[][] scaled(float[][] images, float factor) {
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] *= factor;
            }
        }
        return images;
    }

    private static float[][] joined(float[][] a, float[][] b) {
        float[][] both = new float[a.length][a[0].length + b[0].length];
        for (int i = 0; i < a.length; i++) {
            System.arraycopy(a[i], 0, both[i], 0, a[i].length);
            System.arraycopy(b[i], 0, both[i], a[i].length, b[i].length);
        }
        return both;
    }
}
