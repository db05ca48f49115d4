package dev.facet.spark;

import java.io.IOException;
import java.util.List;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.explore.CodeLookup;
import dev.facet.onnx.OnnxGenerator;
import dev.facet.onnx.OnnxRecogniser;

/**
 * Functions for SQL. They work row by row; for many rows, {@link FacetRecogniser} and {@link FacetGenerator} are
 * faster, since they work on some hundred at once.
 */
public final class FacetFunctions {
    private FacetFunctions() {}

    /**
     * Registers a function that reads the codes of the bytes of a picture's file, into a structure with the columns of
     * {@link FacetRecogniser}: {@code SELECT read_codes(image.bytes).digit FROM pictures}.
     */
    public static void register(SparkSession spark, String name, FacetRecogniser recogniser) {
        Broadcast<ModelBytes> model = Broadcasts.of(spark, recogniser.model());
        int columns = recogniser.codes().size();
        UDF1<byte[], Row> function = content -> codes(model.value(), columns, content);
        spark.udf().register(name, function, recogniser.codes());
    }

    private static Row codes(ModelBytes model, int columns, byte @Nullable [] content) throws IOException {
        try (Opened.Lease<OnnxRecogniser> open = Opened.RECOGNISERS.lease(model)) {
            OnnxRecogniser recogniser = open.network();
            DataConfig look = ReadCodes.look(recogniser);
            ImageColumn column = new ImageColumn("", -1, false);
            List<@Nullable Object> values;
            try {
                values = CodeColumns.values(
                        new CodeLookup(recogniser.latent(), recogniser.names()),
                        recogniser.encode(column.convert(content, (ImageShape) recogniser.shape(), look)
                                .items()),
                        0);
            } catch (UsageException bad) {
                values = CodeColumns.none(columns, ReadCodes.reason(bad));
            }
            return RowFactory.create(values.toArray());
        }
    }

    /**
     * Registers a function that makes the PNG file of a structure of codes and a seed: {@code SELECT
     * draw_image(named_struct('digit', 3, 'c1', 0.5), 7)}. It is null where the structure has no code, or a value that
     * its code cannot take.
     */
    public static void register(SparkSession spark, String name, FacetGenerator generator) {
        Broadcast<ModelBytes> model = Broadcasts.of(spark, generator.model());
        UDF2<Row, Number, byte[]> function = (codes, seed) -> image(model.value(), codes, seed);
        spark.udf().register(name, function, DataTypes.BinaryType);
    }

    private static byte @Nullable [] image(ModelBytes model, @Nullable Row codes, @Nullable Number seed)
            throws IOException {
        if (codes == null) {
            return null;
        }
        try (Opened.Lease<OnnxGenerator> open = Opened.GENERATORS.lease(model)) {
            MakeImages making =
                    MakeImages.of(open.network(), List.of(codes.schema().fieldNames()));
            return making.make(open.network(), List.of(codes), new long[] {seed == null ? 0 : seed.longValue()})
                    .get(0)
                    .png();
        }
    }
}
