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
import dev.facet.model.layer.Resample;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.Residual;
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.Start;
import dev.facet.model.layer.Tanh;

/**
 * Residual networks after the design of R3GAN (Huang, Gokaslan, Kuleshov, Tompkin 2024). Each block has two 3×3
 * convolutions before activation. The last one starts at zero, so a block starts as the identity. Between
 * resolutions there is bilinear resampling and a 1×1 convolution. Height and width halve down to a map of at most 7.
 * Channels double from {@code width}, at half the resolution, up to eight times {@code width}. At the full
 * resolution, where blocks cost most, there is none. Only D's trunk may be normalised.
 */
final class ResidualNetworks implements NetworkFamily {
    private static final int LARGEST_MAP = 7;
    private static final int SMALLEST = 16;
    private static final int LARGEST = 256;
    private static final int WIDEST = 8;

    private static final Start BEFORE_RECTIFIER = Start.he(Math.sqrt(2));
    private static final Start LAST = Start.he(1);

    @Override
    public String name() {
        return "residual";
    }

    @Override
    public Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        int stages = stages(shape);
        int height = shape.height() >> stages;
        int width = shape.width() >> stages;
        int top = channels(config, stages);
        double leak = config.leak();

        List<Layer> generator = new ArrayList<>();
        generator.add(new Linear("fc", latent.width(), top * height * width, Bias.WITH, LAST));
        generator.add(new Reshape(top, height, width));
        for (int stage = stages; stage > 0; stage--) {
            int from = channels(config, stage);
            int number = stages - stage + 1;
            generator.add(block("block" + number, from, leak, Start.ZERO, false));
            generator.add(convolution("up" + number, from, channels(config, stage - 1), 1, LAST));
            generator.add(new Resample(true));
        }
        generator.add(new Rectifier(leak));
        generator.add(convolution("image", channels(config, 0), shape.channels(), 3, LAST));
        generator.add(new Tanh());

        // What is normalised has no zero to start from.
        boolean norm = config.discriminatorBatchNorm();
        Start last = config.spectralNorm() ? LAST : Start.ZERO;
        List<Layer> trunk = new ArrayList<>();
        trunk.add(new Convolution("image", shape.channels(), config.width(), Bias.WITH, LAST));
        for (int stage = 1; stage <= stages; stage++) {
            int from = channels(config, stage);
            trunk.add(block("block" + stage, from, leak, last, norm));
            if (stage < stages) {
                trunk.add(new Resample(false));
                trunk.add(convolution("down" + stage, from, channels(config, stage + 1), 1, LAST));
            }
        }
        trunk.add(new Rectifier(leak));
        trunk.add(new Flatten());
        int hidden = 8 * config.width();
        trunk.add(new Linear("fc", top * height * width, hidden, Bias.WITH, BEFORE_RECTIFIER));
        norm(trunk, norm, "bn", hidden);
        trunk.add(new Rectifier(leak));
        List<Layer> recogniser = new ArrayList<>();
        recogniser.add(new Linear("fc1", hidden, 128, Bias.WITH, BEFORE_RECTIFIER));
        norm(recogniser, norm, "bn1", 128);
        recogniser.add(new Rectifier(leak));
        recogniser.add(new Linear("out", 128, latent.outputs(), Bias.WITH, LAST));

        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", hidden, 1, Bias.WITH, LAST)),
                recogniser,
                PixelRange.SYMMETRIC);
    }

    private static Layer block(String name, int channels, double leak, Start last, boolean norm) {
        List<Layer> branch = new ArrayList<>();
        norm(branch, norm, "bn1", channels);
        branch.add(new Rectifier(leak));
        branch.add(convolution("conv1", channels, channels, 3, BEFORE_RECTIFIER));
        norm(branch, norm, "bn2", channels);
        branch.add(new Rectifier(leak));
        branch.add(convolution("conv2", channels, channels, 3, last));
        return new Residual(name, branch, List.of(), 1);
    }

    private static void norm(List<Layer> layers, boolean wanted, String name, int features) {
        if (wanted) {
            layers.add(new BatchNorm(name, features));
        }
    }

    private static Layer convolution(String name, int from, int to, int kernel, Start start) {
        return new SameConvolution(name, from, to, kernel, 1, Bias.WITH, start);
    }

    private static int channels(ModelConfig config, int stage) {
        return config.width() * Math.min(WIDEST, 1 << Math.max(0, stage - 1));
    }

    private static int stages(Shape shape) {
        int height = shape.height();
        int width = shape.width();
        int stages = 0;
        while ((height > LARGEST_MAP || width > LARGEST_MAP) && height % 2 == 0 && width % 2 == 0) {
            height /= 2;
            width /= 2;
            stages++;
        }
        boolean fits = Math.min(shape.height(), shape.width()) >= SMALLEST
                && Math.max(shape.height(), shape.width()) <= LARGEST
                && height <= LARGEST_MAP
                && width <= LARGEST_MAP;
        if (!fits) {
            throw new UsageException("model.family residual takes images of " + SMALLEST + " to " + LARGEST
                    + " pixels whose height and width halve down to at most " + LARGEST_MAP
                    + " (28, 32, 48, 64, 96, 128, 256); the data is " + shape
                    + ". Bring it to one of these with `--set data.resolution=64`.");
        }
        return stages;
    }
}
