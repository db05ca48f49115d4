package dev.facet.metrics;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SampleMetricsTest {
    private static float[][] normal(long seed, int count, double mean, double deviation) {
        Random random = new Random(seed);
        float[][] features = new float[count][4];
        for (float[] item : features) {
            for (int d = 0; d < item.length; d++) {
                item[d] = (float) (mean + deviation * random.nextGaussian());
            }
        }
        return features;
    }

    @Test
    void equalSetsAreNoDistanceApart() {
        float[][] set = normal(1, 500, 0, 1);
        assertThat(Frechet.distance(Frechet.Moments.of(set), Frechet.Moments.of(set)))
                .isCloseTo(0, within(1e-9));
        Neighbourhoods near = Neighbourhoods.of(set, set, 3);
        assertThat(near.precision()).isEqualTo(1);
        assertThat(near.recall()).isEqualTo(1);
        assertThat(near.coverage()).isEqualTo(1);
    }

    @Test
    void distancesOfNormalSetsAreKnown() {
        // |μ|² + tr(1 + 4 − 2 · 2) in each of 4 dimensions, with μ = 3.
        float[][] a = normal(2, 40_000, 0, 1);
        float[][] b = normal(3, 40_000, 3, 2);
        assertThat(Frechet.distance(Frechet.Moments.of(a), Frechet.Moments.of(b)))
                .isCloseTo(4 * (9 + 1), within(0.5));
    }

    @Test
    void theKernelDistanceOfOneDistributionIsZeroOnAverage() {
        KernelDistance same = KernelDistance.of(normal(4, 4000, 0, 1), normal(5, 4000, 0, 1), 400);
        assertThat(same.mean()).isCloseTo(0, within(0.02));
        assertThat(KernelDistance.of(normal(4, 4000, 0, 1), normal(5, 4000, 1, 1), 400)
                        .mean())
                .isGreaterThan(0.5);
    }

    @Test
    void whatIsMissingIsRecallsAndWhatIsWrongPrecisions() {
        float[][] both = normal(6, 400, 0, 1);
        for (int i = 0; i < 200; i++) {
            both[i][0] += 50;
        }
        float[][] half = normal(7, 400, 0, 1);
        Neighbourhoods missing = Neighbourhoods.of(both, half, 3);
        assertThat(missing.precision()).isGreaterThan(0.8);
        assertThat(missing.recall()).isBetween(0.3, 0.5);
        assertThat(missing.coverage()).isBetween(0.3, 0.51);
        Neighbourhoods wrong = Neighbourhoods.of(half, both, 3);
        assertThat(wrong.precision()).isBetween(0.3, 0.5);
        assertThat(wrong.recall()).isGreaterThan(0.8);
    }

    @Test
    void inceptionScoresGoFromOneToTheNumberOfClasses() {
        assertThat(InceptionScore.of(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}))
                .isCloseTo(3, within(1e-9));
        assertThat(InceptionScore.of(new float[][] {{0.2f, 0.8f}, {0.2f, 0.8f}}))
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void tooLittleIsRefused() {
        assertThatThrownBy(() -> Frechet.Moments.of(new float[1][3])).hasMessageContaining("at least 2 items; got 1");
        assertThatThrownBy(() -> Neighbourhoods.of(new float[3][2], new float[9][2], 3))
                .hasMessageContaining("more than 3 items");
        assertThatThrownBy(() -> KernelDistance.of(new float[10][2], new float[10][2], 11))
                .hasMessageContaining("10 and 10 items for blocks of 11");
        assertThatThrownBy(() -> InceptionScore.of(new float[0][])).hasMessageContaining("there are none");
    }
}
