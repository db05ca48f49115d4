package dev.facet.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;

import dev.facet.calibrate.Measured.Agreement;
import dev.facet.calibrate.Measured.Coverage;
import dev.facet.calibrate.Temperature.Answers;
import dev.facet.codes.Calibration;
import dev.facet.codes.Calibration.Basis;
import dev.facet.codes.Calibration.Sigma;
import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.method.consistency.Warp;
import dev.facet.model.FeatureDistance;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.torch.Tensors;

/**
 * Calibrates a model's readings of real items, without labels. On held-out items:
 *
 * <ul>
 * <li>Two random warps, as strong as those of self-consistency, must get the same category as often as Q's probability
 *     says. This gives the temperature of each categorical code.
 * <li>Two small warps must give the same value, apart from what the warps explain. This gives the least standard
 *     deviation of each continuous code.
 * <li>At most a share of {@link Calibration#FALSE_ALARMS} of the items may be marked as unlike the data. This gives the
 *     unit of the distance.
 * </ul>
 *
 * <p>On generated items, whose codes are known, 68 % of the values of a continuous code must be within one standard
 * deviation.
 */
public final class Calibrator {
    /** Fewest training items for a description of the data. */
    public static final int FEWEST_KNOWN = 200;

    /** Fewest held-out items: a share of 1 % needs a hundred items. */
    public static final int FEWEST_HELD_OUT = 100;

    private static final int MOST = 2000;
    private static final int MOST_LARGE = 1000;
    private static final int LARGE = 64 * 64;
    private static final int MOST_FEATURES = 1 << 23;

    /**
     * Strength of small warps relative to those of self-consistency: about the accidental differences in the placement
     * of an item.
     */
    private static final double SMALL = 0.25;

    private final Model model;
    private final Consistency warps;
    private final long seed;
    private final int most;

    /**
     * Calibrates {@code model}, which must have a recogniser and be on the CPU.
     *
     * @param warps random changes that keep an item's codes
     * @param seed seed of the choice of items and of the warps
     */
    public Calibrator(Model model, Consistency warps, long seed) {
        model.requireRecogniser();
        this.model = model.uncalibrated();
        this.warps = warps;
        this.seed = seed;
        int numbers = model.shape().channels()
                * model.shape().height()
                * model.shape().width();
        int affordable = Math.max(FEWEST_KNOWN, MOST_FEATURES / this.model.features());
        this.most = Math.min(affordable, numbers > LARGE ? MOST_LARGE : MOST);
    }

    /**
     * Whether there are enough items.
     *
     * @param train the number of training items
     * @param test the number of items that were not trained on
     */
    public static boolean enough(int train, int test) {
        return train >= FEWEST_KNOWN + (test >= FEWEST_HELD_OUT ? 0 : FEWEST_HELD_OUT);
    }

    /** How many items it takes, in words. */
    public static String wanted() {
        return FEWEST_KNOWN + " and a test part of " + FEWEST_HELD_OUT + ", or " + (FEWEST_KNOWN + FEWEST_HELD_OUT)
                + " in all";
    }

    /**
     * Measures the calibration.
     *
     * @param step the training step of the model's weights
     * @param train the training data
     * @param test items that were not trained on; if there are too few, a third of {@code train} is held out instead
     * @throws UsageException if there are too few items, or the result is not finite
     */
    public Measured measure(long step, Dataset train, Dataset test) {
        boolean unseen = test.size() >= FEWEST_HELD_OUT;
        int size = train.size();
        int apart = unseen ? 0 : size / 3;
        if (!enough(size, test.size())) {
            throw new UsageException("there are too few " + train.shape().plural()
                    + " to calibrate the recogniser: " + train.name() + " has " + size
                    + (test.size() > 0 ? " and a test part of " + test.size() : " and no test part")
                    + "; it takes " + wanted() + ".");
        }
        int[] order = permuted(size);
        Items heldOut = unseen ? items(test, permuted(test.size()), 0, test.size()) : items(train, order, 0, apart);
        Items known = items(train, order, apart, size);
        FeatureDistance distance = distance(known, heldOut);
        LatentBatch drawn = model.draw(Draws.seed(seed, "generated"), 0, heldOut.count());
        Readings generated = Readings.of(model, model.generate(drawn), Readings.Change.NONE);
        Map<String, Double> temperatures = new LinkedHashMap<>();
        Map<String, Sigma> sigmas = new LinkedHashMap<>();
        List<Agreement> agreements = new ArrayList<>();
        List<Coverage> coverages = new ArrayList<>();
        if (!model.latent().categorical().isEmpty()) {
            Views views = views(heldOut, 1, "wide views");
            for (Code.Categorical code : model.latent().categorical()) {
                Agreement agreement = agreement(code, views);
                temperatures.put(code.name(), agreement.temperature());
                agreements.add(agreement);
            }
        }
        if (!model.latent().continuous().isEmpty()) {
            Views views = views(heldOut, SMALL, "narrow views");
            for (Code.Continuous code : model.latent().continuous()) {
                Coverage coverage = coverage(code, views, drawn, generated);
                sigmas.put(code.name(), coverage.sigma());
                coverages.add(coverage);
            }
        }
        Basis basis = new Basis(step, known.count(), heldOut.count(), unseen);
        return new Measured(
                new ModelCalibration(new Calibration(temperatures, sigmas, basis), distance), agreements, coverages);
    }

    private FeatureDistance distance(Items known, Items heldOut) {
        try (PointerScope scope = new PointerScope()) {
            return FeatureDistance.of(Readings.features(model, known), Readings.features(model, heldOut));
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "the recogniser's features are not finite for some "
                            + known.shape().plural() + ": " + e.getMessage() + ". Train another run.",
                    e);
        }
    }

    /** Two readings of each item under different warps, and the difference of the warps {@code [item][number]}. */
    private record Views(Readings one, Readings other, float[][] difference) {}

    private Views views(Items items, double width, String purpose) {
        Consistency range = new Consistency(
                1, 0, width * warps.rotation(), width * warps.shear(), width * warps.scale(), width * warps.shift());
        Warp warp = Warp.of(range, model.networks().scaling(), items.shape(), Draws.seed(seed, purpose));
        Readings one = Readings.of(model, items, (x, first) -> warp.apply(x, warp.draw(first, (int) x.size(0))));
        Readings other = Readings.of(
                model, items, (x, first) -> warp.apply(x, warp.draw(items.count() + first, (int) x.size(0))));
        float[][] difference = new float[items.count()][Warp.NUMBERS];
        try (PointerScope scope = new PointerScope()) {
            float[] left = Tensors.floats(warp.draw(0, items.count()));
            float[] right = Tensors.floats(warp.draw(items.count(), items.count()));
            for (int i = 0; i < left.length; i++) {
                difference[i / Warp.NUMBERS][i % Warp.NUMBERS] = left[i] - right[i];
            }
        }
        return new Views(one, other, difference);
    }

    private static Agreement agreement(Code.Categorical code, Views views) {
        float[][] one = views.one().logits(code);
        float[][] other = views.other().logits(code);
        float[][] logits = new float[2 * one.length][];
        int[] right = new int[logits.length];
        for (int i = 0; i < one.length; i++) {
            logits[2 * i] = one[i];
            logits[2 * i + 1] = other[i];
            right[2 * i] = Temperature.largest(other[i]);
            right[2 * i + 1] = Temperature.largest(one[i]);
        }
        Answers real = new Answers(logits, right);
        double temperature = Temperature.fit(real);
        // The reported figures are measured on items that the temperature was not fitted to.
        double fitted = Temperature.fit(real.half(0));
        Answers unused = real.half(1);
        return new Agreement(
                code.name(),
                temperature,
                unused.agreement(),
                unused.stated(1),
                unused.stated(fitted),
                Temperature.error(unused, 1),
                Temperature.error(unused, fitted));
    }

    private Coverage coverage(Code.Continuous code, Views views, LatentBatch drawn, Readings generated) {
        List<ReadingError> errors = IntStream.range(0, code.size())
                .mapToObj(number -> error(code, number, views, drawn, generated))
                .toList();
        ReadingError all = ReadingError.of(errors);
        Sigma fitted = all.half(0).fit();
        ReadingError unused = all.half(1);
        Sigma said = new Sigma(1, 0);
        return new Coverage(
                code.name(),
                all.fit(),
                unused.coverage(said),
                unused.coverage(fitted),
                unused.repeatability(said),
                unused.repeatability(fitted));
    }

    private ReadingError error(Code.Continuous code, int number, Views views, LatentBatch drawn, Readings generated) {
        LatentSpec latent = model.latent();
        double[] read = generated.means(code, number);
        double[] said = generated.sigmas(code, number, model);
        double[] off = IntStream.range(0, read.length)
                .mapToDouble(i ->
                        Math.abs(read[i] - drawn.values()[i * latent.width() + latent.offset(code) + number]) / said[i])
                .toArray();
        double[] one = views.one().means(code, number);
        double[] other = views.other().means(code, number);
        double[] changes = IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] - other[i])
                .toArray();
        double[] repeated = Arrays.stream(ReadingError.unexplained(changes, views.difference()))
                .map(change -> change / Math.sqrt(2))
                .toArray();
        return new ReadingError(off, said, repeated, views.one().sigmas(code, number, model));
    }

    private int[] permuted(int size) {
        return new Draws(Draws.seed(seed, "items"), 0).permutation(size);
    }

    /** At most {@link #most} items, those whose indices are at positions {@code from … to − 1} of {@code order}. */
    private Items items(Dataset data, int[] order, int from, int to) {
        return Items.of(data, Arrays.copyOfRange(order, from, Math.min(to, from + most)));
    }
}
