package dev.facet.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    /** Of {@value #PROJECTIONS} projections, so many are computed at once. */
    private static final int AT_ONCE = 4;

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
        return from(real).to(other);
    }

    /** Real images from which several sets are measured; what is needed of them is computed once. */
    public Reference from(float[][] real) {
        if (real.length == 0) {
            throw new IllegalArgumentException("a set of 0 images; wanted one at least");
        }
        return new Reference(real);
    }

    /** What is needed of the real images: of each level, the scale of its patches and their projections. */
    public final class Reference {
        private final int count;
        private final List<Scale> scales = new ArrayList<>();
        private final List<double[][]> projections = new ArrayList<>();

        private Reference(float[][] real) {
            count = real.length;
            for (float[][] patches : patchesOfLevels(real)) {
                Scale scale = Scale.of(patches, channels);
                scale.apply(patches);
                scales.add(scale);
                projections.add(projected(patches));
            }
        }

        /**
         * The distances of all levels, finest first, in standard deviations of the patches of the real images.
         *
         * @param other as many images in the same unit
         */
        public double[] to(float[][] other) {
            if (other.length != count) {
                throw new IllegalArgumentException(
                        "sets of " + count + " and " + other.length + " images; wanted equally many, and one at least");
            }
            List<float[][]> levels = patchesOfLevels(other);
            double[] distances = new double[levels.size()];
            for (int level = 0; level < distances.length; level++) {
                float[][] patches = levels.get(level);
                scales.get(level).apply(patches);
                distances[level] = distance(projections.get(level), projected(patches));
            }
            return distances;
        }
    }

    /** The mean and the standard deviation of each channel of patches. */
    private record Scale(double[] means, double[] deviations) {
        static Scale of(float[][] patches, int channels) {
            int plane = SIDE * SIDE;
            double[] means = new double[channels];
            double[] deviations = new double[channels];
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                double squares = 0;
                for (float[] patch : patches) {
                    for (int i = c * plane; i < (c + 1) * plane; i++) {
                        sum += patch[i];
                        squares += (double) patch[i] * patch[i];
                    }
                }
                double count = (double) patches.length * plane;
                means[c] = sum / count;
                deviations[c] = Math.sqrt(Math.max(1e-12, squares / count - means[c] * means[c]));
            }
            return new Scale(means, deviations);
        }

        /** Brings patches whose scale is this to mean 0 and deviation 1. */
        void apply(float[][] patches) {
            int plane = SIDE * SIDE;
            for (float[] patch : patches) {
                for (int i = 0; i < patch.length; i++) {
                    patch[i] = (float) ((patch[i] - means[i / plane]) / deviations[i / plane]);
                }
            }
        }
    }

    /** Patches of the details of each level, finest first; the coarsest has the images that are left. */
    private List<float[][]> patchesOfLevels(float[][] images) {
        int h = height;
        int w = width;
        float[][] left = images;
        int levels = levels();
        List<float[][]> patches = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            boolean last = level + 1 == levels;
            float[][] smaller = last ? left : shrunk(left, h, w);
            patches.add(patches(last ? left : detail(left, smaller, h, w), h, w));
            left = smaller;
            h = (h + 1) / 2;
            w = (w + 1) / 2;
        }
        return patches;
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

    private static double distance(double[][] real, double[][] other) {
        double sum = 0;
        for (int p = 0; p < PROJECTIONS; p++) {
            for (int i = 0; i < real[p].length; i++) {
                sum += Math.abs(real[p][i] - other[p][i]);
            }
        }
        return sum / PROJECTIONS / real[0].length;
    }

    /** The patches on each of the random directions, sorted. */
    private double[][] projected(float[][] patches) {
        SplittableRandom random = new SplittableRandom(~seed);
        int size = patches[0].length;
        double[][] directions = new double[PROJECTIONS][size];
        double[] lengths = new double[PROJECTIONS];
        for (int p = 0; p < PROJECTIONS; p++) {
            double squares = 0;
            for (int i = 0; i < size; i++) {
                directions[p][i] = random.nextGaussian();
                squares += directions[p][i] * directions[p][i];
            }
            lengths[p] = Math.sqrt(squares);
        }
        double[][] projected = new double[PROJECTIONS][patches.length];
        for (int p = 0; p < PROJECTIONS; p += AT_ONCE) {
            project(patches, directions, p, projected);
        }
        for (int p = 0; p < PROJECTIONS; p++) {
            for (int i = 0; i < patches.length; i++) {
                projected[p][i] /= lengths[p];
            }
            Arrays.sort(projected[p]);
        }
        return projected;
    }

    /** Four directions at once: each sum alone would wait for its last addition. */
    private static void project(float[][] patches, double[][] directions, int first, double[][] projected) {
        double[] a = directions[first];
        double[] b = directions[first + 1];
        double[] c = directions[first + 2];
        double[] d = directions[first + 3];
        for (int i = 0; i < patches.length; i++) {
            float[] patch = patches[i];
            double onA = 0;
            double onB = 0;
            double onC = 0;
            double onD = 0;
            for (int j = 0; j < patch.length; j++) {
                onA += patch[j] * a[j];
                onB += patch[j] * b[j];
                onC += patch[j] * c[j];
                onD += patch[j] * d[j];
            }
            projected[first][i] = onA;
            projected[first + 1][i] = onB;
            projected[first + 2][i] = onC;
            projected[first + 3][i] = onD;
        }
    }
}
