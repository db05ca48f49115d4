package dev.facet.bench;

import java.util.List;

import dev.facet.config.RunConfig;
import dev.facet.model.Architecture;
import dev.facet.model.Layer;

/**
 * The necessary floating-point operations of a training step: two for each multiplication of a linear, convolution or
 * transposed convolution layer, counted for each product that is needed. Normalisation, activations and Adam are left
 * out.
 *
 * <p>A layer has three products: forward, gradient of its weights, gradient of its input. In a step
 *
 * <ul>
 * <li>G runs once with all three, but its first layer needs no gradient of its input;
 * <li>in phase D the trunk runs on real and on generated images with all three, but its first layer needs no gradient
 *     of its input; in phase G it runs with two, because the gradient of its weights is not needed;
 * <li>D's head runs like the trunk, Q's likewise but on generated images only.
 * </ul>
 */
final class Flop {
    private Flop() {}

    /** Operations of one step of {@code config}, on images of the benchmark's shape. */
    static long perStep(RunConfig config) {
        Architecture parts = Architecture.of(config.model(), config.latent(), RandomImages.SHAPE);
        long generator = 3 * all(parts.generator()) - first(parts.generator());
        long trunk = 2 * (3 * all(parts.trunk()) - first(parts.trunk())) + 2 * all(parts.trunk());
        long source = (2 * 3 + 2) * all(parts.source());
        long recogniser = (3 + 2) * all(parts.recogniser());
        return 2 * config.training().batch() * (generator + trunk + source + recogniser);
    }

    private static long first(List<Layer> layers) {
        return all(layers.subList(0, 1));
    }

    /** Multiplications in a forward pass of one image. */
    private static long all(List<Layer> layers) {
        long sum = 0;
        long height = RandomImages.SHAPE.height();
        long width = RandomImages.SHAPE.width();
        for (Layer layer : layers) {
            if (layer instanceof Layer.Linear linear) {
                sum += (long) linear.inputs() * linear.outputs();
            } else if (layer instanceof Layer.Reshape reshape) {
                height = reshape.height();
                width = reshape.width();
            } else if (layer instanceof Layer.Convolution down) {
                height /= 2;
                width /= 2;
                sum += 16 * height * width * down.inputs() * down.outputs();
            } else if (layer instanceof Layer.TransposedConvolution up) {
                sum += 16 * height * width * up.inputs() * up.outputs();
                height *= 2;
                width *= 2;
            }
        }
        return sum;
    }
}
