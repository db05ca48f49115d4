package dev.facet.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import dev.facet.codes.Draws;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.metrics.PatchDistance;
import dev.facet.model.Model;

/**
 * Decides whether a generator's samples look like the data or like noise. Patches of the samples are compared with
 * patches of real images ({@link PatchDistance}). On the scale 0 is the distance of other real images, and 1 is that of
 * noise with the same pixel values.
 */
final class SampleCheck {
    /** Above this value, the finest detail of samples counts as noise. */
    private static final double NOISE = 0.35;

    /** Samples whose roughness is less than this fraction of the data's are blank. */
    private static final double BLANK = 0.05;

    private static final int MOST_IMAGES = 128;
    private static final int LEAST_IMAGES = 16;
    private static final int LEAST_SIDE = 8;

    private final Dataset data;
    private final long seed;

    SampleCheck(Dataset data, long seed) {
        this.data = data;
        this.seed = seed;
    }

    /** A warning if the samples of a model look like noise or are blank. */
    Optional<String> warning(Model model) {
        return isPossible() ? warning(model.generate(seed, count())) : Optional.empty();
    }

    /** A warning about {@link #count} samples, if they look like noise or are blank. */
    Optional<String> warning(Items samples) {
        double roughness = roughness(samples) / roughness(Items.of(data, drawn(count())));
        if (roughness < BLANK) {
            return Optional.of("the samples are almost blank. Look at them before you use the model.");
        }
        double noise = noise(samples);
        return roughness > 1 && noise > NOISE
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "the samples look like noise: in their finest detail they are %.0f %% of the way from the"
                                + " data to noise. Look at"
                                + " them before you use the model.",
                        100 * noise))
                : Optional.empty();
    }

    /** Whether the data are images, and enough of them for a comparison. */
    boolean isPossible() {
        return data.shape() instanceof ImageShape shape
                && count() >= LEAST_IMAGES
                && Math.min(shape.height(), shape.width()) >= LEAST_SIDE;
    }

    /** The number of samples that are compared. */
    int count() {
        return Math.min(MOST_IMAGES, data.size() / 2);
    }

    /** The position of {@link #count} samples on the scale, for their finest detail. */
    double noise(Items samples) {
        ImageShape shape = (ImageShape) data.shape();
        int count = count();
        int[] drawn = drawn(2 * count);
        Items images = Items.of(data, drawn);
        float[][] real = new float[count][];
        float[][] others = new float[count][];
        float[][] made = new float[count][];
        for (int i = 0; i < count; i++) {
            real[i] = pixels(images, i);
            others[i] = pixels(images, count + i);
            made[i] = pixels(samples, i);
        }
        PatchDistance distance = new PatchDistance(shape.channels(), shape.height(), shape.width(), seed);
        double near = distance.of(real, others)[0];
        double far = distance.of(real, shuffled(others, shape))[0];
        return (distance.of(real, made)[0] - near) / (far - near);
    }

    /** The mean squared difference of neighbouring pixels. */
    private double roughness(Items images) {
        ImageShape shape = (ImageShape) data.shape();
        double sum = 0;
        for (int i = 0; i < count(); i++) {
            float[] pixels = pixels(images, i);
            for (int at = 1; at < pixels.length; at++) {
                double step = at % shape.width() == 0 ? 0 : pixels[at] - pixels[at - 1];
                sum += step * step;
            }
        }
        return sum;
    }

    private int[] drawn(int count) {
        int[] order = new int[data.size()];
        Draws draws = new Draws(seed, 0);
        for (int i = 0; i < order.length; i++) {
            int other = draws.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return Arrays.copyOf(order, count);
    }

    /** Noise: each pixel comes from a random place of a random image. */
    private float[][] shuffled(float[][] images, ImageShape shape) {
        int plane = shape.height() * shape.width();
        Draws draws = new Draws(seed, 1);
        float[][] noise = new float[images.length][shape.channels() * plane];
        for (float[] image : noise) {
            for (int at = 0; at < plane; at++) {
                float[] from = images[draws.nextInt(images.length)];
                int place = draws.nextInt(plane);
                for (int c = 0; c < shape.channels(); c++) {
                    image[c * plane + at] = from[c * plane + place];
                }
            }
        }
        return noise;
    }

    private static float[] pixels(Items images, int index) {
        int size = images.shape().bytes();
        float[] pixels = new float[size];
        for (int i = 0; i < size; i++) {
            pixels[i] = images.bytes()[index * size + i] & 0xFF;
        }
        return pixels;
    }
}
