package dev.facet.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.Scaling.Units;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.onnx.OnnxEncoder;
import dev.facet.onnx.OnnxNames;
import dev.facet.onnx.OnnxRecogniser;
import dev.facet.onnx.OnnxSession;
import dev.facet.onnx.OnnxSession.Array;
import dev.facet.torch.Tensors;

/**
 * The largest differences between the outputs of exported files in ONNX Runtime and those of the model.
 *
 * @param generator largest difference of the items: pixels from 0 to 1, values of sequences in standard deviations of
 *     their channel
 * @param recogniser largest difference of probabilities, means, standard deviations and distances; 0 without Q
 * @param discriminator largest difference of D's outputs
 * @param encoder largest difference of latent rows, relative where a number is larger than 1; 0 without an encoder
 */
public record OnnxCheck(double generator, double recogniser, double discriminator, double encoder) {
    /** The largest difference that is allowed. */
    public static final double TOLERANCE = 1e-4;

    private static final int COUNT = 16;
    private static final float CLOSE = 1e-3f;

    /** Whether no difference is larger than {@link #TOLERANCE}; NaN counts as larger. */
    public boolean holds() {
        return generator <= TOLERANCE && recogniser <= TOLERANCE && discriminator <= TOLERANCE && encoder <= TOLERANCE;
    }

    /** Runs the files that {@link OnnxExport} wrote to {@code folder}, and compares them with the model. */
    public static OnnxCheck of(Model model, Path folder) throws IOException {
        LatentBatch latents = model.draw(Draws.seed(0, "export"), 0, COUNT);
        Items items = model.generate(latents);
        double recogniser = model.recognises() ? recogniser(model, items, folder) : 0;
        double encoder = model.inverts() ? encoder(model, items, folder) : 0;
        return new OnnxCheck(
                generator(model, latents, folder), recogniser, discriminator(model, items, folder), encoder);
    }

    private static double generator(Model model, LatentBatch latents, Path folder) throws IOException {
        int width = latents.spec().width();
        Map<String, Array> made = run(
                folder.resolve(OnnxNames.GENERATOR_FILE),
                Map.of(OnnxNames.LATENT, new Array(new long[] {COUNT, width}, latents.values())));
        Networks networks = model.networks();
        float[] own;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor drawn = networks.generate(Tensors.of(latents.values(), COUNT, width), Mode.INFER);
            // Exports give values that are no longer multiplied by the mask.
            own = model.shape() instanceof SequenceShape sequence && sequence.masked()
                    ? converted(
                            Tensors.floats(networks.scaling().toBytes(drawn).view(ScalarType.Float)),
                            networks.scaling().units().inverse(),
                            model)
                    : Tensors.floats(drawn);
        }
        float[] theirs = array(made, OnnxNames.items(model.shape()));
        // compared in the scale of the networks, where sequences have no units
        Units units = networks.scaling().units();
        float[] back = converted(theirs, units.inverse(), model);
        return largest(own, back);
    }

    private static double recogniser(Model model, Items items, Path folder) throws IOException {
        Encodings own = model.encode(items);
        try (OnnxRecogniser recogniser = OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE))) {
            Encodings theirs = recogniser.encode(items);
            double most = 0;
            for (Code.Categorical code : model.latent().categorical()) {
                for (int i = 0; i < COUNT; i++) {
                    most = Math.max(most, largest(own.probabilities(code)[i], theirs.probabilities(code)[i]));
                }
            }
            for (Code.Continuous code : model.latent().continuous()) {
                most = Math.max(most, largest(own.means(code), theirs.means(code)));
                most = Math.max(most, largest(own.sigmas(code), theirs.sigmas(code)));
            }
            if (own.calibrated() != theirs.calibrated()) {
                return Double.NaN;
            }
            return own.calibrated() ? Math.max(most, distances(own, theirs)) : most;
        }
    }

    /** The largest relative difference of distances; relative, because unusual items have large distances. */
    private static double distances(Encodings own, Encodings theirs) {
        float[] ours = own.measuredDistances().values().clone();
        float[] others = theirs.measuredDistances().values().clone();
        for (int i = 0; i < COUNT; i++) {
            float scale = Math.max(1, ours[i]);
            ours[i] /= scale;
            others[i] /= scale;
        }
        return largest(ours, others);
    }

    private static double encoder(Model model, Items items, Path folder) throws IOException {
        float[] own = model.invert(items).values();
        float[] theirs;
        try (OnnxEncoder encoder = OnnxEncoder.open(folder.resolve(OnnxNames.ENCODER_FILE), 0)) {
            theirs = encoder.invert(items).values();
        }
        if (own.length != theirs.length) {
            return Double.NaN;
        }
        Encodings read = model.encode(items);
        for (Code.Categorical code : model.latent().categorical()) {
            for (int i = 0; i < COUNT; i++) {
                if (close(read.probabilities(code)[i])) { // rounding decides between two categories
                    int at = i * model.latent().width() + model.latent().offset(code);
                    System.arraycopy(own, at, theirs, at, code.size());
                }
            }
        }
        for (int i = 0; i < own.length; i++) {
            float scale = Math.max(1, Math.abs(own[i]));
            own[i] /= scale;
            theirs[i] /= scale;
        }
        return largest(own, theirs);
    }

    /** Whether the two largest probabilities are nearly the same. */
    private static boolean close(float[] probabilities) {
        float[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2] < CLOSE;
    }

    /** Items in the networks' range, as the input of an exported network. */
    private static Array array(Model model, Tensor items) {
        Shape shape = model.shape();
        long[] extents = shape instanceof SequenceShape
                ? new long[] {COUNT, shape.channels(), shape.width()}
                : new long[] {COUNT, shape.channels(), shape.height(), shape.width()};
        return new Array(
                extents,
                converted(Tensors.floats(items), model.networks().scaling().units(), model));
    }

    private static double discriminator(Model model, Items items, Path folder) throws IOException {
        Networks networks = model.networks();
        Map<String, Array> inputs = new LinkedHashMap<>();
        float[] own;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor x = model.tensor(items);
            inputs.put(OnnxNames.items(items.shape()), array(model, x));
            Optional<Tensor> condition = networks.composition().condition().map(fed -> {
                float[] numbers = new float[COUNT * fed.width()];
                for (int i = 0; i < COUNT; i++) {
                    numbers[i * fed.width() + i % fed.width()] = 1;
                }
                inputs.put(fed.name(), new Array(new long[] {COUNT, fed.width()}, numbers));
                return Tensors.of(numbers, COUNT, fed.width());
            });
            own = Tensors.floats(networks.score(x, condition, Mode.INFER));
        }
        return largest(own, array(run(folder.resolve(OnnxNames.DISCRIMINATOR_FILE), inputs), OnnxNames.SCORE));
    }

    private static Map<String, Array> run(Path file, Map<String, Array> inputs) throws IOException {
        try (OnnxSession session = OnnxSession.open(file, 0)) {
            return session.run(inputs);
        }
    }

    private static float[] array(Map<String, Array> outputs, String name) throws IOException {
        Array array = outputs.get(name);
        if (array == null) {
            throw new IOException("there is no output " + name + ", only " + outputs.keySet());
        }
        return array.values();
    }

    private static float[] converted(float[] values, Units units, Model model) {
        int plane = model.shape().height() * model.shape().width();
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int channel = units.factor().length == 1 ? 0 : i / plane % units.factor().length;
            result[i] = units.factor()[channel] * values[i] + units.offset()[channel];
        }
        return result;
    }

    private static double largest(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.NaN;
        }
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            most = Double.isNaN(difference) ? Double.NaN : Math.max(most, difference);
        }
        return most;
    }
}
