package dev.facet.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.Encodings.Distances;
import dev.facet.explore.CodeLookup;
import dev.facet.onnx.OnnxRecogniser;

import static org.apache.spark.sql.functions.col;

/** The columns of codes: their names, types and comments, and their values. They are those of {@code facet encode}. */
final class CodeColumns {
    /** The column that says why a row has no codes. */
    static final String REASON = "reason";

    private CodeColumns() {}

    /** The columns that a recogniser fills, the reason last. */
    static List<StructField> fields(OnnxRecogniser recogniser) {
        List<StructField> fields = new ArrayList<>();
        for (Code code : recogniser.latent().codes()) {
            String name = code.name();
            String label = recogniser.names().label(code);
            if (code instanceof Code.Categorical categorical) {
                String of = " of code " + label + ", which has " + categorical.size() + " categories";
                fields.add(field(
                        name,
                        DataTypes.StringType,
                        "the most probable category" + of + ": its name, or else its index"));
                fields.add(field(name + "_index", DataTypes.IntegerType, "the index of that category" + of));
                fields.add(field(name + "_probability", DataTypes.FloatType, "the probability of that category" + of));
                fields.add(field(
                        name + "_probabilities",
                        DataTypes.createArrayType(DataTypes.FloatType, false),
                        "the probabilities of all categories" + of + ", by their indices"));
            } else {
                fields.add(field(name, DataTypes.FloatType, "the mean of code " + label));
                fields.add(field(name + "_sigma", DataTypes.FloatType, "the standard deviation of code " + label));
            }
        }
        String measured = recogniser.calibration().isPresent() ? "" : "; always null: the model is not calibrated";
        fields.add(field(
                "data_distance",
                DataTypes.FloatType,
                "how far the image is from the training data; beyond 1 it is unlike them" + measured));
        fields.add(field(
                "data_percentile",
                DataTypes.FloatType,
                "how many of 100 held-out images of the data are nearer" + measured));
        fields.add(field("unlike_data", DataTypes.BooleanType, "whether the image is unlike the data" + measured));
        fields.add(field(REASON, DataTypes.StringType, "why the row has no codes; null if it has codes"));
        return fields;
    }

    static StructField field(String name, DataType type, String comment) {
        return new StructField(name, type, true, Metadata.empty()).withComment(comment);
    }

    /** The same rows with the comments of {@code schema}, which a function over rows loses. */
    static Dataset<Row> commented(Dataset<Row> rows, StructType schema) {
        return rows.select(Arrays.stream(schema.fields())
                .map(field -> col("`" + field.name().replace("`", "``") + "`").as(field.name(), field.metadata()))
                .toArray(Column[]::new));
    }

    /** The values of these columns for an image; {@code lookup} knows the names of categories. */
    static List<@Nullable Object> values(CodeLookup lookup, Encodings read, int image) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Code code : lookup.latent().codes()) {
            if (code instanceof Code.Categorical categorical) {
                float[] probabilities = read.probabilities(categorical)[image];
                int category = read.category(categorical, image);
                values.add(lookup.reference(categorical, category));
                values.add(category);
                values.add(probabilities[category]);
                values.add(boxed(probabilities));
            } else if (code instanceof Code.Continuous continuous) {
                values.add(read.means(continuous)[image]);
                values.add(read.sigmas(continuous)[image]);
            }
        }
        Distances distances = read.distances();
        if (distances == null) {
            values.addAll(Arrays.asList(null, null, null));
        } else {
            values.addAll(
                    Arrays.asList(distances.values()[image], distances.percentiles()[image], distances.unlike(image)));
        }
        values.add(null);
        return values;
    }

    private static Float[] boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }

    /** The values of a row without codes. */
    static List<@Nullable Object> none(int columns, String reason) {
        List<@Nullable Object> values = new ArrayList<>(Collections.nCopies(columns - 1, null));
        values.add(reason);
        return values;
    }
}
