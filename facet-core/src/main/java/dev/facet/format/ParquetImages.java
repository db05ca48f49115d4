package dev.facet.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes pictures into a Parquet file in the layout of Hugging Face's data sets: a column {@code image} of {@code
 * bytes} and {@code path}; {@code label}, with the names of the classes in the metadata; and a column for each factor.
 * Pages are plain and uncompressed, since pictures are compressed already. Holds one group of rows in memory, of some
 * {@value #GROUP_BYTES} bytes. Not thread-safe; whoever makes it closes it, which completes the file.
 */
public final class ParquetImages implements Closeable {
    /** The usual names of the columns. */
    public static final String IMAGE = "image";

    public static final String LABEL = "label";

    private static final int GROUP_BYTES = 8 << 20;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int FEW_ROWS = 16;

    private final MessageType schema;
    private final List<String> factors;
    private final boolean labelled;
    private final ParquetWriter<Group> writer;

    /**
     * Begins a file.
     *
     * @param out where it goes; the caller closes it
     * @param classes the names of the classes; empty if there are no labels
     * @param factors the names of the columns of factors, none of them {@value #IMAGE} or {@value #LABEL}
     */
    public ParquetImages(OutputStream out, List<String> classes, List<String> factors) throws IOException {
        this.factors = List.copyOf(factors);
        this.labelled = !classes.isEmpty();
        Types.MessageTypeBuilder columns = Types.buildMessage();
        columns.addField(Types.optionalGroup()
                .addField(Types.optional(PrimitiveTypeName.BINARY).named(ParquetRows.BYTES))
                .addField(Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named("path"))
                .named(IMAGE));
        if (labelled) {
            columns.addField(Types.optional(PrimitiveTypeName.INT64).named(LABEL));
        }
        factors.forEach(factor ->
                columns.addField(Types.optional(PrimitiveTypeName.DOUBLE).named(factor)));
        this.schema = columns.named("schema");
        this.writer = ExampleParquetWriter.builder(new Stream(out))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withExtraMetaData(Map.of("huggingface", features(classes)))
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withDictionaryEncoding(false)
                .withStatisticsEnabled(IMAGE + "." + ParquetRows.BYTES, false)
                .withRowGroupSize((long) GROUP_BYTES)
                .withMinRowCountForPageSizeCheck(FEW_ROWS)
                .withPageSize(PAGE_BYTES)
                .build();
    }

    /** Hugging Face's description of the columns. */
    private String features(List<String> classes) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        ObjectNode features = root.putObject("info").putObject("features");
        features.putObject(IMAGE).put("_type", "Image");
        if (labelled) {
            ObjectNode label = features.putObject(LABEL);
            ArrayNode names = label.putArray("names");
            classes.forEach(names::add);
            label.put("_type", "ClassLabel");
        }
        factors.forEach(
                factor -> features.putObject(factor).put("dtype", "float64").put("_type", "Value"));
        return root.toString();
    }

    /**
     * Adds a row.
     *
     * @param bytes of a picture's file
     * @param path what the picture is called
     * @param label the index of its class; of no account without classes
     * @param values of the factors, in their order
     */
    public void add(byte[] bytes, String path, int label, double... values) throws IOException {
        if (values.length != factors.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d values for the %d factors %s", values.length, factors.size(), factors));
        }
        Group row = new SimpleGroup(schema);
        row.addGroup(IMAGE)
                .append(ParquetRows.BYTES, Binary.fromConstantByteArray(bytes))
                .append("path", path);
        if (labelled) {
            row.append(LABEL, (long) label);
        }
        for (int i = 0; i < values.length; i++) {
            row.append(factors.get(i), values[i]);
        }
        writer.write(row);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** A stream as the library wants it: it knows how many bytes went through. */
    private record Stream(OutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                private long position;

                @Override
                public long getPos() {
                    return position;
                }

                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                    position++;
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                    position += length;
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
