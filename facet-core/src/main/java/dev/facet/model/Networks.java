package dev.facet.model;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;

/**
 * The networks of an {@link Architecture} with their weights. Holds native memory; whoever makes it closes it.
 *
 * @param recognition the networks that lead from an image to Q's outputs, in order: the trunk, which D shares or which
 *     is Q's own, and Q; empty where there is no Q
 * @param embedding what makes a class a channel for D's trunk, where D is told the class
 * @param contrast H, which tells of two images beside each other which code they share, where there is one
 * @param stack the level above, if there is one; {@code generator} then makes images of features and code z0, and Q
 *     finds z0
 */
public record Networks(
        Network generator,
        Network trunk,
        Network source,
        List<Network> recognition,
        @Nullable Network embedding,
        @Nullable Network contrast,
        Scaling scaling,
        @Nullable Stack stack)
        implements AutoCloseable {
    public Networks {
        recognition = List.copyOf(recognition);
    }

    /** Allocates the networks, all weights zero. */
    public static Networks of(Architecture architecture, boolean bf16) {
        Network trunk = new Network("trunk", architecture.trunk(), bf16);
        List<Network> recognition = switch (architecture.recognition()) {
            case SHARED -> List.of(trunk, new Network("recogniser", architecture.recogniser(), bf16));
            case SEPARATE ->
                List.of(
                        new Network("recogniser-trunk", architecture.trunk(), bf16),
                        new Network("recogniser", architecture.recogniser(), bf16));
            case NONE -> List.of();
        };
        return new Networks(
                new Network("generator", architecture.generator(), bf16),
                trunk,
                new Network("source", architecture.source(), bf16),
                recognition,
                architecture.label().isEmpty() ? null : new Network("label", architecture.label(), bf16),
                architecture.contrast().isEmpty() ? null : new Network("contrast", architecture.contrast(), bf16),
                architecture.scaling(),
                architecture.stack().map(layers -> Stack.of(layers, bf16)).orElse(null));
    }

    /** Gives every weight its starting value. */
    public void start(long seed) {
        all().forEach(network -> network.start(Draws.seed(seed, network.name())));
    }

    /** Each network once. */
    public List<Network> all() {
        List<Network> all = new ArrayList<>(List.of(generator, trunk, source));
        recognition.stream().filter(network -> network != trunk).forEach(all::add);
        if (embedding != null) {
            all.add(embedding);
        }
        if (contrast != null) {
            all.add(contrast);
        }
        if (stack != null) {
            all.addAll(stack.all());
        }
        return all;
    }

    /** Whether there is a Q. */
    public boolean recognises() {
        return !recognition.isEmpty();
    }

    /** Q without its trunk. */
    public Network recogniser() {
        if (recognition.isEmpty()) {
            throw new IllegalStateException("these networks have no recogniser");
        }
        return recognition.get(recognition.size() - 1);
    }

    /** What makes a class a channel for D's trunk. */
    public Network label() {
        if (embedding == null) {
            throw new IllegalStateException("D is not told the class in these networks");
        }
        return embedding;
    }

    /** H: what tells of two images which code they share. */
    public Network pairs() {
        if (contrast == null) {
            throw new IllegalStateException("there is no H in these networks");
        }
        return contrast;
    }

    /** The networks that make an image together. */
    public List<Network> generators() {
        return stack == null ? List.of(generator) : List.of(generator, stack.generator());
    }

    /** The level above. */
    public Stack upper() {
        if (stack == null) {
            throw new IllegalStateException("these networks have one level");
        }
        return stack;
    }

    /** Images {@code [N, c, h, w]} of latent rows {@code [N, width]}. */
    public Tensor generate(Tensor rows, Layer.Mode mode) {
        return stack == null
                ? generator.forward(rows, mode)
                : generator.forward(stack.below(stack.generate(rows, mode), rows), mode);
    }

    /** D's outputs for some images, in mode TWICE, so that their slope may be penalised. */
    public Tensor discriminate(Tensor images) {
        return source.forward(trunk.forward(images, Layer.Mode.TWICE), Layer.Mode.TWICE);
    }

    /** What Q's own layers say of a trunk's features: fp32 {@code [N, outputs]}. */
    public Tensor outputs(Tensor features, Layer.Mode mode) {
        return recogniser().forward(features, mode).to(ScalarType.Float);
    }

    /** What Q's own layers read, of images {@code [N, c, h, w]} in the networks' pixel range. */
    public Tensor features(Tensor images, Layer.Mode mode) {
        Tensor h = images;
        for (Network network : recognition.subList(0, recognition.size() - 1)) {
            h = network.forward(h, mode);
        }
        return h;
    }

    /** Q's outputs for some images. */
    public Tensor recognise(Tensor images, Layer.Mode mode) {
        return recognise(images, features(images, mode), mode);
    }

    /** Q's outputs for some images whose {@link #features} are known. */
    public Tensor recognise(Tensor images, Tensor features, Layer.Mode mode) {
        Tensor h = recogniser().forward(features, mode);
        return stack == null ? h : stack.outputs(images, h, mode);
    }

    @Override
    public void close() {
        all().forEach(Network::close);
    }
}
