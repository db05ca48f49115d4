package dev.facet.calibrate;

import java.util.Arrays;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * Q's raw outputs for items.
 *
 * @param latent the layout of the outputs
 * @param outputs {@code [item][output]}
 */
record Readings(LatentSpec latent, float[][] outputs) {
    private static final int CHUNK = 256;

    /** Changes items {@code [N, c, h, w]} before they are read; {@code first} is the index of the first of them. */
    @FunctionalInterface
    interface Change {
        /** No change. */
        Change NONE = (items, first) -> items;

        Tensor of(Tensor items, int first);
    }

    static Readings of(Model model, Items items, Change change) {
        Networks networks = model.networks();
        int width = model.latent().outputs();
        float[] flat = rows(model, items, width, (x, first) -> networks.recognise(change.of(x, first), Mode.INFER));
        float[][] outputs = new float[items.count()][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return new Readings(model.latent(), outputs);
    }

    /** The features that Q's output layers read: {@code [N, features]}. */
    static Tensor features(Model model, Items items) {
        int width = model.features();
        float[] flat = rows(
                model,
                items,
                width,
                (x, first) -> model.networks().features(x, Mode.INFER).reshape(x.size(0), -1));
        return Tensors.of(flat, items.count(), width);
    }

    private static float[] rows(Model model, Items items, int width, Change network) {
        Shape shape = items.shape();
        float[] rows = new float[items.count() * width];
        for (int first = 0; first < items.count(); first += CHUNK) {
            int count = Math.min(CHUNK, items.count() - first);
            byte[] bytes = Arrays.copyOfRange(items.bytes(), first * shape.bytes(), (first + count) * shape.bytes());
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor x = model.networks()
                        .scaling()
                        .fromBytes(Tensors.of(bytes, count, shape.channels(), shape.height(), shape.rowBytes()));
                float[] chunk = Tensors.floats(network.of(x, first));
                System.arraycopy(chunk, 0, rows, first * width, chunk.length);
            }
        }
        return rows;
    }

    /** The logits of a code's categories, {@code [item][category]}. */
    float[][] logits(Code.Categorical code) {
        int at = latent.outputOffset(code);
        return Arrays.stream(outputs)
                .map(row -> Arrays.copyOfRange(row, at, at + code.size()))
                .toArray(float[][]::new);
    }

    /** The most probable category of each item. */
    int[] categories(Code.Categorical code) {
        return Arrays.stream(logits(code)).mapToInt(Temperature::largest).toArray();
    }

    /** The mean of one of a continuous code's numbers, for each item. */
    double[] means(Code.Continuous code, int number) {
        int at = latent.outputOffset(code) + number;
        return Arrays.stream(outputs).mapToDouble(row -> row[at]).toArray();
    }

    /** Q's standard deviation of that number, for each item. */
    double[] sigmas(Code.Continuous code, int number, Model model) {
        int at = latent.outputOffset(code) + code.size() + number;
        return Arrays.stream(outputs).mapToDouble(row -> model.sigma(row[at])).toArray();
    }
}
