package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The kernel distance of two sets of features (Bińkowski, Sutherland, Arbel, Gretton 2018): the unbiased estimate of
 * the squared maximum mean discrepancy with the kernel {@code (x·y / d + 1)³}. Its expectation does not depend on the
 * number of samples, and it may be negative. With features of Inception-v3 it is the KID.
 *
 * @param mean over blocks of items
 * @param deviation standard deviation of the blocks
 */
public record KernelDistance(double mean, double deviation) {
    /** The usual number of items per block and set. */
    public static final int BLOCK = 1000;

    /**
     * The distance of {@code features [item][feature]}, in consecutive blocks of {@code block} items of each set; an
     * incomplete last block is left out.
     */
    public static KernelDistance of(float[][] a, float[][] b, int block) {
        int blocks = Math.min(a.length, b.length) / block;
        if (block < 2 || blocks < 1) {
            throw new IllegalArgumentException("each set must have a block of at least 2 items; there are " + a.length
                    + " and " + b.length + " items for blocks of " + block);
        }
        double[] values = IntStream.range(0, blocks)
                .parallel()
                .mapToDouble(i -> discrepancy(a, b, i * block, block))
                .toArray();
        double mean = Arrays.stream(values).average().orElse(0);
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        return new KernelDistance(mean, Math.sqrt(variance));
    }

    private static double discrepancy(float[][] a, float[][] b, int from, int count) {
        double within = 0;
        double across = 0;
        for (int i = from; i < from + count; i++) {
            for (int j = from; j < from + count; j++) {
                if (i != j) {
                    within += kernel(a[i], a[j]) + kernel(b[i], b[j]);
                }
                across += kernel(a[i], b[j]);
            }
        }
        return within / ((double) count * (count - 1)) - 2 * across / ((double) count * count);
    }

    private static double kernel(float[] x, float[] y) {
        double dot = 0;
        for (int d = 0; d < x.length; d++) {
            dot += (double) x[d] * y[d];
        }
        double base = dot / x.length + 1;
        return base * base * base;
    }
}
