package dev.facet.spark;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.onnx.OnnxNames;
import dev.facet.onnx.OnnxRecogniser;

/**
 * Reads the codes of a column of pictures, as {@code facet encode} does: a stage of Spark ML's pipelines around the
 * recogniser of an export. The column has the bytes of pictures' files, Hugging Face's {@code {bytes, path}}, or the
 * structures of Spark's own source of images. Added are, for a code with categories, CODE (the most probable one's
 * name, or else its index), CODE_index, CODE_probability and CODE_probabilities; for a continuous code, CODE (the mean)
 * and CODE_sigma; then data_distance, data_percentile, unlike_data; and reason, which is null, or says why a row has no
 * codes, such as a damaged picture. The comments of the columns say so, too.
 *
 * <p>The network is broadcast once to each machine, where all tasks share one session of ONNX Runtime; libtorch is not
 * loaded. Pictures become the model's input as those of its training did; of those with transparent parts or more than
 * 8 bits, each is looked at by itself where the run's settings leave it open.
 */
public final class FacetRecogniser extends Transformer implements MLWritable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int BATCH = 256;
    private static final int MOST_BATCH = 1 << 16;

    private final String uid;
    private final ModelBytes model;
    private final StructType fields;
    private final int channels;
    private final int height;
    private final int width;

    private final Param<String> inputCol;
    private final Param<String> outputPrefix;
    private final BooleanParam keepInput;
    private final IntParam batch;

    private FacetRecogniser(String uid, ModelBytes model) throws IOException {
        this.uid = uid;
        this.model = model;
        try (Opened.Lease<OnnxRecogniser> open = Opened.RECOGNISERS.lease(model)) {
            if (!(open.network().shape() instanceof ImageShape images)) {
                throw new UsageException(model.name() + " reads sequences; on Spark, codes are read of pictures only.");
            }
            channels = images.channels();
            height = images.height();
            width = images.width();
            fields = new StructType(CodeColumns.fields(open.network()).toArray(StructField[]::new));
        }
        // These ask for the uid, so they are made after it.
        inputCol = new Param<>(
                this, "inputCol", "the column of pictures; empty takes the only one, or one of a usual name");
        outputPrefix = new Param<>(this, "outputPrefix", "what the names of the columns of codes begin with");
        keepInput = new BooleanParam(this, "keepInput", "whether the column of pictures stays in the result");
        batch = new IntParam(
                this, "batch", "rows that are read at once", ParamValidators.inRange(1, MOST_BATCH, true, true));
        setDefault(inputCol, "");
        setDefault(outputPrefix, "");
        setDefault(keepInput, true);
        setDefault(batch, BATCH);
    }

    /**
     * A recogniser of a file.
     *
     * @param file {@code recogniser.onnx} of an export, on any file system that Hadoop knows
     * @throws UsageException if it is none
     */
    public static FacetRecogniser open(SparkSession spark, String file) throws IOException {
        return of(ModelBytes.read(file, spark.sparkContext().hadoopConfiguration()));
    }

    /** A recogniser of the bytes of such a file. */
    public static FacetRecogniser of(byte[] content) throws IOException {
        return of(ModelBytes.of(OnnxNames.RECOGNISER_FILE, content));
    }

    private static FacetRecogniser of(ModelBytes model) throws IOException {
        return new FacetRecogniser(
                Identifiable$.MODULE$.randomUID("facetRecogniser"),
                new ModelBytes(OnnxNames.RECOGNISER_FILE, model.content(), model.key()));
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> inputCol() {
        return inputCol;
    }

    /** Names the column of pictures. */
    public FacetRecogniser setInputCol(String name) {
        set(inputCol, name);
        return this;
    }

    public Param<String> outputPrefix() {
        return outputPrefix;
    }

    /** Lets the names of the columns of codes begin with {@code prefix}, so that they are none that are there. */
    public FacetRecogniser setOutputPrefix(String prefix) {
        set(outputPrefix, prefix);
        return this;
    }

    public BooleanParam keepInput() {
        return keepInput;
    }

    /** Says whether the column of pictures stays; it does unless told. */
    public FacetRecogniser setKeepInput(boolean keeps) {
        set(keepInput, keeps);
        return this;
    }

    public IntParam batch() {
        return batch;
    }

    /** Sets how many rows are read at once. */
    public FacetRecogniser setBatch(int rows) {
        set(batch, rows);
        return this;
    }

    /** The columns of codes, with comments. */
    public StructType codes() {
        String prefix = getOrDefault(outputPrefix);
        return new StructType(Arrays.stream(fields.fields())
                .map(field ->
                        new StructField(prefix + field.name(), field.dataType(), field.nullable(), field.metadata()))
                .toArray(StructField[]::new));
    }

    ModelBytes model() {
        return model;
    }

    /** The shape to which pictures are brought. */
    ImageShape shape() {
        return new ImageShape(channels, height, width);
    }

    private ImageColumn column(StructType schema) {
        String name = getOrDefault(inputCol);
        return ImageColumn.of(schema, name.isEmpty() ? null : name);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        ImageColumn column = column(schema);
        boolean kept = (Boolean) getOrDefault(keepInput);
        List<StructField> all = new ArrayList<>();
        Arrays.stream(schema.fields())
                .filter(field -> kept || !field.name().equals(column.name()))
                .forEach(all::add);
        for (StructField field : codes().fields()) {
            if (all.stream().anyMatch(other -> lower(other.name()).equals(lower(field.name())))) {
                throw new UsageException("the table has a column '" + field.name() + "' already, and one of codes has"
                        + " the same name. Rename it, or let those of codes begin with something, such as"
                        + " setOutputPrefix(\"q_\").");
            }
            all.add(field);
        }
        return new StructType(all.toArray(StructField[]::new));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        return transformed(dataset, null);
    }

    /** As {@link #transform(Dataset)}; {@code resized} counts pictures of another size than the model's. */
    Dataset<Row> transformed(Dataset<?> dataset, @Nullable LongAccumulator resized) {
        StructType schema = dataset.schema();
        StructType result = transformSchema(schema);
        ImageColumn column = column(schema);
        ReadCodes reading = new ReadCodes(
                Broadcasts.of(dataset.sparkSession(), model),
                column,
                schema.fieldIndex(column.name()),
                (Boolean) getOrDefault(keepInput),
                fields.size(),
                (Integer) getOrDefault(batch),
                resized);
        return CodeColumns.commented(dataset.toDF().mapPartitions(reading, Encoders.row(result)), result);
    }

    @Override
    public FacetRecogniser copy(ParamMap extra) {
        try {
            return copyValues(new FacetRecogniser(uid, model), extra);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MLWriter write() {
        return new ModelWriter(this, model);
    }

    /** Reads saved ones. */
    public static MLReader<FacetRecogniser> read() {
        return ModelWriter.reader(OnnxNames.RECOGNISER_FILE, FacetRecogniser::new);
    }

    /** Loads what {@code save} saved. */
    public static FacetRecogniser load(String path) {
        return read().load(path);
    }
}
