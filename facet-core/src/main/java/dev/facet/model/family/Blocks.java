package dev.facet.model.family;

import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.model.layer.BatchNorm;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.Start;

/** Groups of layers that several families use. */
final class Blocks {
    private Blocks() {}

    /** Q's head, the same in every InfoGAN: a hidden layer of 128 and the outputs. */
    static List<Layer> recogniserHead(int features, LatentSpec latent, double leak) {
        return List.of(
                new Linear("fc1", features, 128, Bias.WITHOUT),
                new BatchNorm("bn1", 128),
                new Rectifier(leak),
                new Linear("out", 128, latent.outputs(), Bias.WITH));
    }

    /** Starting values that keep the size of the numbers through a rectifier, where no normalisation does. */
    static Start beforeRectifier(double leak) {
        return Start.he(Math.sqrt(2 / (1 + leak * leak)));
    }

    /** Appends a weight layer, batch normalisation if {@code norm} is a name, and a rectifier. */
    static void block(List<Layer> layers, Layer product, String norm, int features, double leak) {
        layers.add(product);
        if (!norm.isEmpty()) {
            layers.add(new BatchNorm(norm, features));
        }
        layers.add(new Rectifier(leak));
    }
}
