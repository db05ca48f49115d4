package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Finds groups of items that are in one category but belong to another. The neighbours of a single item are not enough:
 * a distinct group, such as sevens with a bar, is dense, so its members confirm each other's wrong category. Therefore
 * only the most typical items of each category keep it. All other items get the category that spreads to them over the
 * graph of neighbours (Zhou, Bousquet, Lal, Weston, Schölkopf 2004).
 *
 * <p>Items that change together from one category to another are a misplaced group if there are many of them and they
 * have many more links to the new category than to the rest of the old one. Single items that change are ignored,
 * because there the graph is wrong more often than a trained network.
 */
final class ClassGroups {
    static final int STAYS = -1;

    private static final double TYPICAL = 0.3;
    private static final int ROUNDS = 60;
    private static final float SPREAD = 0.98f;
    /** Smallest size of a group, as a share of all items. */
    private static final double LEAST = 0.005;
    /** At most this share of a group's links leads to the rest of its own category. */
    private static final double OWN = 0.1;
    /** A group has more than this many times as many links to the other category as to the rest of its own. */
    private static final double TIMES = 2;

    private final int[] categories;
    private final int size;
    private final int[] starts;
    private final int[] ends;

    private ClassGroups(int[] categories, int size, int[][] neighbours) {
        this.categories = categories;
        this.size = size;
        int items = categories.length;
        int[] degrees = new int[items];
        for (int i = 0; i < items; i++) {
            for (int j : neighbours[i]) {
                degrees[i]++;
                degrees[j] += contains(neighbours[j], i) ? 0 : 1;
            }
        }
        starts = new int[items + 1];
        for (int i = 0; i < items; i++) {
            starts[i + 1] = starts[i] + degrees[i];
        }
        ends = new int[starts[items]];
        int[] filled = Arrays.copyOf(starts, items);
        for (int i = 0; i < items; i++) {
            for (int j : neighbours[i]) {
                ends[filled[i]++] = j;
                if (!contains(neighbours[j], i)) {
                    ends[filled[j]++] = i;
                }
            }
        }
    }

    /**
     * The new category of each item, or {@link #STAYS}.
     *
     * @param categories the category of each item, below {@code size}
     * @param neighbours the neighbours of each item
     * @param typicality how typical each item is of its category; only the order counts
     */
    static int[] moves(int[] categories, int size, int[][] neighbours, float[] typicality) {
        return new ClassGroups(categories, size, neighbours).moves(typicality);
    }

    private int[] moves(float[] typicality) {
        int items = categories.length;
        int[] reached = spread(typical(typicality));
        int[] moves = new int[items];
        Arrays.fill(moves, STAYS);
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                // if two categories would exchange groups, the links do not show which class belongs to which
                if (from != to && isGroup(reached, from, to) && !isGroup(reached, to, from)) {
                    for (int i = 0; i < items; i++) {
                        if (categories[i] == from && reached[i] == to) {
                            moves[i] = to;
                        }
                    }
                }
            }
        }
        return moves;
    }

    private boolean[] typical(float[] typicality) {
        boolean[] typical = new boolean[categories.length];
        for (int category = 0; category < size; category++) {
            int wanted = category;
            int[] members = IntStream.range(0, categories.length)
                    .filter(i -> categories[i] == wanted)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -typicality[i]))
                    .mapToInt(i -> i)
                    .toArray();
            for (int i = 0; i < TYPICAL * members.length; i++) {
                typical[members[i]] = true;
            }
        }
        return typical;
    }

    /**
     * The category that reaches each item. Iterates {@code F ← α S F + (1 − α) Y}, where S is the adjacency matrix with
     * each link divided by the square roots of both degrees. All categories get equal weight.
     */
    private int[] spread(boolean[] typical) {
        int items = categories.length;
        float[] roots = new float[items];
        for (int i = 0; i < items; i++) {
            roots[i] = (float) (1 / Math.sqrt(Math.max(1, starts[i + 1] - starts[i])));
        }
        float[] now = new float[items * size];
        float[] next = new float[items * size];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < items; i++) {
                Arrays.fill(next, i * size, (i + 1) * size, 0);
                for (int link = starts[i]; link < starts[i + 1]; link++) {
                    int j = ends[link];
                    float weight = SPREAD * roots[i] * roots[j];
                    for (int category = 0; category < size; category++) {
                        next[i * size + category] += weight * now[j * size + category];
                    }
                }
                if (typical[i]) {
                    next[i * size + categories[i]] += 1 - SPREAD;
                }
            }
            float[] swap = now;
            now = next;
            next = swap;
        }
        double[] sums = new double[size];
        for (int i = 0; i < now.length; i++) {
            sums[i % size] += now[i];
        }
        int[] reached = new int[items];
        for (int i = 0; i < items; i++) {
            double best = 0;
            reached[i] = categories[i]; // stays if no category reaches it
            for (int category = 0; category < size; category++) {
                double share = sums[category] > 0 ? now[i * size + category] / sums[category] : 0;
                if (share > best) {
                    best = share;
                    reached[i] = category;
                }
            }
        }
        return reached;
    }

    private boolean isGroup(int[] reached, int from, int to) {
        int members = 0;
        long own = 0;
        long other = 0;
        long all = 0;
        for (int i = 0; i < categories.length; i++) {
            if (categories[i] != from || reached[i] != to) {
                continue;
            }
            members++;
            for (int link = starts[i]; link < starts[i + 1]; link++) {
                int j = ends[link];
                all++;
                own += categories[j] == from && reached[j] != to ? 1 : 0;
                other += categories[j] == to && reached[j] == to ? 1 : 0;
            }
        }
        return members >= LEAST * categories.length && members > 0 && own <= OWN * all && other > TIMES * own;
    }

    private static boolean contains(int[] some, int wanted) {
        for (int one : some) {
            if (one == wanted) {
                return true;
            }
        }
        return false;
    }
}
