package dev.facet.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

import dev.facet.codes.Alignment;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.onnx.OnnxSession.Array;

/**
 * A generator of {@code facet export} in ONNX Runtime, for programs that only generate and do without libtorch. Row i
 * of a result depends only on row i of the input. Holds native memory, a few times the size of its file; whoever opens
 * it closes it after all calls have returned. Thread-safe.
 */
public final class OnnxGenerator implements AutoCloseable {
    private static final int CHUNK = 256;

    private final OnnxSession session;
    private final ModelDescription description;

    private OnnxGenerator(OnnxSession session, ModelDescription description) {
        this.session = session;
        this.description = description;
    }

    /** Opens {@code generator.onnx}. Calls use all cores. */
    public static OnnxGenerator open(Path file) throws IOException {
        return open(file, 0);
    }

    /** Opens {@code generator.onnx}. Each call uses {@code threads} threads, 0 for one per core. */
    public static OnnxGenerator open(Path file, int threads) throws IOException {
        return OnnxSession.open(file, threads, OnnxGenerator::of);
    }

    /**
     * Opens the bytes of a {@code generator.onnx}, such as came from another machine.
     *
     * @param name of the file, for messages
     * @param threads of each call, 0 for one per core
     */
    public static OnnxGenerator open(String name, byte[] content, int threads) throws IOException {
        return OnnxSession.open(name, content, threads, OnnxGenerator::of);
    }

    private static OnnxGenerator of(OnnxSession session, ModelDescription description) {
        if (!session.inputs().contains(OnnxNames.LATENT)) {
            throw new UsageException(session.file() + " is not a generator: its inputs are " + session.inputs()
                    + ". Name the file " + OnnxNames.GENERATOR_FILE + " of an export.");
        }
        return new OnnxGenerator(session, description);
    }

    /**
     * A latent row of the samples of {@code seed}, as {@link #generate(long, int)} draws it: what it leaves to chance
     * is the same for the same seed and row, whoever asks.
     */
    public LatentBatch draw(long seed, long first, int count) {
        LatentBatch drawn = latent().draw(seed, first, count);
        Alignment alignment = description.alignment();
        return alignment == null ? drawn : alignment.toSliders(drawn);
    }

    /** The layout of the input. */
    public LatentSpec latent() {
        return description.latent();
    }

    /** The shape of the generated items. */
    public Shape shape() {
        return description.shape();
    }

    /**
     * The names that people gave the codes. {@code CodeValues.parse} uses them to find a category by its name; {@link
     * LatentBatch#setCategory} wants an index, which is never a name.
     */
    public CodeNames names() {
        return description.names();
    }

    /** Generates the samples of {@code seed}, as {@code Model.generate} does. */
    public Items generate(long seed, int count) throws IOException {
        return generate(draw(seed, 0, count));
    }

    /** Generates from latent rows, as {@code Model.generate} does. */
    public Items generate(LatentBatch latents) throws IOException {
        if (!latents.spec().equals(latent())) {
            throw new IllegalArgumentException(
                    "the latent rows are laid out for " + latents.spec() + "; this generator takes " + latent());
        }
        Shape shape = shape();
        int width = latent().width();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(latents.count(), shape.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < latents.count(); from += CHUNK) {
            int count = Math.min(CHUNK, latents.count() - from);
            float[] rows = new float[count * width];
            System.arraycopy(latents.values(), from * width, rows, 0, rows.length);
            Map<String, Array> made = session.run(Map.of(OnnxNames.LATENT, new Array(new long[] {count, width}, rows)));
            Array items = made.get(OnnxNames.items(shape));
            if (items == null || items.values().length != count * shape.channels() * shape.height() * shape.width()) {
                throw new IOException(session.file() + " does not make " + shape + " as its description says");
            }
            for (float value : items.values()) {
                if (shape instanceof ImageShape) {
                    bytes.put((byte) Math.max(0, Math.min(255, Math.rint(255 * value))));
                } else {
                    bytes.putFloat(value);
                }
            }
        }
        shape.cutAll(bytes.array());
        return new Items(shape, latents.count(), bytes.array());
    }

    @Override
    public void close() {
        session.close();
    }
}
