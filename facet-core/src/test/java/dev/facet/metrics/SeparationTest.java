package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeparationTest {
    @Test
    void setsApartAreAlwaysToldApart() {
        assertThat(Separation.above(new float[] {3, 4}, new float[] {1, 2})).isEqualTo(1);
        assertThat(Separation.above(new float[] {1, 2}, new float[] {3, 4})).isZero();
    }

    /** Of the pairs (1, 1), (1, 3), (2, 1), (2, 3), one is right and one is equal. */
    @Test
    void equalValuesCountHalf() {
        assertThat(Separation.above(new float[] {1, 2}, new float[] {3, 1})).isEqualTo(1.5 / 4);
    }

    @Test
    void theSameSetIsNotToldApart() {
        float[] set = {5, 1, 4, 4};
        assertThat(Separation.above(set, set)).isEqualTo(0.5);
    }

    @Test
    void emptySetsAreRefused() {
        assertThatThrownBy(() -> Separation.above(new float[0], new float[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted one at least");
    }
}
