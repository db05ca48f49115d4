package dev.facet.train;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.codes.Draws;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.metrics.PatchDistance;

/**
 * The distance of samples from real images that training never saw, by their patches ({@link PatchDistance}). Where a
 * run holds nothing out, half of some training images stand in; of very few images, all. For comparison there is the
 * distance of other training images, the floor, and that of noise with the same pixel values.
 */
final class SampleDistance {
    /** At most so many images are compared. */
    private static final int MOST_IMAGES = 512;

    /** At most so many numbers, which limits memory and time for large images. */
    private static final int MOST_NUMBERS = 1 << 23;

    /** Fewer images than twice this are not divided; all are then compared with themselves too. */
    private static final int LEAST_APART = 16;

    private static final int LEAST_SIDE = 8;

    private final ImageShape shape;
    private final PatchDistance.Reference patches;
    private final float[][] reference;
    private final float[][] training;
    private final double[] floor;
    private final double[] noise;

    private SampleDistance(ImageShape shape, float[][] reference, float[][] training, long seed) {
        this.shape = shape;
        this.reference = reference;
        this.training = training;
        this.patches = new PatchDistance(shape.channels(), shape.height(), shape.width(), seed).from(reference);
        this.floor = patches.to(training);
        this.noise = patches.to(shuffled(seed));
    }

    /** Draws the images. Empty if the items are no images, or smaller than 8 pixels. */
    static Optional<SampleDistance> of(Division division, long seed) {
        Dataset training = division.training();
        Dataset heldOut = division.heldOut();
        if (!(training.shape() instanceof ImageShape shape) || Math.min(shape.height(), shape.width()) < LEAST_SIDE) {
            return Optional.empty();
        }
        int most = Math.max(2, Math.min(MOST_IMAGES, MOST_NUMBERS / shape.bytes()));
        int[] order = new Draws(seed, 0).permutation(training.size());
        if (heldOut.size() > 0) {
            int count = Math.min(most, Math.min(heldOut.size(), training.size()));
            int[] held = IntStream.range(0, count).toArray();
            return Optional.of(new SampleDistance(
                    shape, pixels(heldOut, held), pixels(training, Arrays.copyOf(order, count)), seed));
        }
        boolean few = training.size() < 2 * LEAST_APART;
        int count = Math.min(most, few ? training.size() : training.size() / 2);
        int from = few ? 0 : count;
        return Optional.of(new SampleDistance(
                shape,
                pixels(training, Arrays.copyOf(order, count)),
                pixels(training, Arrays.copyOfRange(order, from, from + count)),
                seed));
    }

    /** The number of images that are compared. */
    int count() {
        return reference.length;
    }

    /**
     * The distance of samples at each level, finest first, in standard deviations of the real patches.
     *
     * @param samples {@link #count} of them, as by {@link #pixels}
     */
    double[] to(float[][] samples) {
        return patches.to(samples);
    }

    /** The distance of training images at each level. */
    double[] floor() {
        return floor.clone();
    }

    /** The distance at each level of noise: each pixel comes from a random place of a random training image. */
    double[] noise() {
        return noise.clone();
    }

    /** The real images that samples are compared with, which training has not seen if the run holds some out. */
    float[][] reference() {
        return reference;
    }

    ImageShape shape() {
        return shape;
    }

    private float[][] shuffled(long seed) {
        int plane = shape.height() * shape.width();
        Draws draws = new Draws(seed, 1);
        float[][] shuffled = new float[training.length][shape.channels() * plane];
        for (float[] image : shuffled) {
            for (int at = 0; at < plane; at++) {
                float[] from = training[draws.nextInt(training.length)];
                int place = draws.nextInt(plane);
                for (int c = 0; c < shape.channels(); c++) {
                    image[c * plane + at] = from[c * plane + place];
                }
            }
        }
        return shuffled;
    }

    private static float[][] pixels(Dataset data, int[] indices) {
        return pixels(Items.of(data, indices));
    }

    /** The pixels of images, 0 … 255: {@code [image][channels · height · width]}. */
    static float[][] pixels(Items images) {
        int size = images.shape().bytes();
        float[][] pixels = new float[images.count()][size];
        for (int i = 0; i < pixels.length; i++) {
            for (int j = 0; j < size; j++) {
                pixels[i][j] = images.bytes()[i * size + j] & 0xFF;
            }
        }
        return pixels;
    }
}
