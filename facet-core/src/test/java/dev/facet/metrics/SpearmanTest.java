package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SpearmanTest {
    @Test
    void followsAnyMonotoneMap() {
        double[] x = {-3, -1, 0, 2, 5};

        assertThat(Spearman.rho(x, new double[] {-27, -1, 0, 8, 125})).isEqualTo(1, within(1e-12));
        assertThat(Spearman.rho(x, new double[] {9, 8, 7, 6, -100})).isEqualTo(-1, within(1e-12));
    }

    @Test
    void agreesWithTheFormulaWithoutTies() {
        // 1 − 6 Σd² / (n (n² − 1)) with d = 1, 1, 1, 1 and 0.
        assertThat(Spearman.rho(new double[] {1, 2, 3, 4, 5}, new double[] {2, 1, 4, 3, 5}))
                .isEqualTo(1 - 6.0 * 4 / (5 * 24), within(1e-12));
    }

    @Test
    void tiesHaveTheirAverageRank() {
        assertThat(Spearman.ranks(new double[] {7, 3, 7, -0.0, 0.0, 7})).containsExactly(5, 3, 5, 1.5, 1.5, 5);
    }

    @Test
    void aConstantFollowsNothing() {
        assertThat(Spearman.rho(new double[] {1, 1, 1}, new double[] {1, 2, 3})).isZero();
        assertThat(Spearman.rho(new double[0], new double[0])).isZero();
    }

    @Test
    void refusesNaNAndUnpairedValues() {
        assertThatThrownBy(() -> Spearman.rho(new double[] {Double.NaN}, new double[] {1}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Spearman.rho(new double[1], new double[2])).hasMessageContaining("1 and 2");
    }
}
