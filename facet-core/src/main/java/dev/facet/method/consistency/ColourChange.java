package dev.facet.method.consistency;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Draws;
import dev.facet.torch.Tensors;

/**
 * Random colour changes of RGB images, drawn per image and step, so that Q cannot categorise images by colour. They
 * change hue, saturation, contrast and brightness, and turn some images into negatives.
 */
final class ColourChange {
    private static final int CHANNELS = 3;
    /** Largest logarithm of the contrast. */
    private static final double CONTRAST = 0.5;
    /** Largest change of brightness, as a fraction of the range from black to white. */
    private static final double BRIGHTNESS = 0.2;
    /** Above this strength some images become negatives; at strength 1, half of them. */
    private static final double NEGATIVES = 0.5;

    private final double strength;
    private final double grey;
    private final double range;
    private final long seed;

    /**
     * @param strength from 0, no change, to 1
     * @param black the value of black; white is 1
     */
    ColourChange(double strength, double black, long seed) {
        this.strength = strength;
        this.seed = seed;
        grey = (black + 1) / 2;
        range = 1 - black;
    }

    /** Changes {@code images [N, 3, h, w]}, each with the draw of its number. */
    Tensor apply(Tensor images, long[] numbers) {
        int count = numbers.length;
        float[] matrices = new float[count * CHANNELS * CHANNELS];
        float[] shifts = new float[count];
        for (int i = 0; i < count; i++) {
            Draws draws = new Draws(seed, numbers[i]);
            matrix(draws, matrices, i * CHANNELS * CHANNELS);
            shifts[i] = (float) (grey + draws.uniform(-strength, strength) * BRIGHTNESS * range);
        }
        Tensor matrix = Tensors.of(matrices, count, CHANNELS, CHANNELS).to(images.scalar_type());
        Tensor shift = Tensors.of(shifts, count, 1, 1).to(images.scalar_type());
        Tensor pixels = images.reshape(count, CHANNELS, -1).sub(Tensors.scalar(grey)); // [N, 3, h · w]
        return matrix.matmul(pixels).add(shift).reshape(count, CHANNELS, images.size(2), images.size(3));
    }

    /**
     * A rotation about the grey axis (1, 1, 1) by Rodrigues' formula, mixed with the mean of the channels, and scaled.
     */
    private void matrix(Draws draws, float[] matrix, int at) {
        double hue = draws.uniform(-Math.PI, Math.PI) * strength;
        double saturation = 1 - draws.uniform(0, 1) * strength;
        double contrast = Math.exp(draws.uniform(-CONTRAST, CONTRAST) * strength);
        double sign = draws.uniform(0, 1) < strength - NEGATIVES ? -1 : 1;
        double same = Math.cos(hue) * saturation;
        double mixed = (1 - same) / CHANNELS;
        double turned = Math.sin(hue) * saturation / Math.sqrt(CHANNELS);
        for (int row = 0; row < CHANNELS; row++) {
            for (int column = 0; column < CHANNELS; column++) {
                int ahead = Math.floorMod(column - row, CHANNELS);
                double value = mixed + (ahead == 0 ? same : ahead == 1 ? -turned : turned);
                matrix[at + row * CHANNELS + column] = (float) (sign * contrast * value);
            }
        }
    }
}
