package dev.facet.method.game;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DueTest {
    @Test
    void stepsAreCountedFromTheFirst() {
        assertThat(steps(Due.ALWAYS)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(steps(Due.lastOf(5, 0))).containsExactly(4, 9);
        assertThat(steps(Due.lastOf(2, 2))).containsExactly(3, 5, 7, 9);
        assertThat(steps(Due.until(3))).containsExactly(0, 1, 2);
        assertThat(steps(Due.ALWAYS.startingAt(8))).containsExactly(8, 9);
    }

    @Test
    void everyIsAtLeastOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> Due.lastOf(0, 0)).withMessageContaining("every 0 steps");
    }

    private static long[] steps(Due due) {
        return LongStream.range(0, 10).filter(due::at).toArray();
    }
}
