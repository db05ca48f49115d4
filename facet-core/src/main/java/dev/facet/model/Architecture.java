package dev.facet.model;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.data.ImageShape;
import dev.facet.model.Layer.Bias;

/**
 * The networks of an InfoGAN as lists of layers: a generator, the trunk that D and Q share, and a head for each.
 *
 * @param generator {@code [N, latent width]} to images
 * @param trunk images to features
 * @param source features to one logit: real or generated
 * @param recogniser features to {@link LatentSpec#outputs()} numbers
 * @param range what the generator's last layer makes, and the trunk expects
 */
public record Architecture(
        List<Layer> generator, List<Layer> trunk, List<Layer> source, List<Layer> recogniser, PixelRange range) {
    public Architecture {
        generator = List.copyOf(generator);
        trunk = List.copyOf(trunk);
        source = List.copyOf(source);
        recogniser = List.copyOf(recogniser);
    }

    /** The architecture that {@code config} asks for. */
    public static Architecture of(ModelConfig config, LatentSpec latent, ImageShape shape) {
        return switch (config.family()) {
            case DCGAN -> Dcgan.architecture(config, latent, shape);
            case INFOGAN_MNIST -> InfoGanMnist.architecture(config, latent, shape);
        };
    }

    /** Q's own layers as every InfoGAN has them: a hidden layer of 128 and the outputs. */
    static List<Layer> recogniserHead(int features, LatentSpec latent, double leak) {
        return List.of(
                new Layer.Linear("fc1", features, 128, Bias.WITHOUT),
                new Layer.BatchNorm("bn1", 128),
                new Layer.Rectifier(leak),
                new Layer.Linear("out", 128, latent.outputs(), Bias.WITH));
    }

    /** A layer's layers with their activation: appended in the order linear map, batch normalisation, rectifier. */
    static void block(List<Layer> layers, Layer map, String norm, int features, double leak) {
        layers.add(map);
        if (!norm.isEmpty()) {
            layers.add(new Layer.BatchNorm(norm, features));
        }
        layers.add(new Layer.Rectifier(leak));
    }

    static List<Layer> layers() {
        return new ArrayList<>();
    }
}
