package dev.facet.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.onnx.OnnxSession.Array;

/**
 * A generator that {@code facet export} wrote, in ONNX Runtime: for programs that only generate, and want no libtorch.
 * Row i of a result depends on row i of what it is asked for alone. Holds native memory, a few times the size of its
 * file; whoever opens it closes it, and not before every call has returned. Thread-safe.
 */
public final class OnnxGenerator implements AutoCloseable {
    private static final int CHUNK = 256;

    private final OnnxSession session;
    private final ModelDescription description;

    private OnnxGenerator(OnnxSession session, ModelDescription description) {
        this.session = session;
        this.description = description;
    }

    /** Opens {@code generator.onnx}; calls compute with all cores. */
    public static OnnxGenerator open(Path file) throws IOException {
        return open(file, 0);
    }

    /** Opens it; each call computes with so many threads, 0 for one for each core. */
    public static OnnxGenerator open(Path file, int threads) throws IOException {
        return OnnxSession.open(file, threads, (session, description) -> {
            if (!session.inputs().contains(OnnxNames.LATENT)) {
                throw new UsageException(file + " is no generator: its inputs are " + session.inputs()
                        + ". Name the file " + OnnxNames.GENERATOR_FILE + " of an export.");
            }
            return new OnnxGenerator(session, description);
        });
    }

    /** What it is fed. */
    public LatentSpec latent() {
        return description.latent();
    }

    /** The shape of what it makes. */
    public Shape shape() {
        return description.shape();
    }

    /**
     * What people called its codes. {@code CodeValues.parse} takes them to find a category by its name; an index, such
     * as {@link LatentBatch#setCategory} wants, is never a name.
     */
    public CodeNames names() {
        return description.names();
    }

    /** {@code count} samples: rows 0 … count − 1 of the sequence that {@code seed} stands for. */
    public Items generate(long seed, int count) throws IOException {
        return generate(latent().draw(seed, 0, count));
    }

    /** What it makes of some latent rows, as {@code Model.generate} does. */
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
        return new Items(shape, latents.count(), bytes.array());
    }

    @Override
    public void close() {
        session.close();
    }
}
