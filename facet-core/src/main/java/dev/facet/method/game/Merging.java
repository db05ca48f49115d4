package dev.facet.method.game;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds categories that are part of another, without labels: those that two warps of one item confuse. What categories
 * are worth is {@code balance · H(a) − H(a | b)}, from how often the warps give each pair (see
 * {@link Losses#mutualInformation(org.bytedeco.pytorch.Tensor, double)}): to divide items gains entropy, and costs what
 * the warps disagree. Two equally large halves are worth more than the whole if less than a share e of their items
 * changes sides, with {@code H(e) = balance · ln 2}: e is .11 for a balance of 0.5. Pairs are merged greedily, the one
 * that gains most first, as in agglomerative information bottlenecks (Slonim, Tishby 1999).
 */
final class Merging {
    /** The balance with which parts are never worth less than the whole, since H(a | b) is at most H(a). */
    static final double NEVER = 1;

    /** At most this share of the categories ends in one search, so that G and Q can follow. */
    private static final double MOST = 0.25;

    private final int size;
    private final float[] pairs;
    private final List<Integer> used;
    private final double balance;

    /**
     * @param pairs how often two warps give each pair of categories, symmetric, {@code [k · k]} row by row; any sum
     * @param used the categories that are not empty
     * @param balance weight of the entropy of categories
     */
    Merging(float[] pairs, List<Integer> used, double balance) {
        this.size = (int) Math.round(Math.sqrt(pairs.length));
        this.used = new ArrayList<>(used);
        this.balance = balance;
        this.pairs = pairs.clone();
        double sum = 0;
        for (float pair : pairs) {
            sum += pair;
        }
        for (int i = 0; sum > 0 && i < pairs.length; i++) {
            this.pairs[i] /= (float) sum;
        }
    }

    /** {@link #Merging}'s pairs, after {@link #into}: those of merged categories are added, and the sum is 1. */
    float[] pairs() {
        return pairs;
    }

    /**
     * The category that each one is part of: itself, or a larger one. Categories that less than {@code least} of the
     * items have are part of that which warps confuse them with most. Two categories are left at least.
     *
     * @param shares of the categories; those of merged ones are added
     */
    int[] into(double[] shares, double least) {
        int[] into = IntStream.range(0, size).toArray();
        int most = (int) Math.max(1, MOST * used.size());
        for (int ended = 0; ended < most && used.size() > 2; ended++) {
            int[] pair = small(least);
            if (pair.length == 0) {
                pair = best();
            }
            if (pair.length == 0) {
                break;
            }
            int keeps = pair[0];
            int ends = pair[1];
            for (int k = 0; k < size; k++) {
                into[k] = into[k] == ends ? keeps : into[k];
            }
            shares[keeps] += shares[ends];
            shares[ends] = 0;
            merge(keeps, ends);
        }
        return into;
    }

    /** The category that fewest items have, after the one it is nearest to; empty if enough items have it. */
    private int[] small(double least) {
        int smallest = used.get(0);
        for (int k : used) {
            smallest = row(k) < row(smallest) ? k : smallest;
        }
        if (row(smallest) >= least) {
            return new int[0];
        }
        int nearest = smallest == used.get(0) ? used.get(1) : used.get(0);
        for (int k : used) {
            nearest = k != smallest && pair(smallest, k) > pair(smallest, nearest) ? k : nearest;
        }
        return new int[] {nearest, smallest};
    }

    /** The pair whose union is worth most more than its parts, the larger first; empty if none is. */
    private int[] best() {
        int[] best = {};
        double most = 0;
        for (int i = 0; i < used.size(); i++) {
            for (int j = i + 1; j < used.size(); j++) {
                double gain = gain(used.get(i), used.get(j));
                if (gain > most) {
                    most = gain;
                    boolean larger = row(used.get(i)) >= row(used.get(j));
                    best = new int[] {used.get(larger ? i : j), used.get(larger ? j : i)};
                }
            }
        }
        return best;
    }

    /** What the union of two categories is worth more than they are, in nats. */
    double gain(int i, int j) {
        double a = row(i);
        double b = row(j);
        double marginal = term(a + b) - term(a) - term(b); // how much H(a) grows: it shrinks
        double joint = term(pair(i, i) + pair(j, j) + 2 * pair(i, j))
                - term(pair(i, i))
                - term(pair(j, j))
                - 2 * term(pair(i, j));
        for (int k : used) {
            if (k != i && k != j) {
                joint += 2 * (term(pair(i, k) + pair(j, k)) - term(pair(i, k)) - term(pair(j, k)));
            }
        }
        return (1 + balance) * marginal - joint;
    }

    private void merge(int keeps, int ends) {
        for (int k = 0; k < size; k++) {
            pairs[keeps * size + k] += pairs[ends * size + k];
            pairs[ends * size + k] = 0;
        }
        for (int k = 0; k < size; k++) {
            pairs[k * size + keeps] += pairs[k * size + ends];
            pairs[k * size + ends] = 0;
        }
        used.remove(Integer.valueOf(ends));
    }

    private double row(int i) {
        double sum = 0;
        for (int k : used) {
            sum += pair(i, k);
        }
        return sum;
    }

    private double pair(int i, int j) {
        return pairs[i * size + j];
    }

    private static double term(double share) {
        return share > 0 ? -share * Math.log(share) : 0;
    }
}
