package dev.facet.data.sequence;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PathFactorsTest {
    @Test
    void aStrokeUpAndOneDownThatLeanToTheRight() {
        // Two steps up by 2, each 1 to the right, and one back down along half of that.
        assertThat(PathFactors.of(new double[][] {{1, 1, -1}, {2, 2, -2}})).containsExactly(0.5, 4, 2, 3, 0.5);
    }

    @Test
    void aLevelStrokeHasNoSlant() {
        assertThat(PathFactors.of(new double[][] {{-1, -1}, {0, 0}})).containsExactly(0, 0, 2, 2, 0.5);
    }

    @Test
    void aStrokeThatEndsFastMovesLate() {
        assertThat(PathFactors.of(new double[][] {{0, 1, 3}, {0, 0, 0}})[4]).isEqualTo((1.5 + 3 * 2.5) / 4 / 3);
    }

    @Test
    void aPenThatRestsHasNoFactors() {
        assertThat(PathFactors.of(new double[][] {{0, 0}, {0, 0}})).containsExactly(0, 0, 0, 2, 0.5);
    }
}
