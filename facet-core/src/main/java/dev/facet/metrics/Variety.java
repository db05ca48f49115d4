package dev.facet.metrics;

import java.util.Arrays;

/** How different the items of a set are from each other, by Euclidean distance in the unit of the numbers. */
public final class Variety {
    private Variety() {}

    /**
     * The mean distance of two different items.
     *
     * @param items {@code [item][number]}, two items at least
     */
    public static double meanDistance(float[][] items) {
        require(items);
        double sum = 0;
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += distance(items[i], items[j]);
            }
        }
        return sum / (items.length * (items.length - 1L) / 2.0);
    }

    /**
     * The mean distance of an item from the one that is nearest to it.
     *
     * @param items {@code [item][number]}, two items at least
     */
    public static double meanNearest(float[][] items) {
        require(items);
        double[] nearest = new double[items.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < i; j++) {
                double distance = distance(items[i], items[j]);
                nearest[i] = Math.min(nearest[i], distance);
                nearest[j] = Math.min(nearest[j], distance);
            }
        }
        double sum = 0;
        for (double distance : nearest) {
            sum += distance;
        }
        return sum / items.length;
    }

    private static void require(float[][] items) {
        if (items.length < 2) {
            throw new IllegalArgumentException(items.length + " items have no distance; wanted 2 at least");
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] - b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
