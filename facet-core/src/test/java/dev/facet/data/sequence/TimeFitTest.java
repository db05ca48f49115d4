package dev.facet.data.sequence;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Lengths;

import static org.assertj.core.api.Assertions.assertThat;

class TimeFitTest {
    private static final DataConfig PLAIN = new DataConfig("x", 0, 0, 1, 1);

    private static DataConfig masked(int resolution, int longest) {
        return new DataConfig("x", resolution, 0, 1, 1).withLengths(Lengths.MASK, longest);
    }

    @Test
    void withoutAMaskTheMedianIsRoundedUp() {
        TimeFit fit = TimeFit.of(PLAIN, new int[] {10, 30, 21, 22, 900});
        assertThat(fit).isEqualTo(new TimeFit(24, 0));
        assertThat(fit.steps(7)).isEqualTo(24);
        assertThat(fit.settle(PLAIN)).isEqualTo(PLAIN);
        assertThat(TimeFit.of(PLAIN, new int[] {3})).isEqualTo(new TimeFit(16, 0));
        assertThat(TimeFit.of(PLAIN, new int[] {3000})).isEqualTo(new TimeFit(256, 0));
    }

    @Test
    void withAMaskStepsStayUnlessTheLongestIsTooLong() {
        TimeFit fit = TimeFit.of(masked(0, 0), new int[] {12, 30, 40});
        assertThat(fit).isEqualTo(new TimeFit(40, 40));
        assertThat(fit.steps(12)).isEqualTo(12);
        assertThat(String.join("; ", fit.remarks(masked(0, 0), new int[] {12, 30, 40}, "length")))
                .isEqualTo("lengths 12 to 40, masked (data.lengths)");
        // One factor for all: 400 steps are 100, so 30 are 8, and 1 is still 1.
        TimeFit coarse = TimeFit.of(masked(100, 0), new int[] {30, 200, 400});
        assertThat(coarse).isEqualTo(new TimeFit(100, 400));
        assertThat(coarse.steps(30)).isEqualTo(8);
        assertThat(coarse.steps(400)).isEqualTo(100);
        assertThat(coarse.steps(1)).isEqualTo(1);
        assertThat(coarse.remarks(masked(100, 0), new int[] {30, 200, 400}, "length"))
                .contains("time is resampled by one factor for all, 400 steps to 100");
        assertThat(TimeFit.of(masked(0, 0), new int[] {300, 1000})).isEqualTo(new TimeFit(256, 1000));
    }

    @Test
    void oneThatIsFarLongerThanTheOthersIsCut() {
        int[] lengths = IntStream.concat(IntStream.rangeClosed(8, 12), IntStream.of(100_000))
                .toArray();
        TimeFit fit = TimeFit.of(masked(0, 0), lengths);
        assertThat(fit).isEqualTo(new TimeFit(16, 12));
        assertThat(String.join("; ", fit.remarks(masked(0, 0), lengths, "length")))
                .isEqualTo("lengths 8 to 100000, masked (data.lengths); 1 series has more than 12 steps, of which the"
                        + " first 12 are taken (data.longest)");
        double[][] series = {IntStream.range(0, 100_000).asDoubleStream().toArray()};
        assertThat(fit.cut(series)[0]).hasSize(12).endsWith(11);
        // Whoever wants more of it says so.
        assertThat(TimeFit.of(masked(0, 50), lengths)).isEqualTo(new TimeFit(56, 50));
    }

    @Test
    void seriesOfOneLengthHaveNothingToMask() {
        int[] lengths = new int[20];
        Arrays.fill(lengths, 24);
        TimeFit fit = TimeFit.of(masked(0, 0), lengths);
        assertThat(fit.masked()).isFalse();
        assertThat(fit.settle(masked(0, 0))).isEqualTo(PLAIN);
        assertThat(fit.remarks(masked(0, 0), lengths, "length").get(0))
                .contains("all series have 24 steps", "nothing to mask", "data.lengths is resample");
        lengths[0] = 100_000;
        TimeFit one = TimeFit.of(masked(0, 0), lengths);
        assertThat(one.masked()).isFalse();
        assertThat(String.join("; ", one.remarks(masked(0, 0), lengths, "length")))
                .contains("not 8 times as long as most have 24 steps", "each is resampled to 24");
    }

    @Test
    void whatIsSettledIsTheSameForOtherSeries() {
        DataConfig settled = TimeFit.of(masked(64, 0), new int[] {61, 100, 182}).settle(masked(64, 0));
        assertThat(settled.longest()).isEqualTo(182);
        TimeFit again = TimeFit.of(settled, new int[] {50, 50, 50});
        assertThat(again).isEqualTo(new TimeFit(64, 182));
        assertThat(again.steps(91)).isEqualTo(32);
    }
}
