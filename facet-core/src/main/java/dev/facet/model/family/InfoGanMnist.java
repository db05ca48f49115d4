package dev.facet.model.family;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.Check;
import dev.facet.config.DataConfig;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.Convolution;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.Sigmoid;
import dev.facet.model.layer.TransposedConvolution;

/**
 * The networks of the InfoGAN paper for MNIST (Chen et al. 2016, table 1): 28×28 grey. With the paper's 74 latent
 * numbers G has 6,645,121 parameters, the trunk 6,556,992, D's head 1,025 and Q's 133,134. These are the paper's
 * numbers without the biases that batch normalisation cancels. The default width is the paper's 64; the fully connected
 * layers are 16 times as wide.
 */
final class InfoGanMnist implements NetworkFamily {
    @Override
    public String name() {
        return "infogan-mnist";
    }

    @Override
    public void check(DataConfig data, Check check) {
        if (data.resolution() != 0 && data.resolution() != 28) {
            throw check.error("data.resolution", data.resolution(), "28, as model.family is infogan-mnist");
        }
        if (data.channels() == 3) {
            throw check.error("data.channels", 3, "1, as model.family is infogan-mnist");
        }
    }

    @Override
    public Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
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

        List<Layer> generator = new ArrayList<>();
        Blocks.block(generator, new Linear("fc1", latent.width(), 16 * w, Bias.WITHOUT), "bn1", 16 * w, 0);
        Blocks.block(generator, new Linear("fc2", 16 * w, 7 * 7 * 2 * w, Bias.WITHOUT), "bn2", 7 * 7 * 2 * w, 0);
        generator.add(new Reshape(2 * w, 7, 7));
        Blocks.block(generator, new TransposedConvolution("up1", 2 * w, w, Bias.WITHOUT), "bn3", w, 0);
        generator.add(new TransposedConvolution("up2", w, 1, Bias.WITH));
        generator.add(new Sigmoid());

        List<Layer> trunk = new ArrayList<>();
        Blocks.block(trunk, new Convolution("conv1", 1, w, Bias.WITH), "", w, leak);
        Blocks.block(trunk, new Convolution("conv2", w, 2 * w, bias), norm ? "bn2" : "", 2 * w, leak);
        trunk.add(new Flatten());
        Blocks.block(trunk, new Linear("fc1", 7 * 7 * 2 * w, 16 * w, bias), norm ? "bn3" : "", 16 * w, leak);

        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", 16 * w, 1, Bias.WITH)),
                Blocks.recogniserHead(16 * w, latent, leak),
                PixelRange.UNIT);
    }
}
