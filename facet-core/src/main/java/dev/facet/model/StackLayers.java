package dev.facet.model;

import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Layer.Bias;
import dev.facet.model.Layer.Start;

/**
 * The upper level of a stacked GAN, and the encoder between the levels, as in the book "Advanced Deep Learning with
 * Keras" (Atienza 2018, chapter 6). With the book's codes G1 has 431,360 parameters, and, at width 32, the encoder
 * 844,234 with its head.
 *
 * @param generator class and z1 to features
 * @param trunk features to D1's hidden layer
 * @param source that to one number: of a real image or generated
 * @param recogniser that to z1
 * @param encoder images to features
 * @param head features to the logits of the classes
 */
public record StackLayers(
        StackCodes codes,
        List<Layer> generator,
        List<Layer> trunk,
        List<Layer> source,
        List<Layer> recogniser,
        List<Layer> encoder,
        List<Layer> head) {
    /** How many numbers the features are. */
    public static final int FEATURES = 256;

    private static final int HIDDEN = 512;

    /** Both levels; the lower one is of the configured family, fed features in place of noise. */
    public static Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        StackCodes codes = StackCodes.of(latent);
        if (shape.height() % 4 != 0 || shape.width() % 4 != 0) {
            throw new UsageException("method stackedgan takes images of a multiple of 4 pixels; the data is " + shape
                    + ". Bring it to 28×28 with `--set data.resolution=28`.");
        }
        LatentSpec below = new LatentSpec(new Noise(FEATURES, Noise.Distribution.NORMAL), List.of(codes.z0()));
        Architecture lower = Architecture.of(config, below, shape);
        int hidden = ((Layer.Linear) lower.source().get(0).plain()).inputs();
        return lower.under(recogniser(hidden, codes.z0()), of(config, codes, shape));
    }

    private static StackLayers of(ModelConfig config, StackCodes codes, Shape shape) {
        List<Layer> generator = Architecture.layers();
        rectified(generator, "fc1", codes.classes().width() + codes.z1().width(), HIDDEN);
        generator.add(Layer.BatchNorm.keras("bn1", HIDDEN));
        rectified(generator, "fc2", HIDDEN, HIDDEN);
        generator.add(Layer.BatchNorm.keras("bn2", HIDDEN));
        rectified(generator, "fc3", HIDDEN, FEATURES);

        List<Layer> trunk = Architecture.layers();
        rectified(trunk, "fc1", FEATURES, FEATURES);
        rectified(trunk, "fc2", FEATURES, FEATURES);

        int channels = 2 * config.width();
        List<Layer> encoder = Architecture.layers();
        int before = shape.channels();
        for (int i = 1; i <= 2; i++) {
            encoder.add(new Layer.SameConvolution("conv" + i, before, channels, 3, 1, Bias.WITH, Start.GLOROT));
            encoder.add(new Layer.Rectifier(0));
            encoder.add(new Layer.MaxPool());
            before = channels;
        }
        encoder.add(new Layer.Flatten());
        rectified(encoder, "fc1", shape.height() / 4 * (shape.width() / 4) * channels, FEATURES);
        return new StackLayers(
                codes,
                generator,
                normalised(config, trunk),
                normalised(config, List.of(linear("out", FEATURES, 1))),
                recogniser(FEATURES, codes.z1()),
                encoder,
                List.of(linear("out", FEATURES, codes.classes().size())));
    }

    private static List<Layer> normalised(ModelConfig config, List<Layer> layers) {
        return config.spectralNorm() ? Layer.Spectral.all(layers) : layers;
    }

    /** A code of hidden numbers, brought to where it is drawn from if a common function does that. */
    private static List<Layer> recogniser(int inputs, Code.Continuous code) {
        Layer.Linear out = linear("out", inputs, code.size());
        if (code instanceof Code.Uniform uniform && uniform.low() >= 0 && uniform.high() <= 1) {
            return List.of(out, new Layer.Sigmoid());
        }
        boolean within = code instanceof Code.Uniform uniform && uniform.low() >= -1 && uniform.high() <= 1;
        boolean mostly = code instanceof Code.Normal normal && normal.std() <= 0.5;
        return within || mostly ? List.of(out, new Layer.Tanh()) : List.of(out);
    }

    private static void rectified(List<Layer> layers, String name, int inputs, int outputs) {
        layers.add(linear(name, inputs, outputs));
        layers.add(new Layer.Rectifier(0));
    }

    private static Layer.Linear linear(String name, int inputs, int outputs) {
        return new Layer.Linear(name, inputs, outputs, Bias.WITH, Start.GLOROT);
    }
}
