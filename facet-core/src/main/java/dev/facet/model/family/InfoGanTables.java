package dev.facet.model.family;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.LatentSpec;
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
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.SameTransposedConvolution;
import dev.facet.model.layer.Sigmoid;
import dev.facet.model.layer.Start;
import dev.facet.model.layer.Tanh;
import dev.facet.model.layer.TransposedConvolution;

/**
 * The networks of the InfoGAN paper (Chen et al. 2016, appendix C) for SVHN and CelebA, faces and chairs.
 * {@link InfoGanMnist} has those for MNIST. The default width is the paper's 64; all other layers scale with it. Layers
 * before batch normalisation have no bias.
 */
final class InfoGanTables {
    static final NetworkFamily SVHN = NetworkFamily.of("infogan-svhn", InfoGanTables::svhn);
    static final NetworkFamily FACES = NetworkFamily.of("infogan-faces", InfoGanTables::faces);
    static final NetworkFamily CHAIRS = NetworkFamily.of("infogan-chairs", InfoGanTables::chairs);

    private InfoGanTables() {}

    /**
     * Tables 2 and 3, 32×32: SVHN, and CelebA, whose table the paper titles SVHN. G normalises only its first two
     * layers and ends in a tanh.
     */
    private static Architecture svhn(ModelConfig config, LatentSpec latent, Shape shape) {
        require(shape, 32, "infogan-svhn");
        int w = config.width();
        List<Layer> generator = new ArrayList<>();
        int top = 2 * 2 * 7 * w;
        Blocks.block(generator, new Linear("fc1", latent.width(), top, Bias.WITHOUT), "bn1", top, 0);
        generator.add(new Reshape(7 * w, 2, 2));
        Blocks.block(generator, new TransposedConvolution("up1", 7 * w, 4 * w, Bias.WITHOUT), "bn2", 4 * w, 0);
        Blocks.block(generator, new TransposedConvolution("up2", 4 * w, 2 * w, Bias.WITH), "", 2 * w, 0);
        Blocks.block(generator, new TransposedConvolution("up3", 2 * w, w, Bias.WITH), "", w, 0);
        generator.add(new TransposedConvolution("up4", w, shape.channels(), Bias.WITH));
        generator.add(new Tanh());

        List<Layer> trunk = new ArrayList<>();
        down(trunk, config, 1, shape.channels(), w);
        down(trunk, config, 2, w, 2 * w);
        down(trunk, config, 3, 2 * w, 4 * w);
        trunk.add(new Flatten());
        int features = 4 * 4 * 4 * w;
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", features, 1, Bias.WITH)),
                Blocks.recogniserHead(features, latent, config.leak()),
                PixelRange.SYMMETRIC);
    }

    /** Tables 4 and 5, 32×32: the MNIST networks at another size, but Q's head is a single layer. */
    private static Architecture faces(ModelConfig config, LatentSpec latent, Shape shape) {
        require(shape, 32, "infogan-faces");
        int w = config.width();
        List<Layer> generator = new ArrayList<>();
        int map = generatorTop(generator, latent, 16 * w, 2 * w);
        Blocks.block(generator, new TransposedConvolution("up1", 2 * w, w, Bias.WITHOUT), "bn3", w, 0);
        generator.add(new TransposedConvolution("up2", w, shape.channels(), Bias.WITH));
        generator.add(new Sigmoid());

        List<Layer> trunk = new ArrayList<>();
        down(trunk, config, 1, shape.channels(), w);
        down(trunk, config, 2, w, 2 * w);
        return heads(generator, trunk, config, latent, shape, map * map * 2 * w, 3);
    }

    /**
     * Tables 6 and 7, 64×64. The G in the table would make 32×32 images. Here its second transposed convolution has
     * stride 2, the same correction as in Raiman's implementation of the paper.
     */
    private static Architecture chairs(ModelConfig config, LatentSpec latent, Shape shape) {
        require(shape, 64, "infogan-chairs");
        int w = config.width();
        List<Layer> generator = new ArrayList<>();
        generatorTop(generator, latent, 16 * w, 4 * w);
        Blocks.block(
                generator,
                new SameTransposedConvolution("up1", 4 * w, 4 * w, 4, 1, Bias.WITHOUT, Start.NORMAL),
                "bn3",
                4 * w,
                0);
        Blocks.block(generator, new TransposedConvolution("up2", 4 * w, 4 * w, Bias.WITHOUT), "bn4", 4 * w, 0);
        Blocks.block(generator, new TransposedConvolution("up3", 4 * w, 2 * w, Bias.WITHOUT), "bn5", 2 * w, 0);
        Blocks.block(generator, new TransposedConvolution("up4", 2 * w, w, Bias.WITHOUT), "bn6", w, 0);
        generator.add(new SameTransposedConvolution("up5", w, shape.channels(), 4, 1, Bias.WITH, Start.NORMAL));
        generator.add(new Sigmoid());

        List<Layer> trunk = new ArrayList<>();
        down(trunk, config, 1, shape.channels(), w);
        down(trunk, config, 2, w, 2 * w);
        down(trunk, config, 3, 2 * w, 4 * w);
        for (int i = 4; i <= 5; i++) {
            Blocks.block(
                    trunk,
                    new SameConvolution("conv" + i, 4 * w, 4 * w, 4, 1, bias(config), Start.NORMAL),
                    config.discriminatorBatchNorm() ? "bn" + i : "",
                    4 * w,
                    config.leak());
        }
        return heads(generator, trunk, config, latent, shape, 8 * 8 * 4 * w, 6);
    }

    /** Adds two fully connected layers that end in an 8×8 map; returns the side of the map. */
    private static int generatorTop(List<Layer> generator, LatentSpec latent, int hidden, int channels) {
        int top = 8 * 8 * channels;
        Blocks.block(generator, new Linear("fc1", latent.width(), hidden, Bias.WITHOUT), "bn1", hidden, 0);
        Blocks.block(generator, new Linear("fc2", hidden, top, Bias.WITHOUT), "bn2", top, 0);
        generator.add(new Reshape(channels, 8, 8));
        return 8;
    }

    /** Adds a convolution that halves the image. The first has no batch normalisation. */
    private static void down(List<Layer> trunk, ModelConfig config, int number, int from, int to) {
        boolean norm = config.discriminatorBatchNorm() && number > 1;
        Blocks.block(
                trunk,
                new Convolution("conv" + number, from, to, norm ? Bias.WITHOUT : Bias.WITH),
                norm ? "bn" + number : "",
                to,
                config.leak());
    }

    /** Adds the fully connected layer of the trunk, with number {@code number}, and one layer each for D and Q. */
    private static Architecture heads(
            List<Layer> generator,
            List<Layer> trunk,
            ModelConfig config,
            LatentSpec latent,
            Shape shape,
            int map,
            int number) {
        int hidden = 16 * config.width();
        trunk.add(new Flatten());
        Blocks.block(
                trunk,
                new Linear("fc1", map, hidden, bias(config)),
                config.discriminatorBatchNorm() ? "bn" + number : "",
                hidden,
                config.leak());
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", hidden, 1, Bias.WITH)),
                List.of(new Linear("out", hidden, latent.outputs(), Bias.WITH)),
                PixelRange.UNIT);
    }

    private static Bias bias(ModelConfig config) {
        return config.discriminatorBatchNorm() ? Bias.WITHOUT : Bias.WITH;
    }

    private static void require(Shape shape, int side, String family) {
        if (shape.height() != side || shape.width() != side) {
            throw new UsageException("model.family " + family + " is the paper's network for " + side + "×" + side
                    + " images; the data is " + shape + ". Bring it to that size with `--set data.resolution=" + side
                    + "`, or use `--set model.family=dcgan`.");
        }
    }
}
