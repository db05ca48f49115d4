package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VarietyTest {
    /** Distances 3, 4 and 5. */
    private static final float[][] TRIANGLE = {{0, 0}, {3, 0}, {0, 4}};

    @Test
    void theMeanDistanceIsThatOfAllPairs() {
        assertThat(Variety.meanDistance(TRIANGLE)).isEqualTo(4);
    }

    @Test
    void theNearestIsAnotherItem() {
        assertThat(Variety.meanNearest(TRIANGLE)).isEqualTo((3 + 3 + 4) / 3.0);
    }

    @Test
    void equalItemsHaveNoVariety() {
        float[][] equal = {{1, 2}, {1, 2}, {1, 2}};
        assertThat(Variety.meanDistance(equal)).isZero();
        assertThat(Variety.meanNearest(equal)).isZero();
    }

    @Test
    void oneItemHasNoDistance() {
        assertThatThrownBy(() -> Variety.meanDistance(new float[][] {{1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted 2");
        assertThatThrownBy(() -> Variety.meanNearest(new float[0][])).isInstanceOf(IllegalArgumentException.class);
    }
}
