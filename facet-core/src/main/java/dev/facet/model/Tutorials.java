package dev.facet.model;

import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Layer.Bias;
import dev.facet.model.Layer.Start;

/** The networks of two tutorials that many InfoGANs were copied from, both for 28×28 images, both ending in a tanh. */
final class Tutorials {
    private Tutorials() {}

    /**
     * For Keras: two fully connected layers and three transposed 4×4 convolutions, the last with stride 1; D as the
     * paper's, with batch normalisation in its first layer, too. Leaky rectifiers in G as well. At width 64 D has the
     * tutorial's 64 and 128 channels, and G 64 and 32.
     */
    static Architecture kerasBlog(ModelConfig config, LatentSpec latent, Shape shape) {
        require(shape, "keras-blog");
        int w = config.width();
        double leak = config.leak();
        int map = shape.height() / 4;
        int top = map * map * 2 * w;
        List<Layer> generator = Architecture.layers();
        Architecture.block(
                generator, new Layer.Linear("fc1", latent.width(), 16 * w, Bias.WITHOUT), "bn1", 16 * w, leak);
        Architecture.block(generator, new Layer.Linear("fc2", 16 * w, top, Bias.WITHOUT), "bn2", top, leak);
        generator.add(new Layer.Reshape(2 * w, map, map));
        Architecture.block(generator, new Layer.TransposedConvolution("up1", 2 * w, w, Bias.WITHOUT), "bn3", w, leak);
        Architecture.block(
                generator, new Layer.TransposedConvolution("up2", w, w / 2, Bias.WITHOUT), "bn4", w / 2, leak);
        generator.add(
                new Layer.SameTransposedConvolution("up3", w / 2, shape.channels(), 4, 1, Bias.WITH, Start.NORMAL));
        generator.add(new Layer.Tanh());

        boolean norm = config.discriminatorBatchNorm();
        Bias bias = norm ? Bias.WITHOUT : Bias.WITH;
        List<Layer> trunk = Architecture.layers();
        Architecture.block(
                trunk, new Layer.Convolution("conv1", shape.channels(), w, bias), norm ? "bn1" : "", w, leak);
        Architecture.block(trunk, new Layer.Convolution("conv2", w, 2 * w, bias), norm ? "bn2" : "", 2 * w, leak);
        trunk.add(new Layer.Flatten());
        Architecture.block(trunk, new Layer.Linear("fc1", top, 16 * w, bias), norm ? "bn3" : "", 16 * w, leak);
        return new Architecture(
                generator,
                trunk,
                List.of(new Layer.Linear("out", 16 * w, 1, Bias.WITH)),
                Architecture.recogniserHead(16 * w, latent, leak),
                PixelRange.SYMMETRIC);
    }

    /**
     * For PyTorch: G repeats pixels and convolves 3×3; D convolves 3×3 with stride 2 four times and drops channels,
     * each block in the order convolution, rectifier, dropout, batch normalisation. The tutorial gives all but the
     * first of the latter an epsilon of 0.8, where it means a momentum: features of small variance, as those of new
     * weights are, remain small. The family as published has that, the other the momentum. The width is that of D's
     * first layer, 16; G is 4 and 8 times as wide. An odd border is at the right and the bottom here, at the left and
     * the top there.
     */
    static Architecture lsgan(ModelConfig config, LatentSpec latent, Shape shape) {
        require(shape, "lsgan-tutorial");
        int w = config.width();
        double leak = config.leak();
        int map = shape.height() / 4;
        List<Layer> generator = Architecture.layers();
        generator.add(new Layer.Linear("fc1", latent.width(), map * map * 8 * w, Bias.WITH));
        generator.add(new Layer.Reshape(8 * w, map, map));
        generator.add(new Layer.BatchNorm("bn1", 8 * w));
        generator.add(new Layer.Upsample());
        generator.add(same("conv1", 8 * w, 8 * w, 1));
        generator.add(norm(config, "bn2", 8 * w));
        generator.add(new Layer.Rectifier(leak));
        generator.add(new Layer.Upsample());
        generator.add(same("conv2", 8 * w, 4 * w, 1));
        generator.add(norm(config, "bn3", 4 * w));
        generator.add(new Layer.Rectifier(leak));
        generator.add(same("conv3", 4 * w, shape.channels(), 1));
        generator.add(new Layer.Tanh());

        List<Layer> trunk = Architecture.layers();
        int before = shape.channels();
        int side = shape.height();
        for (int i = 1; i <= 4; i++) {
            int after = w << (i - 1);
            trunk.add(same("conv" + i, before, after, 2));
            trunk.add(new Layer.Rectifier(leak));
            trunk.add(new Layer.ChannelDropout(0.25));
            if (i > 1 && config.discriminatorBatchNorm()) {
                trunk.add(norm(config, "bn" + i, after));
            }
            before = after;
            side = (side + 1) / 2;
        }
        trunk.add(new Layer.Flatten());
        int features = side * side * before;
        return new Architecture(
                generator,
                trunk,
                List.of(new Layer.Linear("out", features, 1, Bias.WITH)),
                List.of(new Layer.Linear("out", features, latent.outputs(), Bias.WITH)),
                PixelRange.SYMMETRIC);
    }

    private static Layer same(String name, int inputs, int outputs, int stride) {
        return new Layer.SameConvolution(name, inputs, outputs, 3, stride, Bias.WITH, Start.NORMAL);
    }

    private static Layer norm(ModelConfig config, String name, int features) {
        return config.family() == ModelConfig.Family.LSGAN_TUTORIAL
                ? new Layer.BatchNorm(name, features, 0.2, 1e-5)
                : new Layer.BatchNorm(name, features, 0.1, 0.8);
    }

    private static void require(Shape shape, String family) {
        if (shape.height() != shape.width() || shape.height() % 4 != 0 || shape.height() > 128) {
            throw new UsageException(
                    "model.family " + family + " takes square images of a multiple of 4 pixels, up to 128;"
                            + " the data is " + shape + ". Bring it to 28×28 with `--set data.resolution=28`.");
        }
    }
}
