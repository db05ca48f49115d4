package dev.facet.spark;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.onnx.OnnxGenerator;
import dev.facet.onnx.OnnxNames;

/**
 * Makes a picture of each row of codes: a stage of Spark ML's pipelines around the generator of an export. Columns
 * whose names are those of codes are read: of a code with categories, a number is the index of a category and a text
 * its name. What there is no column for, or null, is drawn at random, as is the noise, from the row's own seed if there
 * is a column of seeds, and else from one seed for all rows, so that they differ in their codes alone. Added are image,
 * the bytes of a PNG file, and image_reason, which is null, or says why there is none.
 */
public final class FacetGenerator extends Transformer implements MLWritable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int BATCH = 256;

    private final String uid;
    private final ModelBytes model;

    private final Param<String> outputCol;
    private final Param<String> seedCol;
    private final LongParam seed;

    private FacetGenerator(String uid, ModelBytes model) throws IOException {
        this.uid = uid;
        this.model = model;
        try (Opened.Lease<OnnxGenerator> open = Opened.GENERATORS.lease(model)) {
            if (!(open.network().shape() instanceof ImageShape)) {
                throw new UsageException(model.name() + " makes sequences; on Spark, pictures are made only.");
            }
        }
        // These ask for the uid, so they are made after it.
        outputCol = new Param<>(this, "outputCol", "the column of pictures");
        seedCol = new Param<>(this, "seedCol", "the column of whole numbers from which noise is drawn; empty: none");
        seed = new LongParam(this, "seed", "from which noise is drawn where no column says it");
        setDefault(outputCol, "image");
        setDefault(seedCol, "");
        setDefault(seed, 0L);
    }

    /**
     * A generator of a file.
     *
     * @param file {@code generator.onnx} of an export, on any file system that Hadoop knows
     * @throws UsageException if it is none
     */
    public static FacetGenerator open(SparkSession spark, String file) throws IOException {
        ModelBytes read = ModelBytes.read(file, spark.sparkContext().hadoopConfiguration());
        return new FacetGenerator(
                Identifiable$.MODULE$.randomUID("facetGenerator"),
                new ModelBytes(OnnxNames.GENERATOR_FILE, read.content(), read.key()));
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> outputCol() {
        return outputCol;
    }

    /** Names the column of pictures. */
    public FacetGenerator setOutputCol(String name) {
        set(outputCol, name);
        return this;
    }

    public Param<String> seedCol() {
        return seedCol;
    }

    /** Names the column of seeds. */
    public FacetGenerator setSeedCol(String name) {
        set(seedCol, name);
        return this;
    }

    public LongParam seed() {
        return seed;
    }

    /** Sets the seed of rows without one of their own. */
    public FacetGenerator setSeed(long value) {
        set(seed, value);
        return this;
    }

    ModelBytes model() {
        return model;
    }

    private List<StructField> added() {
        String name = getOrDefault(outputCol);
        return List.of(
                CodeColumns.field(name, DataTypes.BinaryType, "a PNG file that a generator made of the row's codes"),
                CodeColumns.field(
                        name + "_" + CodeColumns.REASON,
                        DataTypes.StringType,
                        "why there is no picture; null if there is one"));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        String seeds = getOrDefault(seedCol);
        List<String> names = List.of(schema.fieldNames());
        if (!seeds.isEmpty() && (!names.contains(seeds) || !(schema.apply(seeds).dataType() instanceof NumericType))) {
            throw new UsageException("seedCol is '" + seeds + "', and the table has no such column of numbers; its"
                    + " columns are " + schema.simpleString() + ".");
        }
        List<StructField> all = new ArrayList<>(Arrays.asList(schema.fields()));
        for (StructField field : added()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (names.stream().anyMatch(other -> other.toLowerCase(Locale.ROOT).equals(name))) {
                throw new UsageException("the table has a column '" + field.name()
                        + "' already; name another for the pictures: setOutputCol(\"made\").");
            }
            all.add(field);
        }
        return new StructType(all.toArray(StructField[]::new));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = dataset.schema();
        StructType result = transformSchema(schema);
        String seeds = getOrDefault(seedCol);
        MakeImages making = making(model, List.of(schema.fieldNames()));
        Making task = new Making(
                Broadcasts.of(dataset.sparkSession(), model),
                making,
                seeds.isEmpty() ? -1 : schema.fieldIndex(seeds),
                (Long) getOrDefault(seed));
        return CodeColumns.commented(dataset.toDF().mapPartitions(task, Encoders.row(result)), result);
    }

    static MakeImages making(ModelBytes model, List<String> names) {
        try (Opened.Lease<OnnxGenerator> open = Opened.GENERATORS.lease(model)) {
            return MakeImages.of(open.network(), names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the pictures of the rows of a partition. */
    private record Making(Broadcast<ModelBytes> model, MakeImages images, int seeds, long seed)
            implements MapPartitionsFunction<Row, Row> {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public Iterator<Row> call(Iterator<Row> input) throws IOException {
            OnnxGenerator generator = Opened.GENERATORS.forTask(model.value());
            return new RowBatches(input, (rows, ready) -> make(generator, rows, ready));
        }

        private void make(OnnxGenerator generator, Iterator<Row> input, Queue<Row> ready) throws IOException {
            List<Row> rows = new ArrayList<>();
            long[] drawn = new long[BATCH];
            while (rows.size() < BATCH && input.hasNext()) {
                Row row = input.next();
                drawn[rows.size()] = seeds < 0 || row.isNullAt(seeds) ? seed : ((Number) row.get(seeds)).longValue();
                rows.add(row);
            }
            List<MakeImages.Made> made = images.make(generator, rows, drawn);
            for (int i = 0; i < rows.size(); i++) {
                ready.add(ReadCodes.with(
                        rows.get(i),
                        Arrays.asList(made.get(i).png(), made.get(i).reason())));
            }
        }
    }

    @Override
    public FacetGenerator copy(ParamMap extra) {
        try {
            return copyValues(new FacetGenerator(uid, model), extra);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MLWriter write() {
        return new ModelWriter(this, model);
    }

    /** Reads saved ones. */
    public static MLReader<FacetGenerator> read() {
        return ModelWriter.reader(OnnxNames.GENERATOR_FILE, FacetGenerator::new);
    }

    /** Loads what {@code save} saved. */
    public static FacetGenerator load(String path) {
        return read().load(path);
    }
}
