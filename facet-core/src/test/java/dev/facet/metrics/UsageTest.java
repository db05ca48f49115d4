package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class UsageTest {
    @Test
    void evenUseHasTheGreatestEntropy() {
        Usage usage = Usage.of(new int[] {0, 1, 2, 3}, 4);

        assertThat(usage.shares()).containsExactly(0.25, 0.25, 0.25, 0.25);
        assertThat(usage.entropy()).isEqualTo(Math.log(4), within(1e-12));
    }

    @Test
    void anUnusedCategoryHasNoShare() {
        Usage usage = Usage.of(new int[] {0, 0, 0, 2}, 3);

        assertThat(usage.shares()).containsExactly(0.75, 0, 0.25);
        assertThat(usage.entropy()).isEqualTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), within(1e-12));
        assertThat(Usage.of(new int[] {1, 1}, 2).entropy()).isZero();
        assertThat(Usage.of(new int[0], 2).shares()).containsExactly(0, 0);
    }

    @Test
    void refusesACategoryOutside() {
        assertThatThrownBy(() -> Usage.of(new int[] {3}, 3)).hasMessageContaining("category 3 of 3");
    }
}
