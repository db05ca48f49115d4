package dev.facet.model;

import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Layer.Bias;

/**
 * The networks that InfoGAN-CR has for dSprites (Lin et al. 2020; network.py of its code): 64×64 images, with
 * rectifiers before batch normalisation in G, no batch normalisation in D and Q, and where weights are spectrally
 * normalised, those of Q, too. At width 32 the layers have the paper's 32 and 64 channels.
 */
final class InfoGanCrNetworks {
    private static final int SIDE = 64;
    private static final int TOP = 4;

    private InfoGanCrNetworks() {}

    static Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        if (shape.height() != SIDE || shape.width() != SIDE) {
            throw new UsageException("model.family infogan-cr takes images of 64×64 pixels; the data is " + shape
                    + ". Bring it there with `--set data.resolution=64`.");
        }
        int w = config.width();
        double leak = config.leak();
        int hidden = 4 * w;
        int map = TOP * TOP * 2 * w;
        List<Layer> generator = Architecture.layers();
        normed(generator, new Layer.Linear("fc1", latent.width(), hidden, Bias.WITH), "bn1", hidden, 0);
        normed(generator, new Layer.Linear("fc2", hidden, map, Bias.WITH), "bn2", map, 0);
        generator.add(new Layer.Reshape(2 * w, TOP, TOP));
        normed(generator, new Layer.TransposedConvolution("up1", 2 * w, 2 * w, Bias.WITH), "bn3", 2 * w, leak);
        normed(generator, new Layer.TransposedConvolution("up2", 2 * w, w, Bias.WITH), "bn4", w, leak);
        normed(generator, new Layer.TransposedConvolution("up3", w, w, Bias.WITH), "bn5", w, leak);
        generator.add(new Layer.TransposedConvolution("up4", w, shape.channels(), Bias.WITH));
        generator.add(new Layer.Sigmoid());

        List<Layer> trunk = Architecture.layers();
        int[] channels = {shape.channels(), w, w, 2 * w, 2 * w};
        for (int i = 1; i < channels.length; i++) {
            trunk.add(new Layer.Convolution("conv" + i, channels[i - 1], channels[i], Bias.WITH));
            trunk.add(new Layer.Rectifier(leak));
        }
        trunk.add(new Layer.Flatten());
        trunk.add(new Layer.Linear("fc1", map, hidden, Bias.WITH));
        trunk.add(new Layer.Rectifier(leak));
        List<Layer> recogniser = List.of(
                new Layer.Linear("fc1", hidden, hidden, Bias.WITH),
                new Layer.Rectifier(leak),
                new Layer.Linear("out", hidden, latent.outputs(), Bias.WITH));
        return new Architecture(
                generator,
                trunk,
                List.of(new Layer.Linear("out", hidden, 1, Bias.WITH)),
                config.spectralNorm() ? Layer.Spectral.all(recogniser) : recogniser,
                PixelRange.UNIT);
    }

    private static void normed(List<Layer> layers, Layer map, String norm, int features, double leak) {
        layers.add(map);
        layers.add(new Layer.Rectifier(leak));
        layers.add(new Layer.BatchNorm(norm, features));
    }
}
