package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two large clusters, items 0 … 399 and 400 … 799, followed by a small cluster. */
class ClassGroupsTest {
    private static final int LARGE = 400;
    private static final int SMALL = 60;
    private static final int NEIGHBOURS = 10;

    private final SplittableRandom random = new SplittableRandom(1);

    /**
     * Neighbours within each item's own cluster, except one neighbour of each item in the small cluster: it is in the
     * first cluster for {@code towardsFirst} items and in the second for the rest.
     */
    private int[][] neighbours(int small, int towardsFirst) {
        int[][] table = new int[2 * LARGE + small][];
        for (int i = 0; i < table.length; i++) {
            int cluster = Math.min(2, i / LARGE);
            int first = cluster * LARGE;
            int size = cluster == 2 ? small : LARGE;
            int item = i;
            table[i] = random.ints(first, first + size)
                    .filter(j -> j != item)
                    .distinct()
                    .limit(NEIGHBOURS)
                    .toArray();
            if (cluster == 2) {
                int other = i - first < towardsFirst ? 0 : LARGE;
                table[i][0] = other + random.nextInt(LARGE);
                table[i][1] = other + random.nextInt(LARGE);
            }
        }
        return table;
    }

    /** The moves if the small cluster is in the category of the second cluster, and untypical of it. */
    private static int[] moves(int[][] neighbours) {
        int items = neighbours.length;
        int[] categories = IntStream.range(0, items).map(i -> i < LARGE ? 0 : 1).toArray();
        float[] typicality = new float[items];
        for (int i = 0; i < items; i++) {
            typicality[i] = i < 2 * LARGE ? 1 - i * 1e-4f : -1;
        }
        return ClassGroups.moves(categories, 3, neighbours, typicality);
    }

    @Test
    void aGroupThatIsLinkedToAnotherCategoryMovesThere() {
        int[] moves = moves(neighbours(SMALL, 55));
        assertThat(Arrays.stream(moves).limit(2 * LARGE)).containsOnly(ClassGroups.STAYS);
        assertThat(Arrays.stream(moves)
                        .skip(2 * LARGE)
                        .filter(move -> move == 0)
                        .count())
                .isGreaterThan(SMALL * 3 / 4);
    }

    @Test
    void aGroupThatIsLinkedToItsOwnStays() {
        assertThat(moves(neighbours(SMALL, 5))).containsOnly(ClassGroups.STAYS);
    }

    @Test
    void aGroupThatIsLinkedToBothAlikeStays() {
        assertThat(moves(neighbours(SMALL, 30))).containsOnly(ClassGroups.STAYS);
    }

    @Test
    void aFewAreNoGroup() {
        int[][] table = neighbours(SMALL, 55);
        int[] categories = IntStream.range(0, table.length)
                .map(i -> i < LARGE || i == 500 ? 0 : i >= 2 * LARGE ? 2 : 1)
                .toArray();
        float[] typicality = new float[table.length];
        typicality[500] = -1; // one item of the second cluster in the category of the first
        assertThat(ClassGroups.moves(categories, 3, table, typicality)).containsOnly(ClassGroups.STAYS);
    }

    @Test
    void categoriesWithoutItemsAreNoHarm() {
        int[][] table = neighbours(SMALL, 55);
        assertThat(ClassGroups.moves(new int[table.length], 10, table, new float[table.length]))
                .containsOnly(ClassGroups.STAYS);
    }
}
