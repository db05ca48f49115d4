package dev.facet.metrics;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class HungarianTest {
    @Test
    void solvesASquareProblemByHand() {
        // Greedy takes 1 for row 0 and pays 9 for row 1; the best is 2 + 3 + 2 = 7.
        double[][] cost = {{1, 2, 9}, {3, 9, 9}, {9, 9, 2}};

        assertThat(Hungarian.minimum(cost)).containsExactly(1, 0, 2);
    }

    @Test
    void leavesRowsOrColumnsOver() {
        assertThat(Hungarian.minimum(new double[][] {{5, 1, 3}})).containsExactly(1);
        assertThat(Hungarian.minimum(new double[][] {{5}, {1}, {3}})).containsExactly(-1, 0, -1);
        assertThat(Hungarian.minimum(new double[0][])).isEmpty();
    }

    @Test
    void refusesNaN() {
        assertThatThrownBy(() -> Hungarian.minimum(new double[][] {{Double.NaN}}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isAsGoodAsTryingEverything(long seed) {
        Random random = new Random(seed);
        int rows = 1 + random.nextInt(6);
        int columns = 1 + random.nextInt(6);
        double[][] cost = new double[rows][columns];
        for (double[] row : cost) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextInt(20) - 10;
            }
        }
        double total = 0;
        int assigned = 0;
        int[] assignment = Hungarian.minimum(cost);
        boolean[] used = new boolean[columns];
        for (int i = 0; i < rows; i++) {
            if (assignment[i] >= 0) {
                assertThat(used[assignment[i]]).isFalse();
                used[assignment[i]] = true;
                total += cost[i][assignment[i]];
                assigned++;
            }
        }
        assertThat(assigned).isEqualTo(Math.min(rows, columns));
        assertThat(total).isEqualTo(best(cost, 0, new boolean[columns], Math.max(0, rows - columns)), within(1e-9));
    }

    private static double best(double[][] cost, int row, boolean[] used, int skips) {
        if (row == cost.length) {
            return 0;
        }
        double best = skips > 0 ? best(cost, row + 1, used, skips - 1) : Double.POSITIVE_INFINITY;
        for (int j = 0; j < used.length; j++) {
            if (!used[j]) {
                used[j] = true;
                best = Math.min(best, cost[row][j] + best(cost, row + 1, used, skips));
                used[j] = false;
            }
        }
        return best;
    }
}
