package dev.facet.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The distance of small patches of two sets of images, at each level of a Laplacian pyramid: the sliced Wasserstein
 * distance (Rabin et al. 2011) as Karras et al. (2018, section 5) use it. It needs no network. The finest level shows
 * texture and noise, the coarsest layout.
 */
public final class PatchDistance {
    private static final int SIDE = 7;
    private static final int PATCHES = 32;
    private static final int PROJECTIONS = 64;
    private static final int LEAST_SIDE = 14;

    private final int channels;
    private final int height;
    private final int width;
    private final long seed;

    /**
     * For images of {@code height · width} pixels with {@code channels}, at least 7 pixels high and wide.
     *
     * @param seed of the positions of patches and of the projections
     */
    public PatchDistance(int channels, int height, int width, long seed) {
        if (channels < 1 || Math.min(height, width) < SIDE) {
            throw new IllegalArgumentException("images of " + channels + " channels, " + height + " by " + width
                    + " pixels; wanted 1 channel and " + SIDE + " pixels each way at least");
        }
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.seed = seed;
    }

    /**
     * The distances of all levels, finest first, in standard deviations of the patches of {@code real}.
     *
     * @param real planar images {@code [image][channels · height · width]}, in any unit
     * @param other as many images in the same unit
     */
    public double[] of(float[][] real, float[][] other) {
        if (real.length == 0 || real.length != other.length) {
            throw new IllegalArgumentException("sets of " + real.length + " and " + other.length
                    + " images; wanted equally many, and one at least");
        }
        int h = height;
        int w = width;
        float[][] a = real;
        float[][] b = other;
        double[] distances = new double[levels()];
        for (int level = 0; level < distances.length; level++) {
            boolean last = level + 1 == distances.length;
            float[][] smallerA = last ? a : shrunk(a, h, w);
            float[][] smallerB = last ? b : shrunk(b, h, w);
            float[][] detailA = last ? a : detail(a, smallerA, h, w);
            float[][] detailB = last ? b : detail(b, smallerB, h, w);
            distances[level] = distance(patches(detailA, h, w), patches(detailB, h, w));
            a = smallerA;
            b = smallerB;
            h = (h + 1) / 2;
            w = (w + 1) / 2;
        }
        return distances;
    }

    private int levels() {
        int levels = 1;
        for (int side = Math.min(height, width); (side + 1) / 2 >= LEAST_SIDE; side = (side + 1) / 2) {
            levels++;
        }
        return levels;
    }

    /** Images of half the size, each pixel a weighted mean of 3 by 3. */
    private float[][] shrunk(float[][] images, int h, int w) {
        int smallH = (h + 1) / 2;
        int smallW = (w + 1) / 2;
        float[] weights = {0.25f, 0.5f, 0.25f};
        float[][] small = new float[images.length][channels * smallH * smallW];
        for (int i = 0; i < images.length; i++) {
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < smallH; y++) {
                    for (int x = 0; x < smallW; x++) {
                        float sum = 0;
                        for (int dy = -1; dy <= 1; dy++) {
                            int sy = Math.min(h - 1, Math.max(0, 2 * y + dy));
                            for (int dx = -1; dx <= 1; dx++) {
                                int sx = Math.min(w - 1, Math.max(0, 2 * x + dx));
                                sum += weights[dy + 1] * weights[dx + 1] * images[i][(c * h + sy) * w + sx];
                            }
                        }
                        small[i][(c * smallH + y) * smallW + x] = sum;
                    }
                }
            }
        }
        return small;
    }

    /** The detail that the smaller image loses. */
    private float[][] detail(float[][] images, float[][] small, int h, int w) {
        int smallH = (h + 1) / 2;
        int smallW = (w + 1) / 2;
        float[][] detail = new float[images.length][channels * h * w];
        for (int i = 0; i < images.length; i++) {
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < h; y++) {
                    int below = Math.min(smallH - 1, (y + 1) / 2);
                    for (int x = 0; x < w; x++) {
                        int right = Math.min(smallW - 1, (x + 1) / 2);
                        float grown = (small[i][(c * smallH + y / 2) * smallW + x / 2]
                                        + small[i][(c * smallH + y / 2) * smallW + right]
                                        + small[i][(c * smallH + below) * smallW + x / 2]
                                        + small[i][(c * smallH + below) * smallW + right])
                                / 4;
                        int at = (c * h + y) * w + x;
                        detail[i][at] = images[i][at] - grown;
                    }
                }
            }
        }
        return detail;
    }

    /** Patches at random positions, the same for both sets. */
    private float[][] patches(float[][] images, int h, int w) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] patches = new float[images.length * PATCHES][channels * SIDE * SIDE];
        for (int i = 0; i < patches.length; i++) {
            float[] image = images[i / PATCHES];
            int top = random.nextInt(h - SIDE + 1);
            int left = random.nextInt(w - SIDE + 1);
            int at = 0;
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < SIDE; y++) {
                    System.arraycopy(image, (c * h + top + y) * w + left, patches[i], at, SIDE);
                    at += SIDE;
                }
            }
        }
        return patches;
    }

    private double distance(float[][] real, float[][] other) {
        standardise(real, other);
        SplittableRandom random = new SplittableRandom(~seed);
        int size = real[0].length;
        double sum = 0;
        for (int p = 0; p < PROJECTIONS; p++) {
            double[] direction = new double[size];
            double norm = 0;
            for (int i = 0; i < size; i++) {
                direction[i] = random.nextGaussian();
                norm += direction[i] * direction[i];
            }
            double[] left = projected(real, direction, Math.sqrt(norm));
            double[] right = projected(other, direction, Math.sqrt(norm));
            for (int i = 0; i < left.length; i++) {
                sum += Math.abs(left[i] - right[i]);
            }
        }
        return sum / PROJECTIONS / real.length;
    }

    /** Standardises each channel of the real patches to mean 0 and deviation 1, and the others by the same numbers. */
    private void standardise(float[][] real, float[][] other) {
        int plane = SIDE * SIDE;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (float[] patch : real) {
                for (int i = c * plane; i < (c + 1) * plane; i++) {
                    sum += patch[i];
                    squares += (double) patch[i] * patch[i];
                }
            }
            double count = (double) real.length * plane;
            double mean = sum / count;
            double deviation = Math.sqrt(Math.max(1e-12, squares / count - mean * mean));
            for (float[][] set : new float[][][] {real, other}) {
                for (float[] patch : set) {
                    for (int i = c * plane; i < (c + 1) * plane; i++) {
                        patch[i] = (float) ((patch[i] - mean) / deviation);
                    }
                }
            }
        }
    }

    private static double[] projected(float[][] patches, double[] direction, double norm) {
        double[] projected = new double[patches.length];
        for (int i = 0; i < patches.length; i++) {
            double dot = 0;
            for (int j = 0; j < direction.length; j++) {
                dot += patches[i][j] * direction[j];
            }
            projected[i] = dot / norm;
        }
        Arrays.sort(projected);
        return projected;
    }
}
