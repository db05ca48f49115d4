package dev.facet.model;

import java.util.Arrays;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.Schedule;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * Searches the latent rows from which a generator makes given items again, by steps against the gradient of the mean
 * absolute difference (Adam, Kingma and Ba 2015), from where the encoder or Q begin (the hybrid of Zhu, Krähenbühl,
 * Shechtman, Efros 2016, section 3). Noise and continuous codes move; categories stay. Noise that is normally
 * distributed is held near 0 by a weak penalty, and uniform numbers stay within {@value #REACH} times their range.
 * Each row keeps the best that was found for it. Not thread-safe.
 */
public final class Inversion {
    private static final double RATE = 0.05;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double TINY = 1e-8;
    private static final double NEAR_ZERO = 1e-3;
    private static final double REACH = 2;

    private final LatentSpec latent;
    private final Items items;
    private final int steps;
    private final double unit;
    private final boolean[] moves;
    private final float[] least;
    private final float[] most;
    private final float[] row;
    private final float[] best;
    private final double[] start;
    private final double[] errors;
    private final double[] mean;
    private final double[] square;
    /** The gradient at {@link #row}. */
    private float[] slope;

    private int done;

    /**
     * Begins with the rows that the model's encoder finds or, without one, with what Q reads and drawn noise. Without Q
     * the codes are drawn, too.
     *
     * @param steps how many steps {@link #run} will be asked for in all: the rate falls to 0 over them
     * @throws UsageException if the items have another shape
     */
    public Inversion(Model model, Items items, int steps) {
        latent = model.latent();
        this.items = items;
        this.steps = steps;
        unit = model.shape() instanceof ImageShape
                ? model.networks().scaling().units().factor()[0]
                : 1;
        LatentBatch begin = model.inverts() ? model.invert(items) : read(model, items);
        row = begin.values().clone();
        best = row.clone();
        start = new double[items.count()];
        errors = new double[items.count()];
        Arrays.fill(errors, Double.POSITIVE_INFINITY);
        mean = new double[row.length];
        square = new double[row.length];
        moves = new boolean[latent.width()];
        least = new float[latent.width()];
        most = new float[latent.width()];
        Arrays.fill(least, Float.NEGATIVE_INFINITY);
        Arrays.fill(most, Float.POSITIVE_INFINITY);
        bounds();
        slope = look(model);
        System.arraycopy(errors, 0, start, 0, start.length);
    }

    private void bounds() {
        Noise noise = latent.noise();
        for (int i = 0; i < noise.size(); i++) {
            moves[i] = true;
            if (noise.distribution() == Noise.Distribution.UNIFORM) {
                least[i] = -1;
                most[i] = 1;
            }
        }
        for (Code.Continuous code : latent.continuous()) {
            for (int i = latent.offset(code); i < latent.offset(code) + code.size(); i++) {
                moves[i] = true;
                if (code instanceof Code.Uniform) {
                    least[i] = (float) code.at(-REACH);
                    most[i] = (float) code.at(REACH);
                }
            }
        }
    }

    /** What Q reads of items, if there is Q; the rest as it is drawn. */
    private static LatentBatch read(Model model, Items items) {
        LatentBatch rows = model.draw(0, 0, items.count());
        if (!model.recognises()) {
            return rows;
        }
        Encodings read = model.encode(items);
        for (int i = 0; i < items.count(); i++) {
            for (Code.Categorical code : model.latent().categorical()) {
                rows.setCategory(code, i, read.category(code, i));
            }
            for (Code.Continuous code : model.latent().continuous()) {
                rows.setValue(code, i, read.means(code)[i]);
            }
        }
        return rows;
    }

    /**
     * Goes on by some steps, at most to the number that was said at first.
     *
     * @param model the model of the beginning, or another with the same codes and networks of the same weights
     * @throws IllegalArgumentException if its codes are others
     */
    public void run(Model model, int further) {
        if (!model.latent().equals(latent)) {
            throw new IllegalArgumentException(
                    "the search began with the codes " + latent + "; this model has " + model.latent());
        }
        for (int k = 0; k < further && done < steps; k++) {
            done++;
            double rate = RATE * Schedule.COSINE.at(done - 1L, steps);
            for (int i = 0; i < row.length; i++) {
                int column = i % latent.width();
                if (!moves[column]) {
                    continue;
                }
                mean[i] = BETA1 * mean[i] + (1 - BETA1) * slope[i];
                square[i] = BETA2 * square[i] + (1 - BETA2) * slope[i] * slope[i];
                double direction = mean[i] / (1 - Math.pow(BETA1, done));
                double size = Math.sqrt(square[i] / (1 - Math.pow(BETA2, done)));
                float moved = (float) (row[i] - rate * direction / (size + TINY));
                row[i] = Math.max(least[column], Math.min(most[column], moved));
            }
            slope = look(model);
        }
    }

    /** Whether all steps are done. */
    public boolean isDone() {
        return done >= steps;
    }

    /** The rows that came nearest so far. */
    public LatentBatch rows() {
        return new LatentBatch(latent, items.count(), best.clone());
    }

    /**
     * For each item the mean absolute difference of what G makes of its row: of pixels from 0 to 1, or of sequences in
     * standard deviations of their channels.
     */
    public double[] errors() {
        return errors.clone();
    }

    /** The same of the rows that the search began with. */
    public double[] errorsAtStart() {
        return start.clone();
    }

    /** Measures the present rows, keeps those that are better than before, and returns the gradient. */
    private float[] look(Model model) {
        Networks networks = model.networks();
        int count = items.count();
        networks.all().forEach(network -> network.parameters().trainable(false));
        try (PointerScope scope = new PointerScope()) {
            Tensor real = model.tensor(items);
            Tensor rows = Tensors.of(row, count, latent.width()).requires_grad_(true);
            Tensor made = networks.generate(rows, Mode.INFER).to(real.scalar_type());
            Tensor each = made.sub(real).abs().reshape(count, -1).mean(1);
            Tensor loss = each.sum();
            Noise noise = latent.noise();
            if (noise.size() > 0 && noise.distribution() == Noise.Distribution.NORMAL) {
                Tensor squares =
                        rows.narrow(1, 0, noise.size()).pow(Tensors.scalar(2)).mean(1);
                loss = loss.add(squares.sum().mul(Tensors.scalar(NEAR_ZERO)));
            }
            float[] gradient = Tensors.floats(
                    torch.grad(new TensorVector(loss), new TensorVector(rows)).get(0));
            float[] found;
            try (NoGradGuard guard = new NoGradGuard()) {
                found = Tensors.floats(each);
            }
            for (int i = 0; i < count; i++) {
                if (unit * found[i] < errors[i]) {
                    errors[i] = unit * found[i];
                    System.arraycopy(row, i * latent.width(), best, i * latent.width(), latent.width());
                }
            }
            return gradient;
        }
    }
}
