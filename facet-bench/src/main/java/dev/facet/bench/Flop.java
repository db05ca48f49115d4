package dev.facet.bench;

import dev.facet.config.RunConfig;
import dev.facet.model.Architecture;
import dev.facet.model.family.Families;

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
        Architecture parts = Families.architecture(config.model(), config.latent(), RandomImages.SHAPE);
        long generator =
                3 * parts.generator().multiplications() - parts.generator().firstMultiplications();
        long trunk = 2 * (3 * parts.trunk().multiplications() - parts.trunk().firstMultiplications())
                + 2 * parts.trunk().multiplications();
        long source = (2 * 3 + 2) * parts.source().multiplications();
        long recogniser = (3 + 2) * parts.recogniser().multiplications();
        return 2 * config.training().batch() * (generator + trunk + source + recogniser);
    }
}
