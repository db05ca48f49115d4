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
import dev.facet.model.layer.Resample;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.Start;
import dev.facet.model.layer.Tanh;
import dev.facet.model.layer.TransposedConvolution;

/**
 * The DCGAN family (Radford, Metz, Chintala 2016) as InfoGAN uses it. D's trunk has strided 4×4 convolutions down to a
 * map of at most 7×7 and one fully connected layer; the generator is its mirror image. The resolution decides the
 * depth: two stages for 28 pixels, three for 32, four for 64, five for 128. Channels double from {@code width} up to
 * eight times {@code width}.
 */
final class Dcgan implements NetworkFamily {
    /** With transposed convolutions. */
    static final Dcgan TRANSPOSED = new Dcgan("dcgan", false);
    /** With bilinear interpolation and 3×3 convolutions instead, which leave no checkerboard pattern. */
    static final Dcgan BILINEAR = new Dcgan("dcgan-bilinear", true);

    private static final int LARGEST_MAP = 7;
    private static final int WIDEST = 8;

    private final String name;
    private final boolean bilinear;

    private Dcgan(String name, boolean bilinear) {
        this.name = name;
        this.bilinear = bilinear;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean hasFullResolution() {
        return bilinear;
    }

    @Override
    public Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        int stages = stages(shape);
        int map = shape.height() >> stages;
        double leak = config.leak();
        int hidden = 8 * config.width();
        int top = channels(config, stages);

        List<Layer> generator = new ArrayList<>();
        Blocks.block(generator, new Linear("fc1", latent.width(), hidden, Bias.WITHOUT), "bn1", hidden, 0);
        Blocks.block(generator, new Linear("fc2", hidden, top * map * map, Bias.WITHOUT), "bn2", top * map * map, 0);
        generator.add(new Reshape(top, map, map));
        for (int stage = stages; stage > 1; stage--) {
            int from = channels(config, stage);
            int to = channels(config, stage - 1);
            int number = stages - stage + 1;
            Blocks.block(
                    generator, enlarging(generator, "up" + number, from, to, Bias.WITHOUT), "bn" + (number + 2), to, 0);
        }
        if (config.fullResolution()) {
            int narrow = Math.max(1, config.width() / 2);
            Layer last = enlarging(generator, "up" + stages, channels(config, 1), narrow, Bias.WITHOUT);
            Blocks.block(generator, last, "bn" + (stages + 2), narrow, 0);
            generator.add(new SameConvolution("image", narrow, shape.channels(), 3, 1, Bias.WITH, Start.NORMAL));
        } else {
            generator.add(enlarging(generator, "up" + stages, channels(config, 1), shape.channels(), Bias.WITH));
        }
        generator.add(new Tanh());

        List<Layer> trunk = new ArrayList<>();
        boolean norm = config.discriminatorBatchNorm();
        Start start = norm ? Start.NORMAL : Blocks.beforeRectifier(leak);
        for (int stage = 1; stage <= stages; stage++) {
            int from = stage == 1 ? shape.channels() : channels(config, stage - 1);
            int to = channels(config, stage);
            Blocks.block(
                    trunk,
                    new Convolution("conv" + stage, from, to, norm && stage > 1 ? Bias.WITHOUT : Bias.WITH, start),
                    norm && stage > 1 ? "bn" + stage : "",
                    to,
                    leak);
        }
        trunk.add(new Flatten());
        Blocks.block(
                trunk,
                new Linear("fc1", top * map * map, hidden, norm ? Bias.WITHOUT : Bias.WITH, start),
                norm ? "bn" + (stages + 1) : "",
                hidden,
                leak);

        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", hidden, 1, Bias.WITH)),
                Blocks.recogniserHead(hidden, latent, leak),
                PixelRange.SYMMETRIC);
    }

    /** A layer that doubles height and width, or that follows an interpolation which does and is appended here. */
    private Layer enlarging(List<Layer> layers, String name, int from, int to, Bias bias) {
        if (!bilinear) {
            return new TransposedConvolution(name, from, to, bias);
        }
        layers.add(new Resample(true));
        return new SameConvolution(name, from, to, 3, 1, bias, Start.NORMAL);
    }

    private static int channels(ModelConfig config, int stage) {
        return config.width() * Math.min(WIDEST, 1 << (stage - 1));
    }

    private int stages(Shape shape) {
        if (shape.height() != shape.width() || shape.height() < 28 || shape.height() > 128) {
            throw unsupported(shape);
        }
        int side = shape.height();
        int stages = 0;
        while (side > LARGEST_MAP) {
            if (side % 2 != 0) {
                throw unsupported(shape);
            }
            side /= 2;
            stages++;
        }
        return stages;
    }

    private UsageException unsupported(Shape shape) {
        return new UsageException(
                "model.family " + name + " takes square images of 28 to 128 pixels that halve down to at most 7"
                        + " (28, 32, 40, 48, 56, 64, 80, 96, 112, 128); the data is " + shape
                        + ". Bring it to one of these with `--set data.resolution=64`.");
    }
}
