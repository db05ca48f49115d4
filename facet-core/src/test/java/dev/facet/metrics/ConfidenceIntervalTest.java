package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ConfidenceIntervalTest {
    @Test
    void ofFourMeasurements() {
        ConfidenceInterval interval = ConfidenceInterval.of(1, 2, 3, 6);
        assertThat(interval.mean()).isEqualTo(3);
        // Squares of −2, −1, 0, 3 are 14; over 3.
        assertThat(interval.deviation()).isCloseTo(Math.sqrt(14 / 3.0), within(1e-12));
        assertThat(interval.half()).isCloseTo(3.182 * Math.sqrt(14 / 3.0) / 2, within(1e-12));
    }

    @Test
    void itLiesWithinWhatTheMeanCanBe() {
        ConfidenceInterval interval = ConfidenceInterval.of(0.99, 0.7, 0.98);
        assertThat(interval.mean() + interval.half()).isGreaterThan(1);
        assertThat(interval.high(1)).isEqualTo(1);
        assertThat(interval.low(0)).isCloseTo(interval.mean() - interval.half(), within(1e-12));
        assertThat(ConfidenceInterval.of(0, 0.01, 0.3).low(0)).isZero();
    }

    @Test
    void ofTwoThereIsNone() {
        ConfidenceInterval interval = ConfidenceInterval.of(0.1, 0.9);
        assertThat(interval.mean()).isEqualTo(0.5);
        assertThat(interval.deviation()).isCloseTo(Math.sqrt(0.32), within(1e-12));
        assertThat(interval.isKnown()).isFalse();
    }

    @Test
    void ofOneThereIsNone() {
        assertThat(ConfidenceInterval.of(5).mean()).isEqualTo(5);
        assertThat(ConfidenceInterval.of(5).half()).isNaN();
        assertThatThrownBy(ConfidenceInterval::of).hasMessageContaining("there is none");
    }

    @Test
    void ofManyItIsTheNormalDistributions() {
        double[] values = new double[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2;
        }
        assertThat(ConfidenceInterval.of(values).half()).isCloseTo(1.96 * Math.sqrt(25 / 99.0) / 10, within(1e-9));
    }

    @Test
    void ofAShare() {
        // 81 of 263: Newcombe 1998, table I, method 3
        ConfidenceInterval.Ends ends = ConfidenceInterval.ofShare(81 / 263.0, 263);
        assertThat(ends.low()).isCloseTo(0.2553, within(1e-4));
        assertThat(ends.high()).isCloseTo(0.3662, within(1e-4));
        assertThat(ConfidenceInterval.ofShare(0, 20).low()).isCloseTo(0, within(1e-12));
        assertThat(ConfidenceInterval.ofShare(0, 20).high()).isCloseTo(0.1611, within(1e-4));
        assertThat(ConfidenceInterval.ofShare(1, 20).high()).isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> ConfidenceInterval.ofShare(1.5, 20)).hasMessageContaining("1.5 of 20");
    }
}
