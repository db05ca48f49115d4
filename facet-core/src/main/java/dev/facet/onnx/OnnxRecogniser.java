package dev.facet.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import dev.facet.codes.Calibration;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.Encodings.Distances;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.onnx.OnnxSession.Array;

/**
 * A recogniser Q of {@code facet export} in ONNX Runtime: reads the codes of images without libtorch. Holds native
 * memory; whoever opens it closes it after all calls have returned. Thread-safe.
 */
public final class OnnxRecogniser implements AutoCloseable {
    private static final int CHUNK = 256;

    private final OnnxSession session;
    private final ModelDescription description;

    private OnnxRecogniser(OnnxSession session, ModelDescription description) {
        this.session = session;
        this.description = description;
    }

    /** Opens {@code recogniser.onnx}. Calls use all cores. */
    public static OnnxRecogniser open(Path file) throws IOException {
        return open(file, 0);
    }

    /** Opens {@code recogniser.onnx}. Each call uses {@code threads} threads, 0 for one per core. */
    public static OnnxRecogniser open(Path file, int threads) throws IOException {
        return OnnxSession.open(file, threads, OnnxRecogniser::of);
    }

    /**
     * Opens the bytes of a {@code recogniser.onnx}, such as came from another machine.
     *
     * @param name of the file, for messages
     * @param threads of each call, 0 for one per core
     */
    public static OnnxRecogniser open(String name, byte[] content, int threads) throws IOException {
        return OnnxSession.open(name, content, threads, OnnxRecogniser::of);
    }

    private static OnnxRecogniser of(OnnxSession session, ModelDescription description) {
        boolean every = description.latent().codes().stream()
                .allMatch(code -> session.outputs()
                        .contains(
                                code instanceof Code.Categorical
                                        ? OnnxNames.probabilities(code)
                                        : OnnxNames.mean(code)));
        if (!every || !session.inputs().contains(OnnxNames.items(description.shape()))) {
            throw new UsageException(session.file() + " is not a recogniser: its outputs are " + session.outputs()
                    + ". Name the file " + OnnxNames.RECOGNISER_FILE + " of an export.");
        }
        return new OnnxRecogniser(session, description);
    }

    /** The codes that it reads. */
    public LatentSpec latent() {
        return description.latent();
    }

    /** The shape of the items that it reads. */
    public Shape shape() {
        return description.shape();
    }

    /** How picture files become items; empty for sequences, and for exports of older versions. */
    public Optional<ModelDescription.Pictures> pictures() {
        return Optional.ofNullable(description.pictures());
    }

    /**
     * The names that people gave the codes; {@link CodeNames#name(Code.Categorical, int)} gives the name of a category
     * by its index.
     */
    public CodeNames names() {
        return description.names();
    }

    /**
     * The calibration of its probabilities and standard deviations; empty if they are not calibrated, as in an export
     * of a run without a calibration.
     */
    public Optional<Calibration> calibration() {
        return measures() ? Optional.ofNullable(description.calibration()) : Optional.empty();
    }

    private boolean measures() {
        return session.outputs().contains(OnnxNames.DISTANCE)
                && session.outputs().contains(OnnxNames.PERCENTILE);
    }

    /**
     * Reads items, as {@code Model.encode} does.
     *
     * @throws UsageException if they have another shape
     */
    public Encodings encode(Items items) throws IOException {
        if (!shape().fits(items.shape())) {
            throw new UsageException("the images are " + items.shape() + " but the recogniser reads " + shape()
                    + "; bring them to that size and that many channels.");
        }
        LatentSpec latent = latent();
        int total = items.count();
        float[][][] probabilities = new float[latent.categorical().size()][total][];
        float[][] means = new float[latent.continuous().size()][total];
        float[][] sigmas = new float[latent.continuous().size()][total];
        Distances distances = calibration().isPresent() ? new Distances(new float[total], new float[total]) : null;
        for (int from = 0; from < total; from += CHUNK) {
            int count = Math.min(CHUNK, total - from);
            Map<String, Array> told =
                    session.run(Map.of(OnnxNames.items(shape()), values(shape(), items, from, count)));
            for (int k = 0; k < probabilities.length; k++) {
                Code.Categorical code = latent.categorical().get(k);
                float[] rows = values(told, OnnxNames.probabilities(code));
                for (int i = 0; i < count; i++) {
                    probabilities[k][from + i] = Arrays.copyOfRange(rows, i * code.size(), (i + 1) * code.size());
                }
            }
            for (int k = 0; k < means.length; k++) {
                Code.Continuous code = latent.continuous().get(k);
                float[] mean = values(told, OnnxNames.mean(code));
                float[] sigma = values(told, OnnxNames.sigma(code));
                for (int i = 0; i < count; i++) {
                    means[k][from + i] = average(mean, i * code.size(), code.size());
                    sigmas[k][from + i] = average(sigma, i * code.size(), code.size());
                }
            }
            if (distances != null) {
                System.arraycopy(values(told, OnnxNames.DISTANCE), 0, distances.values(), from, count);
                System.arraycopy(values(told, OnnxNames.PERCENTILE), 0, distances.percentiles(), from, count);
            }
        }
        return new Encodings(latent, total, probabilities, means, sigmas, distances);
    }

    /** Items as the input of an exported network. */
    static Array values(Shape shape, Items items, int from, int count) {
        int numbers = shape.channels() * shape.height() * shape.width();
        float[] values = new float[count * numbers];
        if (shape instanceof ImageShape) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (items.bytes()[from * numbers + i] & 0xFF) / 255f;
            }
            return new Array(new long[] {count, shape.channels(), shape.height(), shape.width()}, values);
        }
        ByteBuffer.wrap(items.bytes(), from * shape.bytes(), count * shape.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new Array(new long[] {count, shape.channels(), shape.width()}, values);
    }

    private float[] values(Map<String, Array> told, String name) throws IOException {
        Array array = told.get(name);
        if (array == null) {
            throw new IOException(session.file() + " has no output " + name);
        }
        return array.values();
    }

    private static float average(float[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
        }
        return (float) (sum / count);
    }

    @Override
    public void close() {
        session.close();
    }
}
