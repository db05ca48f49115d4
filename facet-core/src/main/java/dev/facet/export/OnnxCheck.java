package dev.facet.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.Scaling.Units;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.onnx.OnnxNames;
import dev.facet.onnx.OnnxRecogniser;
import dev.facet.onnx.OnnxSession;
import dev.facet.onnx.OnnxSession.Array;
import dev.facet.torch.Tensors;

/**
 * How far what ONNX Runtime makes of exported files is from what the model itself says, as the largest difference of
 * any number.
 *
 * @param generator of the images made, 0 … 1 for a pixel; of sequences in deviations of their channel
 * @param recogniser of the probabilities, means, standard deviations and distances; 0 where there is no Q
 * @param discriminator of D's outputs
 */
public record OnnxCheck(double generator, double recogniser, double discriminator) {
    /** The most that an export may be off by. */
    public static final double TOLERANCE = 1e-4;

    private static final int COUNT = 16;

    /** Whether nothing is off by more than {@link #TOLERANCE}; a number that is none counts as off. */
    public boolean holds() {
        return generator <= TOLERANCE && recogniser <= TOLERANCE && discriminator <= TOLERANCE;
    }

    /** Runs what {@link OnnxExport} wrote to {@code folder} beside the model. */
    public static OnnxCheck of(Model model, Path folder) throws IOException {
        LatentBatch latents = model.latent().draw(Draws.seed(0, "export"), 0, COUNT);
        Items items = model.generate(latents);
        double recogniser = model.recognises() ? recogniser(model, items, folder) : 0;
        return new OnnxCheck(generator(model, latents, folder), recogniser, discriminator(model, items, folder));
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
            own = Tensors.floats(networks.generate(Tensors.of(latents.values(), COUNT, width), Mode.INFER));
        }
        float[] theirs = array(made, OnnxNames.items(model.shape()));
        // compared as the networks compute, where sequences have no units
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

    /** How far distances are off; in their own measure, since they are as large as an item is strange. */
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

    private static double discriminator(Model model, Items items, Path folder) throws IOException {
        Networks networks = model.networks();
        Map<String, Array> inputs = new LinkedHashMap<>();
        long[] shape = items.shape().plural().equals("sequences")
                ? new long[] {COUNT, items.shape().channels(), items.shape().width()}
                : new long[] {
                    COUNT,
                    items.shape().channels(),
                    items.shape().height(),
                    items.shape().width()
                };
        float[] own;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor bytes = Tensors.of(
                    items.bytes(),
                    COUNT,
                    items.shape().channels(),
                    items.shape().height(),
                    items.shape().rowBytes());
            Tensor x = networks.scaling().fromBytes(bytes);
            inputs.put(
                    OnnxNames.items(items.shape()),
                    new Array(
                            shape,
                            converted(Tensors.floats(x), networks.scaling().units(), model)));
            Optional<Tensor> side = networks.composition().side().map(fed -> {
                float[] numbers = new float[COUNT * fed.width()];
                for (int i = 0; i < COUNT; i++) {
                    numbers[i * fed.width() + i % fed.width()] = 1;
                }
                inputs.put(fed.name(), new Array(new long[] {COUNT, fed.width()}, numbers));
                return Tensors.of(numbers, COUNT, fed.width());
            });
            own = Tensors.floats(networks.score(x, side, Mode.INFER));
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
