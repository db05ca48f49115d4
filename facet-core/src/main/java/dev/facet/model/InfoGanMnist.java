package dev.facet.model;

import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Layer.Bias;

/**
 * The network of the InfoGAN paper for MNIST (Chen et al. 2016, table 1): 28×28 grey. With the paper's 74 latent
 * numbers G has 6,645,121 parameters, the trunk 6,556,992, D's head 1,025 and Q's 133,134: those of the paper but for
 * the biases that batch normalisation would take away again. The width is the paper's 64 unless configured; the fully
 * connected layers are 16 times as wide.
 */
final class InfoGanMnist {
    private InfoGanMnist() {}

    static Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        if (shape.channels() != 1 || shape.height() != 28 || shape.width() != 28) {
            throw new UsageException(
                    "model.family infogan-mnist is the paper's network for 28×28 grey images; the data is "
                            + shape + ". Use `--set model.family=dcgan`, or bring the data to 28×28 grey with"
                            + " `--set data.resolution=28 --set data.channels=1`.");
        }
        int w = config.width();
        double leak = config.leak();
        boolean norm = config.discriminatorBatchNorm();
        Bias bias = norm ? Bias.WITHOUT : Bias.WITH;

        List<Layer> generator = Architecture.layers();
        Architecture.block(generator, new Layer.Linear("fc1", latent.width(), 16 * w, Bias.WITHOUT), "bn1", 16 * w, 0);
        Architecture.block(
                generator, new Layer.Linear("fc2", 16 * w, 7 * 7 * 2 * w, Bias.WITHOUT), "bn2", 7 * 7 * 2 * w, 0);
        generator.add(new Layer.Reshape(2 * w, 7, 7));
        Architecture.block(generator, new Layer.TransposedConvolution("up1", 2 * w, w, Bias.WITHOUT), "bn3", w, 0);
        generator.add(new Layer.TransposedConvolution("up2", w, 1, Bias.WITH));
        generator.add(new Layer.Sigmoid());

        List<Layer> trunk = Architecture.layers();
        Architecture.block(trunk, new Layer.Convolution("conv1", 1, w, Bias.WITH), "", w, leak);
        Architecture.block(trunk, new Layer.Convolution("conv2", w, 2 * w, bias), norm ? "bn2" : "", 2 * w, leak);
        trunk.add(new Layer.Flatten());
        Architecture.block(
                trunk, new Layer.Linear("fc1", 7 * 7 * 2 * w, 16 * w, bias), norm ? "bn3" : "", 16 * w, leak);

        return new Architecture(
                generator,
                trunk,
                List.of(new Layer.Linear("out", 16 * w, 1, Bias.WITH)),
                Architecture.recogniserHead(16 * w, latent, leak),
                PixelRange.UNIT);
    }
}
