package dev.facet.model.family;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.BatchNorm;
import dev.facet.model.layer.Convolution;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.Sigmoid;
import dev.facet.model.layer.Spectral;
import dev.facet.model.layer.TransposedConvolution;

/**
 * The networks of InfoGAN-CR for dSprites (Lin et al. 2020; network.py of its code), for 64×64 images. G rectifies
 * before batch normalisation; D and Q have no batch normalisation. With spectral normalisation, Q's weights are
 * normalised too. At width 32 the layers have the paper's 32 and 64 channels.
 */
final class InfoGanCrNetworks implements NetworkFamily {
    private static final int SIDE = 64;
    private static final int TOP = 4;

    @Override
    public String name() {
        return "infogan-cr";
    }

    @Override
    public Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        if (shape.height() != SIDE || shape.width() != SIDE) {
            throw new UsageException("model.family infogan-cr takes images of 64×64 pixels; the data is " + shape
                    + ". Bring it there with `--set data.resolution=64`.");
        }
        int w = config.width();
        double leak = config.leak();
        int hidden = 4 * w;
        int map = TOP * TOP * 2 * w;
        List<Layer> generator = new ArrayList<>();
        normed(generator, new Linear("fc1", latent.width(), hidden, Bias.WITH), "bn1", hidden, 0);
        normed(generator, new Linear("fc2", hidden, map, Bias.WITH), "bn2", map, 0);
        generator.add(new Reshape(2 * w, TOP, TOP));
        normed(generator, new TransposedConvolution("up1", 2 * w, 2 * w, Bias.WITH), "bn3", 2 * w, leak);
        normed(generator, new TransposedConvolution("up2", 2 * w, w, Bias.WITH), "bn4", w, leak);
        normed(generator, new TransposedConvolution("up3", w, w, Bias.WITH), "bn5", w, leak);
        generator.add(new TransposedConvolution("up4", w, shape.channels(), Bias.WITH));
        generator.add(new Sigmoid());

        List<Layer> trunk = new ArrayList<>();
        int[] channels = {shape.channels(), w, w, 2 * w, 2 * w};
        for (int i = 1; i < channels.length; i++) {
            trunk.add(new Convolution("conv" + i, channels[i - 1], channels[i], Bias.WITH));
            trunk.add(new Rectifier(leak));
        }
        trunk.add(new Flatten());
        trunk.add(new Linear("fc1", map, hidden, Bias.WITH));
        trunk.add(new Rectifier(leak));
        List<Layer> recogniser = List.of(
                new Linear("fc1", hidden, hidden, Bias.WITH),
                new Rectifier(leak),
                new Linear("out", hidden, latent.outputs(), Bias.WITH));
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", hidden, 1, Bias.WITH)),
                config.spectralNorm() ? Spectral.all(recogniser) : recogniser,
                PixelRange.UNIT);
    }

    private static void normed(List<Layer> layers, Layer map, String norm, int features, double leak) {
        layers.add(map);
        layers.add(new Rectifier(leak));
        layers.add(new BatchNorm(norm, features));
    }
}
