package dev.facet.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.onnx.OnnxSession.Array;

/**
 * An encoder of {@code facet export} in ONNX Runtime: finds the latent rows from which the generator makes items again.
 * To edit an item, change codes in its row and give the row to {@link OnnxGenerator#generate(LatentBatch)}. Holds
 * native memory; whoever opens it closes it after all calls have returned. Thread-safe.
 */
public final class OnnxEncoder implements AutoCloseable {
    private static final int CHUNK = 256;

    private final OnnxSession session;
    private final ModelDescription description;

    private OnnxEncoder(OnnxSession session, ModelDescription description) {
        this.session = session;
        this.description = description;
    }

    /** Opens {@code encoder.onnx}. Each call uses {@code threads} threads, 0 for one per core. */
    public static OnnxEncoder open(Path file, int threads) throws IOException {
        return OnnxSession.open(file, threads, (session, description) -> {
            if (!session.outputs().contains(OnnxNames.LATENT)
                    || !session.inputs().contains(OnnxNames.items(description.shape()))) {
                throw new UsageException(file + " is not an encoder: its outputs are " + session.outputs()
                        + ". Name the file " + OnnxNames.ENCODER_FILE + " of an export.");
            }
            return new OnnxEncoder(session, description);
        });
    }

    /** The layout of the rows that it finds. */
    public LatentSpec latent() {
        return description.latent();
    }

    /** The shape of the items that it takes. */
    public Shape shape() {
        return description.shape();
    }

    /**
     * The latent rows of items, as {@code Model.invert} finds them.
     *
     * @throws UsageException if the items have another shape
     */
    public LatentBatch invert(Items items) throws IOException {
        if (!shape().fits(items.shape())) {
            throw new UsageException("the images are " + items.shape() + " but the encoder takes " + shape()
                    + "; bring them to that size and that many channels.");
        }
        int width = latent().width();
        float[] rows = new float[items.count() * width];
        for (int from = 0; from < items.count(); from += CHUNK) {
            int count = Math.min(CHUNK, items.count() - from);
            Array input = OnnxRecogniser.values(shape(), items, from, count);
            Array found = session.run(Map.of(OnnxNames.items(shape()), input)).get(OnnxNames.LATENT);
            if (found == null || found.values().length != count * width) {
                throw new IOException(
                        session.file() + " has no output " + OnnxNames.LATENT + " of " + count + " rows of " + width);
            }
            System.arraycopy(found.values(), 0, rows, from * width, count * width);
        }
        return new LatentBatch(latent(), items.count(), rows);
    }

    @Override
    public void close() {
        session.close();
    }
}
