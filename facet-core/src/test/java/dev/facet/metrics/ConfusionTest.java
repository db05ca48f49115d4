package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfusionTest {
    @Test
    void countsCategoriesAgainstClasses() {
        Confusion confusion = Confusion.of(new int[] {0, 0, 1, 1, 1}, 2, new int[] {2, 2, 0, 1, 1}, 3);

        assertThat(confusion.counts()).isDeepEqualTo(new long[][] {{0, 0, 2}, {1, 2, 0}});
        assertThat(confusion.byCategory()).containsExactly(2, 3);
        assertThat(confusion.byClass()).containsExactly(1, 2, 2);
        assertThat(confusion.total()).isEqualTo(5);
    }

    @Test
    void refusesWhatIsOutsideOrUnpaired() {
        assertThatThrownBy(() -> Confusion.of(new int[] {2}, 2, new int[] {0}, 2))
                .hasMessageContaining("category 2 of 2");
        assertThatThrownBy(() -> Confusion.of(new int[] {0}, 2, new int[] {-1}, 2))
                .hasMessageContaining("class -1");
        assertThatThrownBy(() -> Confusion.of(new int[1], 2, new int[2], 2))
                .hasMessageContaining("1 categories, but 2");
        assertThatThrownBy(() -> new Confusion(new long[][] {{1}, {1, 2}}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
