package dev.facet.model;

import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.Encodings.Distances;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * A generator, ready to use, with a recogniser if the method trains one. Batch normalisation uses its running
 * statistics, so an image does not depend on the rest of the batch. Holds native memory: the creator closes it, after
 * every call has returned. Thread-safe.
 */
public final class Model implements AutoCloseable {
    /** Images per pass; limits the memory that a call uses. */
    private static final int CHUNK = 256;

    private final LatentSpec latent;
    private final Shape shape;
    private final Networks networks;
    private final double minLogVariance;
    private final boolean learnedSigma;
    private final @Nullable Alignment alignment;
    private final @Nullable ModelCalibration calibration;

    /**
     * Takes ownership of {@code networks}. The model is not calibrated.
     *
     * @param minLogVariance lower bound that Q's log-variances are clamped to, as in training
     * @param learnedSigma whether Q's standard deviations were learned; otherwise they are 1
     */
    public Model(LatentSpec latent, Shape shape, Networks networks, double minLogVariance, boolean learnedSigma) {
        this(latent, shape, networks, minLogVariance, learnedSigma, null, null);
    }

    private Model(
            LatentSpec latent,
            Shape shape,
            Networks networks,
            double minLogVariance,
            boolean learnedSigma,
            @Nullable Alignment alignment,
            @Nullable ModelCalibration calibration) {
        this.latent = latent;
        this.shape = shape;
        this.networks = networks;
        this.minLogVariance = minLogVariance;
        this.learnedSigma = learnedSigma;
        this.alignment = alignment;
        this.calibration = calibration;
    }

    /**
     * This model with calibrated readings. Both models share their networks: closing one closes the other.
     *
     * @throws IllegalArgumentException if the calibration was measured for other codes or another Q
     */
    public Model calibrated(ModelCalibration measured) {
        if (!measured.codes().fits(latent) || measured.distance().features() != features()) {
            throw new IllegalArgumentException("the calibration was measured for other codes or another recogniser");
        }
        return new Model(latent, shape, networks, minLogVariance, learnedSigma, alignment, measured);
    }

    /**
     * This model with sliders in place of codes, for generating and for reading; not calibrated. Both models share
     * their networks: closing this one closes the other.
     *
     * @throws IllegalArgumentException if the alignment was measured for other codes, or the model has one already
     */
    public Model aligned(Alignment measured) {
        if (!measured.fits(latent) || alignment != null) {
            throw new IllegalArgumentException("the alignment is for the codes " + measured.codes() + " of a model"
                    + " without alignment; this model has " + latent.codes() + ", " + alignment);
        }
        Networks turned = Aligned.of(networks, latent, measured, minLogVariance);
        return new Model(latent, shape, turned, minLogVariance, learnedSigma, measured, null);
    }

    /**
     * This model with an encoder, which it then owns; not calibrated. Both models share their other networks: closing
     * this one closes the other.
     *
     * @throws IllegalArgumentException if the encoder is for other codes, or the model is aligned or has an encoder
     */
    public Model encoded(Encoder encoder) {
        if (!encoder.latent().equals(latent) || alignment != null || inverts()) {
            throw new IllegalArgumentException(
                    "the encoder is for " + encoder.latent() + " of a model without alignment"
                            + " and encoder; this model has " + latent + ", " + alignment + ", " + inverts());
        }
        Networks more = Encoded.of(networks, encoder);
        return new Model(latent, shape, more, minLogVariance, learnedSigma, null, null);
    }

    /** The alignment of the codes; empty if they are as they were trained. */
    public Optional<Alignment> alignment() {
        return Optional.ofNullable(alignment);
    }

    /** This model with Q's readings as they are. Both models share their networks: closing one closes the other. */
    public Model uncalibrated() {
        return new Model(latent, shape, networks, minLogVariance, learnedSigma, alignment, null);
    }

    /** The calibration; empty if the model is not calibrated. */
    public Optional<ModelCalibration> calibration() {
        return Optional.ofNullable(calibration);
    }

    /** The specification of the latent rows that the generator is fed. */
    public LatentSpec latent() {
        return latent;
    }

    /** The shape of the images that the model generates and reads. */
    public Shape shape() {
        return shape;
    }

    /** The networks, for reading, such as in an export. Do not change or close them. */
    public Networks networks() {
        return networks;
    }

    /** Whether Q's standard deviations were learned; otherwise they are 1. */
    public boolean learnedSigma() {
        return learnedSigma;
    }

    /** The lower bound that Q's log-variances are clamped to. */
    public double minLogVariance() {
        return minLogVariance;
    }

    /** The standard deviation for Q's output {@code logVariance}, before calibration. */
    public double sigma(double logVariance) {
        return learnedSigma ? Math.exp(0.5 * Math.max(minLogVariance, logVariance)) : 1;
    }

    /** The smallest standard deviation that Q can output. */
    public double smallestSigma() {
        return sigma(Double.NEGATIVE_INFINITY);
    }

    /** Whether the model reads codes from images: its method trains a recogniser, and there are codes. */
    public boolean recognises() {
        return networks.recognises();
    }

    /**
     * Checks that there is a recogniser.
     *
     * @throws UsageException if there is none
     */
    public void requireRecogniser() {
        if (!recognises()) {
            throw new UsageException("this run has no recogniser, so no codes can be read off images: its method trains"
                    + " none, or it has no codes. `facet train --help` lists the methods.");
        }
    }

    /** Whether the model has an encoder, so that {@link #invert} finds the latent rows of items. */
    public boolean inverts() {
        return networks.composition().inverts();
    }

    /**
     * Checks that there is an encoder.
     *
     * @throws UsageException if there is none
     */
    public void requireEncoder() {
        if (!inverts()) {
            throw new UsageException(
                    "this run has no encoder, so the noise of items is not known and they cannot be made"
                            + " again: none was fitted to the weights of this checkpoint."
                            + " `facet fit-encoder RUN` fits one to a run's newest checkpoint.");
        }
    }

    /**
     * The latent rows from which the generator makes items again: categories as Q reads them, continuous codes and
     * noise as the encoder finds them. Continuous codes may differ a little from those of {@link #encode}. Row i
     * depends on item i only.
     *
     * @throws UsageException if {@link #inverts} is false, or the items have another shape
     */
    public LatentBatch invert(Items items) {
        requireEncoder();
        requireShape(items.shape());
        int width = latent.width();
        float[] rows = new float[items.count() * width];
        for (int from = 0; from < items.count(); from += CHUNK) {
            int count = Math.min(CHUNK, items.count() - from);
            byte[] bytes = new byte[count * shape.bytes()];
            System.arraycopy(items.bytes(), from * shape.bytes(), bytes, 0, bytes.length);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                float[] found = Tensors.floats(networks.invert(tensor(new Items(shape, count, bytes)), Mode.INFER));
                System.arraycopy(found, 0, rows, from * width, found.length);
            }
        }
        return new LatentBatch(latent, items.count(), rows);
    }

    /**
     * What the generator makes of the latent rows of items: G(E(x)).
     *
     * @throws UsageException as {@link #invert}
     */
    public Items reconstruct(Items items) {
        return generate(invert(items));
    }

    /** Items as numbers in the networks' range {@code [count, c, h, w]}. */
    public Tensor tensor(Items items) {
        Tensor bytes = Tensors.of(items.bytes(), items.count(), shape.channels(), shape.height(), shape.rowBytes());
        return networks.scaling().fromBytes(bytes);
    }

    /** Generates items from latent rows. Item i depends on row i only. */
    public Items generate(LatentBatch latents) {
        if (!latents.spec().equals(latent)) {
            throw new IllegalArgumentException(
                    "the latent rows are laid out for " + latents.spec() + "; this model takes " + latent);
        }
        byte[] bytes = new byte[latents.count() * shape.bytes()];
        int width = latent.width();
        for (int from = 0; from < latents.count(); from += CHUNK) {
            int count = Math.min(CHUNK, latents.count() - from);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                float[] rows = new float[count * width];
                System.arraycopy(latents.values(), from * width, rows, 0, rows.length);
                Tensor images = networks.generate(Tensors.of(rows, count, width), Mode.INFER);
                byte[] chunk = Tensors.bytes(networks.scaling().toBytes(images)); // [count, c, h, w]
                System.arraycopy(chunk, 0, bytes, from * shape.bytes(), chunk.length);
            }
        }
        shape.cutAll(bytes);
        return new Items(shape, latents.count(), bytes);
    }

    /** Generates {@code count} samples: rows 0 … count − 1 of the sequence with seed {@code seed}. */
    public Items generate(long seed, int count) {
        return generate(draw(seed, 0, count));
    }

    /**
     * Rows {@code first … first + count − 1} of the generator's input, drawn as in training from the sequence of
     * {@code seed}. An aligned model makes the same items of them as the model without alignment; its sliders are then
     * not independent.
     */
    public LatentBatch draw(long seed, long first, int count) {
        LatentBatch drawn = latent.draw(seed, first, count);
        return alignment == null ? drawn : alignment.toSliders(drawn);
    }

    /**
     * Q's readings of some images, calibrated if the model is.
     *
     * @throws UsageException if {@link #recognises} is false
     */
    public Encodings encode(Items images) {
        requireShape(images.shape());
        return encode(
                images.count(),
                (from, count, target) ->
                        System.arraycopy(images.bytes(), from * shape.bytes(), target, 0, count * shape.bytes()));
    }

    /** Q's readings of a whole data set, like {@link #encode(Items)}. */
    public Encodings encode(Dataset data) {
        requireShape(data.shape());
        return encode(data.size(), (from, count, target) -> {
            for (int i = 0; i < count; i++) {
                data.read(from + i, target, i * shape.bytes());
            }
        });
    }

    @Override
    public void close() {
        networks.close();
    }

    /**
     * Readings of items, and where the items lie along some directions of Q's features.
     *
     * @param places {@code [item, component]}, row-major
     */
    public record Placed(Encodings encodings, float[] places) {}

    /** Q's readings of items like {@link #encode(Items)}, and the items' places, in one pass. */
    public Placed place(Items items, PrincipalComponents components) {
        requireShape(items.shape());
        float[] places = new float[items.count() * components.count()];
        Encodings encodings = encode(
                items.count(),
                (from, count, target) ->
                        System.arraycopy(items.bytes(), from * shape.bytes(), target, 0, count * shape.bytes()),
                (features, first) -> {
                    float[] found = components.place(features);
                    System.arraycopy(found, 0, places, first * components.count(), found.length);
                });
        return new Placed(encodings, places);
    }

    private interface Source {
        void read(int from, int count, byte[] target);
    }

    /** Takes flat features of some items {@code [count, features]}, of which the first has index {@code first}. */
    private interface FeatureUse {
        void take(Tensor features, int first);
    }

    private Encodings encode(int total, Source source) {
        return encode(total, source, (features, first) -> {});
    }

    private Encodings encode(int total, Source source, FeatureUse use) {
        requireRecogniser();
        float[][][] probabilities = new float[latent.categorical().size()][total][];
        float[][] means = new float[latent.continuous().size()][total];
        float[][] sigmas = new float[latent.continuous().size()][total];
        Distances distances = calibration == null ? null : new Distances(new float[total], new float[total]);
        for (int from = 0; from < total; from += CHUNK) {
            int count = Math.min(CHUNK, total - from);
            byte[] pixels = new byte[count * shape.bytes()];
            source.read(from, count, pixels);
            float[] outputs = recognise(pixels, count, from, distances, use);
            for (int i = 0; i < count; i++) {
                int row = i * latent.outputs();
                int category = 0;
                int continuous = 0;
                for (Code code : latent.codes()) {
                    int at = row + latent.outputOffset(code);
                    if (code instanceof Code.Categorical c) {
                        probabilities[category++][from + i] = softmax(outputs, at, c.size(), temperature(c));
                    } else {
                        Code.Continuous c = (Code.Continuous) code;
                        means[continuous][from + i] = mean(outputs, at, c.size());
                        sigmas[continuous++][from + i] = sigma(c, mean(outputs, at + c.size(), c.size()));
                    }
                }
            }
        }
        return new Encodings(latent, total, probabilities, means, sigmas, distances);
    }

    /**
     * Q's outputs for some images {@code [count, outputs]}. Stores their distances, if asked for, from index
     * {@code first} on.
     */
    private float[] recognise(byte[] pixels, int count, int first, @Nullable Distances distances, FeatureUse use) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor bytes = Tensors.of(pixels, count, shape.channels(), shape.height(), shape.rowBytes());
            Tensor images = networks.scaling().fromBytes(bytes);
            Tensor features = networks.features(images, Mode.INFER);
            if (calibration != null && distances != null) {
                float[] found = calibration.distance().to(flat(features));
                for (int i = 0; i < count; i++) {
                    distances.values()[first + i] = found[i];
                    distances.percentiles()[first + i] = calibration.distance().percentile(found[i]);
                }
            }
            use.take(flat(features), first);
            return Tensors.floats(networks.recognise(images, features, Mode.INFER));
        }
    }

    /** The number of features that Q's head takes. */
    public int features() {
        requireRecogniser();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor nothing = Tensors.zeros(ScalarType.Float, 1, shape.channels(), shape.height(), shape.width());
            return Math.toIntExact(flat(networks.features(nothing, Mode.INFER)).size(1));
        }
    }

    private static Tensor flat(Tensor features) {
        return features.to(ScalarType.Float).reshape(features.size(0), -1);
    }

    private static float mean(float[] values, int offset, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[offset + i];
        }
        return (float) (sum / size);
    }

    private double temperature(Code.Categorical code) {
        return calibration == null ? 1 : calibration.codes().temperature(code);
    }

    private float sigma(Code.Continuous code, float logVariance) {
        double said = sigma(logVariance);
        return calibration == null
                ? (float) said
                : calibration.codes().sigma(code).of(said);
    }

    private static float[] softmax(float[] values, int offset, int size, double temperature) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, values[offset + i]);
        }
        double sum = 0;
        double[] exponentials = new double[size];
        for (int i = 0; i < size; i++) {
            exponentials[i] = Math.exp((values[offset + i] - max) / temperature);
            sum += exponentials[i];
        }
        float[] probabilities = new float[size];
        for (int i = 0; i < size; i++) {
            probabilities[i] = (float) (exponentials[i] / sum);
        }
        return probabilities;
    }

    private void requireShape(Shape given) {
        if (!given.equals(shape)) {
            throw new UsageException("the images are " + given + " but the model was trained on " + shape
                    + "; open them with that resolution and that many channels (DataConfig).");
        }
    }
}
