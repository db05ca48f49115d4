package dev.facet.train;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.metrics.Separation;
import dev.facet.model.Composition;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * D's outputs before any sigmoid for items that it trains on, for held-out items, and for samples of the G that it
 * plays against. As in training, batch normalisation takes the statistics of batches that are all real or all
 * generated.
 *
 * @param heldOut empty if the run holds nothing out
 */
record Opinions(float[] training, float[] heldOut, float[] generated) {
    private static final int MOST_ITEMS = 512;

    /**
     * Asks D.
     *
     * @param model the current networks, without averages
     * @param batch the number of items per batch
     */
    static Opinions of(Model model, Division division, int batch, long seed) {
        int count = Math.min(MOST_ITEMS, division.training().size());
        int[] order = new Draws(seed, 0).permutation(division.training().size());
        int[] held =
                IntStream.range(0, Math.min(count, division.heldOut().size())).toArray();
        LatentBatch rows = model.latent().draw(seed, 0, count);
        int classes = model.networks()
                .composition()
                .condition()
                .map(Composition.Condition::width)
                .orElse(0);
        return new Opinions(
                real(model.networks(), division.training(), Arrays.copyOf(order, count), classes, batch),
                real(model.networks(), division.heldOut(), held, classes, batch),
                outputs(
                        model.networks(),
                        model.generate(rows),
                        classes == 0
                                ? new int[0]
                                : asked(rows, model.latent().categorical().get(0)),
                        classes,
                        batch));
    }

    /** The probability that D's output for a training item is above that for a sample. 0.5: D is blind. */
    double toldApart() {
        return Separation.above(training, generated);
    }

    /** The probability that D's output for a training item is above that for a held-out one. 0.5: as it should be. */
    double knownAgain() {
        return Separation.above(training, heldOut);
    }

    /**
     * Where D's mean output for held-out items is on the way from that for training items (0) to that for samples (1)
     * (Karras et al. 2020, equation 1).
     */
    double overfit() {
        return (mean(training) - mean(heldOut)) / (mean(training) - mean(generated));
    }

    /** The mean of D's outputs for held-out items. */
    double heldOutMean() {
        return mean(heldOut);
    }

    /** The mean of their sigmoids. */
    double heldOutProbability() {
        return IntStream.range(0, heldOut.length)
                .mapToDouble(i -> 1 / (1 + Math.exp(-heldOut[i])))
                .average()
                .orElse(Double.NaN);
    }

    private static double mean(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElse(Double.NaN);
    }

    private static float[] real(Networks networks, Dataset data, int[] indices, int classes, int batch) {
        Optional<Labels> labels = classes == 0 ? Optional.empty() : data.labels();
        int[] told = Arrays.stream(indices)
                .map(i -> labels.map(all -> all.values()[i]).orElse(0))
                .toArray();
        return outputs(networks, Items.of(data, indices), told, classes, batch);
    }

    private static int[] asked(LatentBatch rows, Code.Categorical code) {
        return IntStream.range(0, rows.count())
                .map(row -> rows.category(code, row))
                .toArray();
    }

    private static float[] outputs(Networks networks, Items items, int[] told, int classes, int batch) {
        // only whole batches, where there is one, because a small batch has other statistics
        int count = items.count() < batch ? items.count() : items.count() - items.count() % batch;
        float[] outputs = new float[count];
        int size = items.shape().bytes();
        for (int from = 0; from < count; from += batch) {
            int some = Math.min(batch, count - from);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor bytes = Tensors.of(
                        Arrays.copyOfRange(items.bytes(), from * size, (from + some) * size),
                        some,
                        items.shape().channels(),
                        items.shape().height(),
                        items.shape().rowBytes());
                Optional<Tensor> condition = classes == 0
                        ? Optional.empty()
                        : Optional.of(Tensors.oneHot(Arrays.copyOfRange(told, from, from + some), classes));
                Tensor scores = networks.score(networks.scaling().fromBytes(bytes), condition, Mode.TRAIN);
                System.arraycopy(Tensors.floats(scores.to(ScalarType.Float)), 0, outputs, from, some);
            }
        }
        return outputs;
    }
}
