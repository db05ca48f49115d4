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
import dev.facet.model.layer.ChannelDropout;
import dev.facet.model.layer.Convolution;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.SameTransposedConvolution;
import dev.facet.model.layer.Start;
import dev.facet.model.layer.Tanh;
import dev.facet.model.layer.TransposedConvolution;
import dev.facet.model.layer.Upsample;

/** The networks of two tutorials from which many InfoGANs are copied. Both are for 28×28 images and end in a tanh. */
final class Tutorials {
    static final NetworkFamily KERAS_BLOG = NetworkFamily.of("keras-blog", Tutorials::kerasBlog);
    static final NetworkFamily LSGAN = NetworkFamily.of(
            "lsgan-tutorial",
            (config, latent, shape) ->
                    lsgan(config, latent, shape, (name, features) -> new BatchNorm(name, features, 0.2, 1e-5)));
    static final NetworkFamily LSGAN_AS_PUBLISHED = NetworkFamily.of(
            "lsgan-tutorial-as-published",
            (config, latent, shape) ->
                    lsgan(config, latent, shape, (name, features) -> new BatchNorm(name, features, 0.1, 0.8)));

    private Tutorials() {}

    /** Creates a batch normalisation from its name and its number of features. */
    private interface Norm {
        BatchNorm of(String name, int features);
    }

    /**
     * The Keras tutorial. G has two fully connected layers and three transposed 4×4 convolutions, the last with stride
     * 1, with leaky rectifiers. D is the InfoGAN paper's, but has batch normalisation in its first layer as well. At
     * width 64 D has the tutorial's 64 and 128 channels, and G 64 and 32.
     */
    private static Architecture kerasBlog(ModelConfig config, LatentSpec latent, Shape shape) {
        require(shape, "keras-blog");
        int w = config.width();
        double leak = config.leak();
        int map = shape.height() / 4;
        int top = map * map * 2 * w;
        List<Layer> generator = new ArrayList<>();
        Blocks.block(generator, new Linear("fc1", latent.width(), 16 * w, Bias.WITHOUT), "bn1", 16 * w, leak);
        Blocks.block(generator, new Linear("fc2", 16 * w, top, Bias.WITHOUT), "bn2", top, leak);
        generator.add(new Reshape(2 * w, map, map));
        Blocks.block(generator, new TransposedConvolution("up1", 2 * w, w, Bias.WITHOUT), "bn3", w, leak);
        Blocks.block(generator, new TransposedConvolution("up2", w, w / 2, Bias.WITHOUT), "bn4", w / 2, leak);
        generator.add(new SameTransposedConvolution("up3", w / 2, shape.channels(), 4, 1, Bias.WITH, Start.NORMAL));
        generator.add(new Tanh());

        boolean norm = config.discriminatorBatchNorm();
        Bias bias = norm ? Bias.WITHOUT : Bias.WITH;
        List<Layer> trunk = new ArrayList<>();
        Blocks.block(trunk, new Convolution("conv1", shape.channels(), w, bias), norm ? "bn1" : "", w, leak);
        Blocks.block(trunk, new Convolution("conv2", w, 2 * w, bias), norm ? "bn2" : "", 2 * w, leak);
        trunk.add(new Flatten());
        Blocks.block(trunk, new Linear("fc1", top, 16 * w, bias), norm ? "bn3" : "", 16 * w, leak);
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", 16 * w, 1, Bias.WITH)),
                Blocks.recogniserHead(16 * w, latent, leak),
                PixelRange.SYMMETRIC);
    }

    /**
     * The PyTorch tutorial. G repeats pixels and convolves 3×3. D has four blocks of a 3×3 convolution with stride 2,
     * rectifier, channel dropout and batch normalisation.
     *
     * <p>The tutorial gives all batch normalisations of D except the first an epsilon of 0.8, where it means a momentum
     * of 0.8. As a result, features of small variance, such as those of starting weights, stay small. The family as
     * published keeps the epsilon; the other family has the momentum.
     *
     * <p>The width is that of D's first layer, 16; G is 4 and 8 times as wide. An odd border is at the right and the
     * bottom here, at the left and the top in the tutorial.
     */
    private static Architecture lsgan(ModelConfig config, LatentSpec latent, Shape shape, Norm norm) {
        require(shape, "lsgan-tutorial");
        int w = config.width();
        double leak = config.leak();
        int map = shape.height() / 4;
        List<Layer> generator = new ArrayList<>();
        generator.add(new Linear("fc1", latent.width(), map * map * 8 * w, Bias.WITH));
        generator.add(new Reshape(8 * w, map, map));
        generator.add(new BatchNorm("bn1", 8 * w));
        generator.add(new Upsample());
        generator.add(same("conv1", 8 * w, 8 * w, 1));
        generator.add(norm.of("bn2", 8 * w));
        generator.add(new Rectifier(leak));
        generator.add(new Upsample());
        generator.add(same("conv2", 8 * w, 4 * w, 1));
        generator.add(norm.of("bn3", 4 * w));
        generator.add(new Rectifier(leak));
        generator.add(same("conv3", 4 * w, shape.channels(), 1));
        generator.add(new Tanh());

        List<Layer> trunk = new ArrayList<>();
        int before = shape.channels();
        int side = shape.height();
        for (int i = 1; i <= 4; i++) {
            int after = w << (i - 1);
            trunk.add(same("conv" + i, before, after, 2));
            trunk.add(new Rectifier(leak));
            trunk.add(new ChannelDropout(0.25));
            if (i > 1 && config.discriminatorBatchNorm()) {
                trunk.add(norm.of("bn" + i, after));
            }
            before = after;
            side = (side + 1) / 2;
        }
        trunk.add(new Flatten());
        int features = side * side * before;
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", features, 1, Bias.WITH)),
                List.of(new Linear("out", features, latent.outputs(), Bias.WITH)),
                PixelRange.SYMMETRIC);
    }

    private static Layer same(String name, int inputs, int outputs, int stride) {
        return new SameConvolution(name, inputs, outputs, 3, stride, Bias.WITH, Start.NORMAL);
    }

    private static void require(Shape shape, String family) {
        if (shape.height() != shape.width() || shape.height() % 4 != 0 || shape.height() > 128) {
            throw new UsageException(
                    "model.family " + family + " takes square images of a multiple of 4 pixels, up to 128;"
                            + " the data is " + shape + ". Bring it to 28×28 with `--set data.resolution=28`.");
        }
    }
}
