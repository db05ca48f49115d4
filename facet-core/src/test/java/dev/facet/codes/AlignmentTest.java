package dev.facet.codes;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class AlignmentTest {
    private static final LatentSpec LATENT = new LatentSpec(
            new Noise(2, Noise.Distribution.NORMAL),
            List.of(
                    new Code.Uniform("c1", -1, 1),
                    new Code.Categorical("digit", 3),
                    new Code.Uniform("c2", 10, 14),
                    new Code.Normal("other", 1)));

    private static Alignment turned(double degrees) {
        double cosine = Math.cos(Math.toRadians(degrees));
        double sine = Math.sin(Math.toRadians(degrees));
        return new Alignment(
                List.of("c1", "c2"), List.of(List.of(cosine, sine), List.of(-sine, cosine)), List.of(0.75, 0.25));
    }

    @Test
    void theEndOfASliderIsTheLastPointInsideTheRanges() {
        for (double degrees : new double[] {0, 20, 45, 70}) {
            Alignment alignment = turned(degrees);
            Alignment.Affine map = alignment.toCodes(LATENT);
            double[] slider = {1, 12}; // the first at its end, the second in its middle
            double one = value(map, 0, slider);
            double other = (value(map, 1, slider) - 12) / 2;
            assertThat(Math.max(Math.abs(one), Math.abs(other))).isCloseTo(1, within(1e-9));
            assertThat(other / one).isCloseTo(Math.tan(Math.toRadians(degrees)), within(1e-9));
            assertThat(alignment.angle()).isCloseTo(Math.min(degrees, 90 - degrees), within(1e-6));
        }
    }

    @Test
    void slidersAndCodesAreInverse() {
        Alignment alignment = turned(33);
        LatentBatch codes = LATENT.draw(1, 0, 5);
        LatentBatch sliders = alignment.toSliders(codes);
        Alignment.Affine back = alignment.toCodes(LATENT);
        for (int row = 0; row < 5; row++) {
            int at = row * LATENT.width();
            double[] given = {sliders.values()[at + 2], sliders.values()[at + 6]};
            assertThat(value(back, 0, given)).isCloseTo(codes.values()[at + 2], within(1e-5));
            assertThat(value(back, 1, given)).isCloseTo(codes.values()[at + 6], within(1e-5));
            assertThat(given[0]).isNotCloseTo(codes.values()[at + 2], within(0.001));
            for (int k : new int[] {0, 1, 3, 4, 5, 7}) {
                assertThat(sliders.values()[at + k]).isEqualTo(codes.values()[at + k]);
            }
        }
    }

    @Test
    void itFitsTheUniformCodesOfOneNumber() {
        assertThat(turned(10).fits(LATENT)).isTrue();
        assertThat(turned(10).fits(new LatentSpec(LATENT.noise(), LATENT.codes().subList(0, 2))))
                .isFalse();
        assertThat(Alignment.candidates(new LatentSpec(LATENT.noise(), List.of(new Code.Uniform("many", 0, 1, 4)))))
                .isEmpty();
    }

    @Test
    void numbersThatAreNoAlignmentAreRefused() {
        List<List<Double>> axes = List.of(List.of(1.0, 0.0), List.of(0.0, 1.0));
        List<Double> shares = List.of(0.6, 0.4);
        refused("two different codes", List.of("c1"), List.of(List.of(1.0)), List.of(1.0));
        refused("two different codes", List.of("c1", "c1"), axes, shares);
        refused("as many directions", List.of("c1", "c2"), axes.subList(0, 1), shares);
        refused("right angles", List.of("c1", "c2"), List.of(axes.get(0), axes.get(0)), shares);
        refused("right angles", List.of("c1", "c2"), List.of(axes.get(0), List.of(0.0, Double.NaN)), shares);
        refused("below 0", List.of("c1", "c2"), axes, List.of(1.4, -0.4));
        refused("add up to 1", List.of("c1", "c2"), axes, List.of(0.6, 0.3));
    }

    @Test
    void slidersTakeTheOrderAndSignsOfAnEarlierAlignment() {
        double c = Math.cos(0.2);
        double s = Math.sin(0.2);
        List<String> codes = List.of("c1", "c2");
        Alignment earlier = new Alignment(codes, List.of(List.of(1.0, 0.0), List.of(0.0, -1.0)), List.of(0.6, 0.4));
        Alignment now = new Alignment(codes, List.of(List.of(s, c), List.of(c, -s)), List.of(0.7, 0.3));
        assertThat(now.ordered(earlier))
                .isEqualTo(new Alignment(codes, List.of(List.of(c, -s), List.of(-s, -c)), List.of(0.3, 0.7)));
        assertThat(now.ordered(now)).isEqualTo(now);
    }

    private static void refused(String why, List<String> codes, List<List<Double>> directions, List<Double> shares) {
        assertThatThrownBy(() -> new Alignment(codes, directions, shares))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static double value(Alignment.Affine map, int row, double[] x) {
        return map.offset()[row] + map.matrix()[row][0] * x[0] + map.matrix()[row][1] * x[1];
    }
}
