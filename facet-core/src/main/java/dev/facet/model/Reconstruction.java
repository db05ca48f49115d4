package dev.facet.model;

import java.util.Arrays;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * How near the items that G makes of an encoder's rows come to the real ones. Errors are mean absolute differences: of
 * pixels from 0 to 1, or of sequences in standard deviations of their channels.
 *
 * @param items number of real items
 * @param error of G(E(x)) from x
 * @param ofMean of the mean training item from x: what a generator reaches that knows nothing of x
 */
public record Reconstruction(int items, double error, double ofMean) {
    private static final int MOST = 2000;
    private static final int CHUNK = 250;

    /**
     * Measures a model on real items, at most 2,000, chosen at random by a fixed seed.
     *
     * @param training the training data
     * @param score items that were not trained on
     * @throws UsageException if the model has no encoder, or there are no items
     */
    public static Reconstruction of(Model model, Dataset training, Dataset score) {
        model.requireEncoder();
        if (score.size() == 0 || training.size() == 0) {
            throw new UsageException(
                    "there are no " + score.shape().plural() + " to make again: " + score.name() + " has none.");
        }
        int[] known = chosen(training);
        int[] shown = chosen(score);
        double error = 0;
        double ofMean = 0;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor mean = mean(model, training, known);
            for (int from = 0; from < shown.length; from += CHUNK) {
                int count = Math.min(CHUNK, shown.length - from);
                try (PointerScope inner = new PointerScope()) {
                    Tensor items = items(model, score, shown, from, count);
                    Networks networks = model.networks();
                    Tensor rows = networks.invert(items, Mode.INFER);
                    Tensor again = networks.generate(rows, Mode.INFER);
                    error += count * again.sub(items).abs().mean().item_double();
                    ofMean += count * mean.sub(items).abs().mean().item_double();
                }
            }
        }
        // sequences stay in the scale of the networks, which is that of standard deviations
        double unit = model.shape() instanceof ImageShape
                ? model.networks().scaling().units().factor()[0]
                : 1;
        return new Reconstruction(shown.length, unit * error / shown.length, unit * ofMean / shown.length);
    }

    private static Tensor mean(Model model, Dataset data, int[] indices) {
        Shape shape = data.shape();
        Tensor sum = Tensors.zeros(ScalarType.Float, 1, shape.channels(), shape.height(), shape.width());
        for (int from = 0; from < indices.length; from += CHUNK) {
            int count = Math.min(CHUNK, indices.length - from);
            try (PointerScope scope = new PointerScope()) {
                sum.add_(items(model, data, indices, from, count).sum(new long[] {0}, true, new ScalarTypeOptional()));
            }
        }
        return sum.div_(Tensors.scalar(indices.length));
    }

    private static Tensor items(Model model, Dataset data, int[] indices, int from, int count) {
        return model.tensor(Items.of(data, Arrays.copyOfRange(indices, from, from + count)));
    }

    private static int[] chosen(Dataset data) {
        int[] order = new Draws(Draws.seed(0, "reconstruction"), 0).permutation(data.size());
        return Arrays.copyOf(order, Math.min(MOST, order.length));
    }
}
