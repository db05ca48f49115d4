package dev.facet.spark;

import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Encodings;
import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.picture.Picture.Converted;
import dev.facet.explore.CodeLookup;
import dev.facet.onnx.ModelDescription.Pictures;
import dev.facet.onnx.OnnxRecogniser;

/**
 * Reads the codes of the rows of a partition, some hundred at once. Rows come out in the order in which they came in.
 *
 * @param index of the column of images
 * @param kept whether that column stays
 * @param columns number of columns of codes
 * @param rows that are read at once
 * @param resized counts pictures that were of another size; null if nobody asks
 */
record ReadCodes(
        Broadcast<ModelBytes> model,
        ImageColumn column,
        int index,
        boolean kept,
        int columns,
        int rows,
        @Nullable LongAccumulator resized)
        implements MapPartitionsFunction<Row, Row> {
    @Serial
    private static final long serialVersionUID = 1;

    /** Pictures' files of more bytes are not held at once. */
    private static final long MOST_BYTES = 32 << 20;

    @Override
    public Iterator<Row> call(Iterator<Row> input) throws IOException {
        return new RowBatches(input, new Reading(Opened.RECOGNISERS.forTask(model.value()))::read);
    }

    /** The settings by which pictures become a recogniser's input. */
    static DataConfig look(OnnxRecogniser recogniser) {
        return recogniser.pictures().map(Pictures::settings).orElseGet(() -> new DataConfig("pictures", 0, 0, 2, 1));
    }

    /** Why a picture has no codes. */
    static String reason(UsageException failure) {
        return String.valueOf(failure.getMessage()).strip();
    }

    private final class Reading {
        private final OnnxRecogniser recogniser;
        private final ImageShape shape;
        private final DataConfig look;
        private final CodeLookup lookup;

        Reading(OnnxRecogniser recogniser) {
            this.recogniser = recogniser;
            this.shape = (ImageShape) recogniser.shape();
            this.look = look(recogniser);
            this.lookup = new CodeLookup(recogniser.latent(), recogniser.names());
        }

        /** Reads the next rows. */
        private void read(Iterator<Row> input, Queue<Row> ready) throws IOException {
            List<Row> batch = new ArrayList<>();
            List<@Nullable String> reasons = new ArrayList<>();
            byte[] pixels = new byte[rows * shape.bytes()];
            int images = 0;
            long bytes = 0;
            while (batch.size() < rows && bytes < MOST_BYTES && input.hasNext()) {
                Row row = input.next();
                Object value = row.get(index);
                bytes += kept ? column.size(value) : 0;
                try {
                    Converted picture = column.convert(value, shape, look);
                    System.arraycopy(picture.items().bytes(), 0, pixels, images++ * shape.bytes(), shape.bytes());
                    reasons.add(null);
                    if (resized != null && (picture.width() != shape.width() || picture.height() != shape.height())) {
                        resized.add(1);
                    }
                } catch (UsageException bad) {
                    reasons.add(reason(bad));
                }
                batch.add(kept ? row : without(row));
            }
            Items items = new Items(shape, images, Arrays.copyOf(pixels, images * shape.bytes()));
            Encodings codes = recogniser.encode(items);
            int image = 0;
            for (int i = 0; i < batch.size(); i++) {
                String reason = reasons.get(i);
                ready.add(with(
                        batch.get(i),
                        reason == null
                                ? CodeColumns.values(lookup, codes, image++)
                                : CodeColumns.none(columns, reason)));
            }
        }

        private Row without(Row row) {
            Object[] values = new Object[row.size() - 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i < index ? i : i + 1);
            }
            return RowFactory.create(values);
        }
    }

    /** A row with more values behind its own. */
    static Row with(Row row, List<@Nullable Object> more) {
        @Nullable Object[] values = new Object[row.size() + more.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < row.size() ? row.get(i) : more.get(i - row.size());
        }
        return RowFactory.create(values);
    }
}
