package dev.facet.onnx;

import dev.facet.codes.Code;
import dev.facet.data.Shape;

/** The names of exported files and of their inputs and outputs. */
public final class OnnxNames {
    public static final String GENERATOR_FILE = "generator.onnx";
    public static final String RECOGNISER_FILE = "recogniser.onnx";
    public static final String DISCRIMINATOR_FILE = "discriminator.onnx";
    public static final String ENCODER_FILE = "encoder.onnx";

    /**
     * The generator's input and the encoder's output {@code [batch, latent width]}: noise, then the codes in order,
     * categories as one-hot vectors.
     */
    public static final String LATENT = "latent";

    /** D's output {@code [batch, 1]}. */
    public static final String SCORE = "score";

    /**
     * Distance of an item from the training data {@code [batch, 1]}; beyond 1 it is unlike the data. An output of a
     * calibrated recogniser.
     */
    public static final String DISTANCE = "distance";

    /**
     * How many of 100 held-out items of the data are nearer {@code [batch, 1]}. An output of a calibrated recogniser.
     */
    public static final String PERCENTILE = "percentile";

    /** 1 if an item is unlike the training data, else 0 {@code [batch, 1]}. An output of a calibrated recogniser. */
    public static final String UNLIKE = "unlike";

    private OnnxNames() {}

    /** The generator's output and the input of the other networks. */
    public static String items(Shape shape) {
        return shape.plural();
    }

    /** The distribution over categories {@code [batch, categories]}. */
    public static String probabilities(Code code) {
        return code.name() + ".probabilities";
    }

    /** The means of a continuous code's numbers {@code [batch, numbers]}. */
    public static String mean(Code code) {
        return code.name() + ".mean";
    }

    /** The standard deviations of a continuous code's numbers {@code [batch, numbers]}. */
    public static String sigma(Code code) {
        return code.name() + ".sigma";
    }
}
