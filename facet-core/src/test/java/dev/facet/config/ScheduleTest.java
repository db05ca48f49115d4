package dev.facet.config;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ScheduleTest {
    @Test
    void aConstantRateStays() {
        assertThat(Schedule.CONSTANT.at(0, 4)).isEqualTo(1);
        assertThat(Schedule.CONSTANT.at(3, 4)).isEqualTo(1);
    }

    @Test
    void aLinearRateLosesTheSameAtEveryStep() {
        assertThat(new double[] {Schedule.LINEAR.at(0, 4), Schedule.LINEAR.at(1, 4), Schedule.LINEAR.at(3, 4)})
                .containsExactly(1, 0.75, 0.25);
    }

    @Test
    void aCosineRateIsHalvedInTheMiddleAndFallsFastestThere() {
        assertThat(Schedule.COSINE.at(0, 6)).isEqualTo(1);
        assertThat(Schedule.COSINE.at(2, 6)).isCloseTo(0.75, within(1e-12));
        assertThat(Schedule.COSINE.at(3, 6)).isCloseTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.at(4, 6)).isCloseTo(0.25, within(1e-12));
    }
}
