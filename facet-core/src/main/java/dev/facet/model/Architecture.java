package dev.facet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.model.Layer.Bias;

/**
 * The networks of a method as lists of layers: a generator, the trunk of D, D's head and Q's.
 *
 * @param generator {@code [N, latent width]} to images
 * @param trunk images to features
 * @param source features to one number: real or generated
 * @param recogniser features to {@link LatentSpec#outputs()} numbers
 * @param label one-hot classes {@code [N, k]} to one channel that D's trunk takes beside those of the image; empty
 *     where D is not told the class
 * @param recognition whose features Q reads
 * @param scaling what the generator's last layer makes, and the trunk expects
 * @param contrast two images beside each other, as channels, to a number for each code that they may share; empty where
 *     nothing asks that
 * @param stack the level above, where the generator makes images of features; {@code recogniser} then tells code z0
 *     alone
 */
public record Architecture(
        List<Layer> generator,
        List<Layer> trunk,
        List<Layer> source,
        List<Layer> recogniser,
        List<Layer> label,
        Recognition recognition,
        Scaling scaling,
        List<Layer> contrast,
        Optional<StackLayers> stack) {
    /** Where Q's features come from. */
    public enum Recognition {
        /** Q shares D's trunk, as in InfoGAN. */
        SHARED,
        /** Q has a trunk of its own, of the same layers. */
        SEPARATE,
        /** There is no Q. */
        NONE
    }

    public Architecture {
        generator = List.copyOf(generator);
        trunk = List.copyOf(trunk);
        source = List.copyOf(source);
        recogniser = List.copyOf(recogniser);
        label = List.copyOf(label);
        contrast = List.copyOf(contrast);
    }

    /** Networks of one level. */
    Architecture(
            List<Layer> generator,
            List<Layer> trunk,
            List<Layer> source,
            List<Layer> recogniser,
            List<Layer> label,
            Recognition recognition,
            Scaling scaling) {
        this(generator, trunk, source, recogniser, label, recognition, scaling, List.of(), Optional.empty());
    }

    /** The networks of an InfoGAN. */
    Architecture(
            List<Layer> generator, List<Layer> trunk, List<Layer> source, List<Layer> recogniser, Scaling scaling) {
        this(generator, trunk, source, recogniser, List.of(), Recognition.SHARED, scaling);
    }

    /** The networks of an InfoGAN that {@code config} asks for. */
    public static Architecture of(ModelConfig config, LatentSpec latent, Shape shape) {
        Architecture plain = ofFamily(config, latent, shape);
        return config.spectralNorm() ? plain.normalised() : plain;
    }

    private Architecture normalised() {
        return new Architecture(
                generator,
                Layer.Spectral.all(trunk),
                Layer.Spectral.all(source),
                recogniser,
                label,
                recognition,
                scaling,
                contrast,
                stack);
    }

    private static Architecture ofFamily(ModelConfig config, LatentSpec latent, Shape shape) {
        if (shape instanceof SequenceShape sequence) {
            if (config.family() != ModelConfig.Family.SEQUENCE) {
                throw new UsageException("the data is sequences, " + shape + ", and model.family is one for"
                        + " images. Add `--preset sequences` or `--set model.family=sequence`.");
            }
            return SequenceNetworks.architecture(config, latent, sequence);
        }
        return switch (config.family()) {
            case DCGAN -> Dcgan.architecture(config, latent, shape);
            case INFOGAN_MNIST -> InfoGanMnist.architecture(config, latent, shape);
            case INFOGAN_SVHN -> InfoGanTables.svhn(config, latent, shape);
            case INFOGAN_FACES -> InfoGanTables.faces(config, latent, shape);
            case INFOGAN_CHAIRS -> InfoGanTables.chairs(config, latent, shape);
            case KERAS_BLOG -> Tutorials.kerasBlog(config, latent, shape);
            case LSGAN_TUTORIAL, LSGAN_TUTORIAL_AS_PUBLISHED -> Tutorials.lsgan(config, latent, shape);
            case BOOK_MNIST -> BookMnist.architecture(config, latent, shape);
            case INFOGAN_CR -> InfoGanCrNetworks.architecture(config, latent, shape);
            case SEQUENCE ->
                throw new UsageException(
                        "model.family sequence takes sequences, numbers over time; the data is images, " + shape
                                + ". Use model.family dcgan, or say what the arrays are with `--set data.kind=sequences`.");
        };
    }

    /** The same with a trunk of Q's own. */
    public Architecture withSeparateRecogniser() {
        return new Architecture(generator, trunk, source, recogniser, label, Recognition.SEPARATE, scaling);
    }

    /** The lower of two levels: with a Q of those layers, and {@code upper} above it. */
    Architecture under(List<Layer> lowerRecogniser, StackLayers upper) {
        return new Architecture(
                generator, trunk, source, lowerRecogniser, label, recognition, scaling, contrast, Optional.of(upper));
    }

    /** The same without Q. */
    public Architecture withoutRecogniser() {
        return new Architecture(generator, trunk, source, List.of(), label, Recognition.NONE, scaling);
    }

    /** The same with a D that is told which of {@code classes} an image of {@code shape} is of, as one more channel. */
    public Architecture withLabel(int classes, Shape shape) {
        List<Layer> wider = trunkFor(1);
        List<Layer> embedding = List.of(
                new Layer.Linear("fc", classes, shape.height() * shape.width(), Bias.WITH),
                new Layer.Reshape(1, shape.height(), shape.width()));
        return new Architecture(generator, wider, source, recogniser, embedding, recognition, scaling);
    }

    /**
     * The same with an H of the trunk's layers, which takes two images beside each other and says which of
     * {@code codes} they share (InfoGAN-CR).
     */
    public Architecture withContrast(int codes) {
        int channels = trunk.stream()
                .filter(layer -> !layer.weights().isEmpty())
                .mapToInt(layer -> (int) layer.weights().get(0).shape()[1])
                .findFirst()
                .orElseThrow();
        int features = ((Layer.Linear) source.get(0).plain()).inputs();
        List<Layer> pairs = trunkFor(channels);
        pairs.add(new Layer.Linear("share", features, codes, Bias.WITH));
        return new Architecture(generator, trunk, source, recogniser, label, recognition, scaling, pairs, stack);
    }

    /** The trunk for so many more channels. */
    private List<Layer> trunkFor(int more) {
        List<Layer> wider = new ArrayList<>(trunk);
        for (int i = 0; i < wider.size(); i++) {
            Layer layer = withInputs(wider.get(i), more);
            if (layer != wider.get(i)) {
                wider.set(i, layer);
                break;
            }
        }
        return wider;
    }

    private static Layer withInputs(Layer layer, int more) {
        if (layer instanceof Layer.Spectral spectral) {
            Layer wider = withInputs(spectral.plain(), more);
            return wider == spectral.plain() ? layer : new Layer.Spectral(wider);
        }
        if (layer instanceof Layer.Convolution c) {
            return new Layer.Convolution(c.name(), c.inputs() + more, c.outputs(), c.bias());
        }
        if (layer instanceof Layer.TimeConvolution c) {
            return new Layer.TimeConvolution(c.name(), c.inputs() + more, c.outputs(), c.bias());
        }
        return layer instanceof Layer.SameConvolution c
                ? new Layer.SameConvolution(
                        c.name(), c.inputs() + more, c.outputs(), c.kernel(), c.stride(), c.bias(), c.start())
                : layer;
    }

    /** Q's own layers as every InfoGAN has them: a hidden layer of 128 and the outputs. */
    static List<Layer> recogniserHead(int features, LatentSpec latent, double leak) {
        return List.of(
                new Layer.Linear("fc1", features, 128, Bias.WITHOUT),
                new Layer.BatchNorm("bn1", 128),
                new Layer.Rectifier(leak),
                new Layer.Linear("out", 128, latent.outputs(), Bias.WITH));
    }

    /** A layer's layers with their activation: appended in the order linear map, batch normalisation, rectifier. */
    static void block(List<Layer> layers, Layer map, String norm, int features, double leak) {
        layers.add(map);
        if (!norm.isEmpty()) {
            layers.add(new Layer.BatchNorm(norm, features));
        }
        layers.add(new Layer.Rectifier(leak));
    }

    static List<Layer> layers() {
        return new ArrayList<>();
    }
}
