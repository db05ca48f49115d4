package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ColourTest {
    private static Colour of(double red, double green, double blue) {
        return Colour.of(new double[][] {{red, 0.5}, {green, 0.5}, {blue, 0.5}});
    }

    @Test
    void hueIsTheAngleOfTheColourCircle() {
        assertThat(of(1, 0, 0).hue()).isEqualTo(0, within(1e-9));
        assertThat(of(1, 1, 0).hue()).isEqualTo(60, within(1e-9));
        assertThat(of(0, 1, 0).hue()).isEqualTo(120, within(1e-9));
        assertThat(of(0, 0, 1).hue()).isEqualTo(240, within(1e-9));
        assertThat(of(0.7, 0.7, 0.7).hue()).isNaN();
    }

    @Test
    void theOtherQuantitiesAreMeans() {
        Colour red = of(1, 0.2, 0);
        assertThat(red.saturation()).isEqualTo(0.5, within(1e-12));
        assertThat(red.warmth()).isEqualTo(0.5, within(1e-12));
        assertThat(red.greenness()).isEqualTo(-0.15, within(1e-12));
    }

    @Test
    void greyImagesHaveNoColour() {
        assertThatThrownBy(() -> Colour.of(new double[1][4])).hasMessageContaining("3 channels; got 1");
    }
}
