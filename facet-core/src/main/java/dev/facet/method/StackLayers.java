package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.family.Families;
import dev.facet.model.layer.BatchNorm;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.MaxPool;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.Sequential;
import dev.facet.model.layer.Sigmoid;
import dev.facet.model.layer.Spectral;
import dev.facet.model.layer.Start;
import dev.facet.model.layer.Tanh;

/**
 * The networks of a stacked GAN. Level 0 has the networks of a family, with features as G's input instead of noise.
 * Level 1 and the encoder follow the book "Advanced Deep Learning with Keras" (Atienza 2018, chapter 6). With the
 * book's codes G1 has 431,360 parameters; at width 32 the encoder and its head have 844,234.
 */
final class StackLayers {
    /** The number of features. */
    static final int FEATURES = 256;

    private static final int HIDDEN = 512;

    private StackLayers() {}

    /** The networks of both levels. Level 0 is of the configured family, with features in place of noise. */
    static Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        StackCodes codes = StackCodes.of(latent);
        if (shape.height() % 4 != 0 || shape.width() % 4 != 0) {
            throw new UsageException("method stackedgan takes images of a multiple of 4 pixels; the data is " + shape
                    + ". Bring it to 28×28 with `--set data.resolution=28`.");
        }
        LatentSpec below = new LatentSpec(new Noise(FEATURES, Noise.Distribution.NORMAL), List.of(codes.z0()));
        Architecture lower = Families.architecture(config, below, shape);
        Architecture both = lower.withRecogniser(recogniser(lower.features(), codes.z0()));
        return upper(config, codes, shape, both).composed(new Stack(codes));
    }

    private static Architecture upper(ModelConfig config, StackCodes codes, Shape shape, Architecture lower) {
        List<Layer> generator = new ArrayList<>();
        rectified(generator, "fc1", codes.classes().width() + codes.z1().width(), HIDDEN);
        generator.add(BatchNorm.keras("bn1", HIDDEN));
        rectified(generator, "fc2", HIDDEN, HIDDEN);
        generator.add(BatchNorm.keras("bn2", HIDDEN));
        rectified(generator, "fc3", HIDDEN, FEATURES);

        List<Layer> trunk = new ArrayList<>();
        rectified(trunk, "fc1", FEATURES, FEATURES);
        rectified(trunk, "fc2", FEATURES, FEATURES);

        int channels = 2 * config.width();
        List<Layer> encoder = new ArrayList<>();
        int before = shape.channels();
        for (int i = 1; i <= 2; i++) {
            encoder.add(new SameConvolution("conv" + i, before, channels, 3, 1, Bias.WITH, Start.GLOROT));
            encoder.add(new Rectifier(0));
            encoder.add(new MaxPool());
            before = channels;
        }
        encoder.add(new Flatten());
        rectified(encoder, "fc1", shape.height() / 4 * (shape.width() / 4) * channels, FEATURES);
        Sequential sees = Sequential.of(new long[] {FEATURES}, normalised(config, trunk));
        Sequential encodes = Sequential.of(new long[] {shape.channels(), shape.height(), shape.width()}, encoder);
        return lower.with(
                        Stack.GENERATOR,
                        Sequential.of(
                                new long[] {codes.classes().width() + codes.z1().width()}, generator))
                .with(Stack.TRUNK, sees)
                .with(Stack.SOURCE, sees.then(normalised(config, List.of(linear("out", FEATURES, 1)))))
                .with(Stack.RECOGNISER, sees.then(recogniser(FEATURES, codes.z1())))
                .with(Stack.ENCODER, encodes)
                .with(
                        Stack.CLASSES,
                        encodes.then(
                                List.of(linear("out", FEATURES, codes.classes().size()))));
    }

    private static List<Layer> normalised(ModelConfig config, List<Layer> layers) {
        return config.spectralNorm() ? Spectral.all(layers) : layers;
    }

    /** Q's head for a code. If a sigmoid or tanh covers the code's range, it bounds the output. */
    private static List<Layer> recogniser(int inputs, Code.Continuous code) {
        Linear out = linear("out", inputs, code.size());
        if (code instanceof Code.Uniform uniform && uniform.low() >= 0 && uniform.high() <= 1) {
            return List.of(out, new Sigmoid());
        }
        boolean within = code instanceof Code.Uniform uniform && uniform.low() >= -1 && uniform.high() <= 1;
        boolean mostly = code instanceof Code.Normal normal && normal.std() <= 0.5;
        return within || mostly ? List.of(out, new Tanh()) : List.of(out);
    }

    private static void rectified(List<Layer> layers, String name, int inputs, int outputs) {
        layers.add(linear(name, inputs, outputs));
        layers.add(new Rectifier(0));
    }

    private static Linear linear(String name, int inputs, int outputs) {
        return new Linear(name, inputs, outputs, Bias.WITH, Start.GLOROT);
    }
}
