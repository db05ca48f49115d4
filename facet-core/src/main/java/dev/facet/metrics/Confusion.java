package dev.facet.metrics;

import java.util.Arrays;

/** Confusion matrix of categories and classes: {@code counts[category][class]}, in images. The array is not copied. */
public record Confusion(long[][] counts) {
    public Confusion {
        if (counts.length == 0 || counts[0].length == 0) {
            throw new IllegalArgumentException("a confusion needs at least one category and one class");
        }
        for (long[] row : counts) {
            if (row.length != counts[0].length) {
                throw new IllegalArgumentException(
                        "rows of a confusion differ in length: " + row.length + " and " + counts[0].length);
            }
        }
    }

    /**
     * Counts pairs of category and class.
     *
     * @param categories of each image, 0 … {@code categoryCount} − 1
     * @param classes of each image, 0 … {@code classCount} − 1
     */
    public static Confusion of(int[] categories, int categoryCount, int[] classes, int classCount) {
        if (categories.length != classes.length) {
            throw new IllegalArgumentException(
                    categories.length + " categories, but " + classes.length + " classes; need one of each per image");
        }
        long[][] counts = new long[categoryCount][classCount];
        for (int i = 0; i < categories.length; i++) {
            boolean inside =
                    categories[i] >= 0 && categories[i] < categoryCount && classes[i] >= 0 && classes[i] < classCount;
            if (!inside) {
                throw new IllegalArgumentException("image " + i + " has category " + categories[i] + " of "
                        + categoryCount + " and class " + classes[i] + " of " + classCount);
            }
            counts[categories[i]][classes[i]]++;
        }
        return new Confusion(counts);
    }

    public int categories() {
        return counts.length;
    }

    public int classes() {
        return counts[0].length;
    }

    /** Number of images in each category. */
    public long[] byCategory() {
        return Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).toArray();
    }

    /** Number of images in each class. */
    public long[] byClass() {
        long[] sums = new long[classes()];
        for (long[] row : counts) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += row[k];
            }
        }
        return sums;
    }

    /** Number of all images. */
    public long total() {
        return Arrays.stream(byClass()).sum();
    }
}
