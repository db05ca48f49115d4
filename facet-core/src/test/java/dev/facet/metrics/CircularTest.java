package dev.facet.metrics;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CircularTest {
    private static final double[] ANGLE =
            IntStream.range(0, 72).mapToDouble(i -> 5 * i).toArray();

    @Test
    void aWaveOfOneTurnFollowsWhereverItBegins() {
        for (double begin : new double[] {0, 33, 180, 271}) {
            double[] wave = IntStream.range(0, 72)
                    .mapToDouble(i -> 4 - 0.3 * Math.cos(Math.toRadians(5 * i - begin)))
                    .toArray();
            assertThat(Circular.correlation(wave, ANGLE, 360)).isEqualTo(1, within(1e-9));
        }
    }

    @Test
    void agreesWithTheFormulaByHand() {
        // Angles 0°, 90°, 180°, 270°: cosines 1, 0, −1, 0 and sines 0, 1, 0, −1, which are uncorrelated. x = 1, 2, 3, 5
        // has
        // Σ(x − 2.75)² = 8.75; r_c = (1 − 3)/√(8.75 · 2), r_s = (2 − 5)/√(8.75 · 2); R² = (4 + 9)/17.5.
        double[] quarters = {0, 90, 180, 270};
        assertThat(Circular.correlation(new double[] {1, 2, 3, 5}, quarters, 360))
                .isEqualTo(Math.sqrt(13 / 17.5), within(1e-12));
    }

    @Test
    void twoWavesATurnAndChanceDoNotFollow() {
        double[] twice = IntStream.range(0, 72)
                .mapToDouble(i -> Math.sin(Math.toRadians(10 * i)))
                .toArray();
        assertThat(Circular.correlation(twice, ANGLE, 360)).isLessThan(1e-9);
        assertThat(Circular.correlation(twice, ANGLE, 180)).isEqualTo(1, within(1e-9));
        Random random = new Random(7);
        double[] noise = random.doubles(72).toArray();
        assertThat(Circular.correlation(noise, ANGLE, 360)).isLessThan(0.4);
    }

    @Test
    void aConstantFollowsNothing() {
        assertThat(Circular.correlation(new double[72], ANGLE, 360)).isZero();
        double[] large = new double[72];
        Arrays.fill(large, 1e6 + 0.1);
        assertThat(Circular.correlation(large, ANGLE, 360)).isZero();
        assertThat(Circular.correlation(ANGLE, new double[72], 360)).isZero();
    }

    @Test
    void refusesUnpairedValuesAndNoPeriod() {
        assertThatThrownBy(() -> Circular.correlation(new double[2], new double[3], 360))
                .hasMessageContaining("2 and 3");
        assertThatThrownBy(() -> Circular.correlation(new double[2], new double[2], 0))
                .hasMessageContaining("period of 0");
    }

    @Test
    void theResultantIsLongWhereAnglesAgree() {
        assertThat(Circular.resultant(new double[] {350, 10}, 360))
                .isEqualTo(Math.cos(Math.toRadians(10)), within(1e-12));
        assertThat(Circular.resultant(new double[] {0, 90}, 180)).isEqualTo(0, within(1e-12));
    }
}
