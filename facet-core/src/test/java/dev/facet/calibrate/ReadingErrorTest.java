package dev.facet.calibrate;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Calibration.Sigma;
import dev.facet.codes.Draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReadingErrorTest {
    private static double[] normal(long seed, int count, double deviation) {
        double[] values = new double[count];
        Draws draws = new Draws(seed, 0);
        for (int i = 0; i < count; i++) {
            values[i] = Math.abs(deviation * draws.nextGaussian());
        }
        return values;
    }

    private static double[] all(int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void whatIsReportedIsTheErrorThatWasFound() {
        // Q says 0.135, where the error is 0.3
        ReadingError error = new ReadingError(
                normal(1, 4000, 0.3 / 0.135), all(4000, 0.135), normal(2, 4000, 0.05), all(4000, 0.135));
        Sigma sigma = error.fit();
        assertThat(sigma.of(0.135)).isCloseTo(0.3f, within(0.02f));
        assertThat(error.coverage(sigma)).isCloseTo(0.683, within(0.01));
        assertThat(error.coverage(new Sigma(1, 0))).isLessThan(0.45);
        assertThat(error.repeatability(sigma)).isGreaterThan(0.99);
    }

    @Test
    void readingsThatScatterOnRealItemsSetTheFloor() {
        ReadingError error = new ReadingError(
                normal(1, 4000, 0.02 / 0.135), all(4000, 0.135), normal(2, 4000, 0.2), all(4000, 0.135));
        Sigma sigma = error.fit();
        assertThat(sigma.floor()).isCloseTo(0.2, within(0.01));
        assertThat(sigma.of(0.135)).isEqualTo((float) sigma.floor());
        assertThat(error.repeatability(sigma)).isCloseTo(0.683, within(0.01));
        assertThat(error.repeatability(new Sigma(0.15, 0))).isLessThan(0.2);
    }

    @Test
    void whatAWarpAccountsForIsNoError() {
        float[][] warps = new float[500][6];
        double[] readings = new double[500];
        for (int i = 0; i < warps.length; i++) {
            Draws draws = new Draws(5, i);
            for (int k = 0; k < 5; k++) { // the last number is unused
                warps[i][k] = (float) draws.uniform(-0.1, 0.1);
            }
            readings[i] = 3 * warps[i][1] - 2 * warps[i][4] + 0.01 * draws.nextGaussian();
        }
        double[] left = ReadingError.unexplained(readings, warps);
        assertThat(Arrays.stream(left).map(x -> x * x).average().orElse(1)).isCloseTo(1e-4, within(2e-5));
    }

    @Test
    void withoutWarpsEveryDifferenceIsAnError() {
        assertThat(ReadingError.unexplained(new double[] {0.5, -0.25}, new float[2][6]))
                .containsExactly(0.5, 0.25);
    }
}
