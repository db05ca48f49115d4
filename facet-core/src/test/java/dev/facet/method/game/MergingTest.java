package dev.facet.method.game;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MergingTest {
    /** Two halves of which warps confuse a share of the items, with nothing else. */
    private static Merging halves(double confused, double balance) {
        float same = (float) (1 - confused) / 2;
        float other = (float) confused / 2;
        return new Merging(new float[] {same, other, other, same}, List.of(0, 1), balance);
    }

    @Test
    void halvesAreWorthMoreThanTheWholeUnlessWarpsConfuseThem() {
        assertThat(halves(0.10, 0.5).gain(0, 1)).isNegative();
        assertThat(halves(0.12, 0.5).gain(0, 1)).isPositive();
        assertThat(halves(0.49, 1).gain(0, 1)).isNegative();
        assertThat(halves(0.01, 0).gain(0, 1)).isPositive();
        double e = 0.3;
        double entropy = -e * Math.log(e) - (1 - e) * Math.log(1 - e);
        assertThat(halves(e, 0.5).gain(0, 1)).isCloseTo(entropy - 0.5 * Math.log(2), within(1e-6));
    }

    /** Warps confuse 1 with 3 and leave the others alone; 3 is larger. Pairs count on any scale. */
    @Test
    void theSmallerOfTwoConfusedCategoriesBecomesPartOfTheLarger() {
        float[] pairs = {
            7, 0, 0, 0,
            0, 1, 0, 1,
            0, 0, 7, 0,
            0, 1, 0, 3
        };
        Merging merging = new Merging(pairs, List.of(0, 1, 2, 3), 0.5);
        double[] shares = {0.35, 0.1, 0.35, 0.2};
        assertThat(merging.into(shares, 0.01)).containsExactly(0, 3, 2, 3);
        assertThat(shares[1]).isZero();
        assertThat(shares[3]).isCloseTo(0.3, within(1e-12));
        assertThat(merging.pairs()).containsExactly(0.35f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.35f, 0, 0, 0, 0, 0.3f);
    }

    @Test
    void aCategoryThatHardlyAnyItemHasIsPartOfItsNearest() {
        float[] pairs = {50, 0, 0, 0, 0, 30, 0, 0.2f, 0, 0, 20, 0, 0, 0.2f, 0, 0.1f};
        Merging merging = new Merging(pairs, List.of(0, 1, 2, 3), Merging.NEVER);
        assertThat(merging.into(new double[] {0.4, 0.2, 0.2, 0.2}, 0.01)).containsExactly(0, 1, 2, 1);
    }

    @Test
    void aQuarterEndsAtOnceAndTwoAreLeft() {
        int size = 8;
        float[] pairs = new float[size * size];
        Arrays.fill(pairs, 1);
        List<Integer> used = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        double[] shares = new double[size];
        Arrays.fill(shares, 1.0 / size);
        int[] into = new Merging(pairs, used, 0.5).into(shares, 0.01);
        assertThat(Arrays.stream(into).distinct().count()).isEqualTo(6);
        assertThat(halves(0.5, 0).into(new double[] {0.5, 0.5}, 0.6)).containsExactly(0, 1);
    }
}
