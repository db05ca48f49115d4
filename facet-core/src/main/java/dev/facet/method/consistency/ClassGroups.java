package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Finds groups of items that lie in one category and belong to another. A group of its own, such as the sevens with a
 * bar, is dense in itself, so that asking each item's neighbours confirms whatever category it was given. Therefore the
 * most typical items of each category alone keep theirs, and all others take what spreads to them over the graph of
 * neighbours (Zhou, Bousquet, Lal, Weston, Schölkopf 2004). Where many items of a category come to another together,
 * and are linked to that one much more than to the rest of their own, they are a group that went the wrong way. Single
 * items that come elsewhere say nothing: there the graph errs more often than a trained network.
 */
final class ClassGroups {
    static final int STAYS = -1;

    private static final double TYPICAL = 0.3;
    private static final int ROUNDS = 60;
    private static final float SPREAD = 0.98f;
    /** Of all items: fewer are no group. */
    private static final double LEAST = 0.005;
    /** A group has at most this share of its links in the rest of its category, … */
    private static final double OWN = 0.1;
    /** … and so many times as many in the other. */
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
     * Where each item should go: another category, or {@link #STAYS}.
     *
     * @param categories of each item, below {@code size}
     * @param neighbours of each item
     * @param typicality of each item for its category; only the order counts
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
                // two categories that exchange groups share their classes in another way, of which links tell nothing
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
     * The category that comes to each item: of {@code F ← α S F + (1 − α) Y} with S the graph normalised by the roots
     * of the degrees, each category weighed alike.
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
            reached[i] = categories[i]; // where nothing comes to
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
