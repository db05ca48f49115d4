package dev.facet.metrics;

import java.util.Arrays;

/**
 * How well categories found without labels agree with true classes.
 *
 * @param accuracy share of images whose category is matched with their class, where categories are matched one to one
 *     with classes. If there are more categories than classes, images of unmatched categories count as wrong.
 * @param nmi normalised mutual information, 0 … 1: the mutual information over the <b>arithmetic</b> mean of the two
 *     entropies (as scikit-learn since 0.22; the geometric mean gives larger figures)
 * @param ari adjusted Rand index (Hubert and Arabie 1985): 1 for equal partitions, 0 in expectation for random ones
 * @param purity share of images that belong to the most frequent class of their category; it grows with the number of
 *     categories and is not an accuracy
 * @param covered how many classes are the most frequent class of at least one category
 * @param match the class each category is matched with, or −1
 */
public record Clustering(double accuracy, double nmi, double ari, double purity, int covered, int[] match) {
    /**
     * Fits the matching on one set of images and scores on another, so that the fit does not inflate the score. Only
     * {@link #accuracy()} depends on {@code fit}; the other figures need no matching and are those of {@code score}.
     */
    public static Clustering of(Confusion fit, Confusion score) {
        if (fit.categories() != score.categories() || fit.classes() != score.classes()) {
            throw new IllegalArgumentException("fitted on " + fit.categories() + " categories and " + fit.classes()
                    + " classes, but scored on " + score.categories() + " and " + score.classes());
        }
        int[] match = match(fit);
        long right = 0;
        for (int category = 0; category < match.length; category++) {
            right += match[category] < 0 ? 0 : score.counts()[category][match[category]];
        }
        long total = score.total();
        return new Clustering(
                total == 0 ? 0 : (double) right / total, nmi(score), ari(score), purity(score), covered(score), match);
    }

    /** The one-to-one matching of categories to classes with the most images right; −1 for unmatched categories. */
    public static int[] match(Confusion confusion) {
        double[][] cost = Arrays.stream(confusion.counts())
                .map(row -> Arrays.stream(row).mapToDouble(count -> -count).toArray())
                .toArray(double[][]::new);
        return Hungarian.minimum(cost);
    }

    private static double purity(Confusion confusion) {
        long right = Arrays.stream(confusion.counts())
                .mapToLong(row -> Arrays.stream(row).max().orElse(0))
                .sum();
        return confusion.total() == 0 ? 0 : (double) right / confusion.total();
    }

    private static double nmi(Confusion confusion) {
        double n = confusion.total();
        long[] categories = confusion.byCategory();
        long[] classes = confusion.byClass();
        double mutual = 0;
        for (int i = 0; i < categories.length; i++) {
            for (int k = 0; k < classes.length; k++) {
                double joint = confusion.counts()[i][k];
                if (joint > 0) {
                    mutual += joint / n * Math.log(joint * n / ((double) categories[i] * classes[k]));
                }
            }
        }
        double mean = (entropy(categories, n) + entropy(classes, n)) / 2;
        // Two partitions with a single part each are equal.
        return mean == 0 ? 1 : Math.max(0, Math.min(1, mutual / mean));
    }

    private static double entropy(long[] counts, double n) {
        return -Arrays.stream(counts)
                .filter(count -> count > 0)
                .mapToDouble(count -> count / n * Math.log(count / n))
                .sum();
    }

    private static double ari(Confusion confusion) {
        double both =
                Arrays.stream(confusion.counts()).mapToDouble(Clustering::pairs).sum();
        double inCategories = pairs(confusion.byCategory());
        double inClasses = pairs(confusion.byClass());
        double all = pairs(new long[] {confusion.total()});
        double expected = all == 0 ? 0 : inCategories * inClasses / all;
        double greatest = (inCategories + inClasses) / 2;
        // Both partitions consist of single images or of one part: they are equal.
        return greatest == expected ? 1 : (both - expected) / (greatest - expected);
    }

    private static double pairs(long[] counts) {
        return Arrays.stream(counts)
                .mapToDouble(count -> count * (count - 1.0) / 2)
                .sum();
    }

    private static int covered(Confusion confusion) {
        boolean[] covered = new boolean[confusion.classes()];
        int count = 0;
        for (long[] row : confusion.counts()) {
            int most = 0;
            for (int k = 1; k < row.length; k++) {
                most = row[k] > row[most] ? k : most;
            }
            if (row[most] > 0 && !covered[most]) {
                covered[most] = true;
                count++;
            }
        }
        return count;
    }
}
