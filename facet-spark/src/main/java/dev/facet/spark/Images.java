package dev.facet.spark;

import java.util.Arrays;
import java.util.List;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** What jobs ask of columns of pictures. */
public final class Images {
    private static final String HIDDEN = "__facet_";

    private Images() {}

    /**
     * The name of the column of pictures of a table.
     *
     * @param wanted its name; null takes the only one, or one of a usual name
     * @param own columns that were added, with names that begin in a way of their own
     * @throws dev.facet.config.UsageException if there is none, or it is not clear which
     */
    public static String column(StructType schema, @Nullable String wanted, List<String> own) {
        StructType theirs = new StructType(Arrays.stream(schema.fields())
                .filter(field -> own.stream().noneMatch(name -> field.name().equals(HIDDEN + name)))
                .toArray(StructField[]::new));
        return ImageColumn.of(theirs, wanted).name();
    }

    /** Whether a column of pictures has their paths, too, as Hugging Face's structures do. */
    public static boolean hasPaths(StructType schema, String column) {
        return schema.apply(column).dataType() instanceof StructType struct && ImageColumn.path(struct) >= 0;
    }

    /** Reads codes, and counts pictures of another size than the model's. */
    public static Dataset<Row> codes(FacetRecogniser recogniser, Dataset<?> rows, LongAccumulator resized) {
        return recogniser.transformed(rows, resized);
    }

    /** The shape to which a recogniser's pictures are brought, in words. */
    public static String shape(FacetRecogniser recogniser) {
        return recogniser.shape().toString();
    }
}
