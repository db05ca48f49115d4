package dev.facet.model.family;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.ChannelScaling;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Presence;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.TimeConvolution;
import dev.facet.model.layer.TimeTransposedConvolution;

/**
 * Networks for sequences, built like those of {@link Dcgan} for images. D's trunk has three convolutions over time with
 * kernel 4 and stride 2, down to an eighth of the length, and one fully connected layer; the generator is its mirror
 * image. Channels double from {@code width} up to four times {@code width}. The generator's output is unbounded,
 * because the values of a sequence have no bounds. Sequences with lengths of their own end by {@link Presence}.
 */
final class SequenceNetworks implements NetworkFamily {
    private static final int STAGES = 3;
    private static final int SHORTEST = 2 << STAGES;
    private static final int LONGEST = 1024;

    @Override
    public String name() {
        return "sequence";
    }

    @Override
    public boolean forSequences() {
        return true;
    }

    @Override
    public Architecture architecture(ModelConfig config, LatentSpec latent, Shape items) {
        SequenceShape shape = (SequenceShape) items;
        int length = shape.length();
        if (length % (1 << STAGES) != 0 || length < SHORTEST || length > LONGEST) {
            throw new UsageException("model.family sequence takes sequences of " + SHORTEST + " to " + LONGEST
                    + " points in time, a multiple of 8; the data is brought to " + length
                    + ". Choose another length, such as `--set data.resolution=64`.");
        }
        int map = length >> STAGES;
        double leak = config.leak();
        int hidden = 8 * config.width();
        int top = config.width() << (STAGES - 1);

        List<Layer> generator = new ArrayList<>();
        Blocks.block(generator, new Linear("fc1", latent.width(), hidden, Bias.WITHOUT), "bn1", hidden, 0);
        Blocks.block(generator, new Linear("fc2", hidden, top * map, Bias.WITHOUT), "bn2", top * map, 0);
        generator.add(new Reshape(top, 1, map));
        int from = top;
        for (int stage = 1; stage < STAGES; stage++) {
            Blocks.block(
                    generator,
                    new TimeTransposedConvolution("up" + stage, from, from / 2, Bias.WITHOUT),
                    "bn" + (stage + 2),
                    from / 2,
                    0);
            from /= 2;
        }
        generator.add(new TimeTransposedConvolution("up" + STAGES, from, shape.channels(), Bias.WITH));
        if (shape.masked()) {
            generator.add(new Presence());
        }

        List<Layer> trunk = new ArrayList<>();
        boolean norm = config.discriminatorBatchNorm();
        from = shape.channels();
        for (int stage = 1; stage <= STAGES; stage++) {
            int to = config.width() << (stage - 1);
            boolean normed = norm && stage > 1;
            Blocks.block(
                    trunk,
                    new TimeConvolution("conv" + stage, from, to, normed ? Bias.WITHOUT : Bias.WITH),
                    normed ? "bn" + stage : "",
                    to,
                    leak);
            from = to;
        }
        trunk.add(new Flatten());
        Blocks.block(
                trunk,
                new Linear("fc1", top * map, hidden, norm ? Bias.WITHOUT : Bias.WITH),
                norm ? "bn" + (STAGES + 1) : "",
                hidden,
                leak);
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(new Linear("out", hidden, 1, Bias.WITH)),
                Blocks.recogniserHead(hidden, latent, leak),
                ChannelScaling.of(shape));
    }
}
