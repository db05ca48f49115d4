package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How two sets of features overlap. The neighbourhood of an item is the ball that reaches to its k-th nearest neighbour
 * in its own set.
 *
 * @param precision share of generated items in the neighbourhood of a real one (Kynkäänniemi et al. 2019)
 * @param recall share of real items in the neighbourhood of a generated one
 * @param density mean number of neighbourhoods of real items that a generated item is in, divided by k; may exceed 1
 *     (Naeem et al. 2020)
 * @param coverage share of real items with a generated one in their neighbourhood
 */
public record Neighbourhoods(double precision, double recall, double density, double coverage) {
    /**
     * Measures {@code features [item][feature]}. In the papers, k is 3 for precision and recall, and 5 for density and
     * coverage.
     */
    public static Neighbourhoods of(float[][] real, float[][] generated, int k) {
        if (k < 1 || real.length <= k || generated.length <= k) {
            throw new IllegalArgumentException("a " + k + "-th neighbour needs more than " + k + " items; there are "
                    + real.length + " and " + generated.length);
        }
        double[] realReach = reach(real, k);
        double[] generatedReach = reach(generated, k);
        int[] within = new int[generated.length];
        boolean[] recalled = new boolean[real.length];
        boolean[] covered = new boolean[real.length];
        IntStream.range(0, generated.length).parallel().forEach(j -> {
            for (int i = 0; i < real.length; i++) {
                within[j] += squaredDistance(real[i], generated[j]) <= realReach[i] ? 1 : 0;
            }
        });
        IntStream.range(0, real.length).parallel().forEach(i -> {
            for (int j = 0; j < generated.length; j++) {
                double distance = squaredDistance(real[i], generated[j]);
                recalled[i] |= distance <= generatedReach[j];
                covered[i] |= distance <= realReach[i];
            }
        });
        double precision =
                (double) Arrays.stream(within).filter(count -> count > 0).count() / generated.length;
        double density = Arrays.stream(within).asDoubleStream().sum() / ((double) k * generated.length);
        return new Neighbourhoods(precision, share(recalled), density, share(covered));
    }

    /** The squared distance of each item to its k-th nearest neighbour, not counting itself. */
    private static double[] reach(float[][] items, int k) {
        return IntStream.range(0, items.length)
                .parallel()
                .mapToDouble(i -> {
                    double[] nearest = new double[k];
                    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
                    for (int j = 0; j < items.length; j++) {
                        double distance = j == i ? Double.POSITIVE_INFINITY : squaredDistance(items[i], items[j]);
                        if (distance < nearest[k - 1]) {
                            int at = k - 1;
                            while (at > 0 && nearest[at - 1] > distance) {
                                nearest[at] = nearest[at - 1];
                                at--;
                            }
                            nearest[at] = distance;
                        }
                    }
                    return nearest[k - 1];
                })
                .toArray();
    }

    private static double squaredDistance(float[] x, float[] y) {
        float sum = 0;
        for (int d = 0; d < x.length; d++) {
            float difference = x[d] - y[d];
            sum += difference * difference;
        }
        return sum;
    }

    private static double share(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return (double) count / values.length;
    }
}
