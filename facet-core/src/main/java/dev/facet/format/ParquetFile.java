package dev.facet.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipException;

import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A table in a Parquet file (parquet.apache.org), as Hugging Face's data sets have it: what its columns hold, and the
 * names of classes. Apache's library reads it; the sizes that the file claims are compared with its length first.
 *
 * @param rows number of rows
 * @param columns the columns at the top, in the file's order
 * @param classes the names of classes by column, from the metadata that Hugging Face writes
 */
public record ParquetFile(Path file, int rows, List<Column> columns, Map<String, List<String>> classes) {
    /** Greatest number of rows per byte of the file: more would be repetitions of one value. */
    private static final long MOST_ROWS_PER_BYTE = 64;

    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
    private static final int MOST_DEPTH = 8;

    /** What a column holds. */
    public enum Kind {
        /** Bytes, such as those of a picture's file; alone, or as {@code bytes} of a structure, beside a path. */
        BYTES,
        NUMBER,
        TEXT,
        /** Lists of numbers, and lists of such lists. */
        NUMBERS,
        OTHER
    }

    /** A column by its name. */
    public record Column(String name, Kind kind) {}

    /** Whether {@code file} starts like a Parquet file. */
    public static boolean detect(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Reads what the file says of itself.
     *
     * @throws FormatException if it is damaged
     */
    public static ParquetFile open(Path file) throws IOException {
        return reading(file, () -> {
            checkEnd(file);
            try (ParquetFileReader reader = reader(file)) {
                checkClaims(file, reader);
                MessageType schema = reader.getFileMetaData().getSchema();
                List<Column> columns = schema.getFields().stream()
                        .map(field -> new Column(field.getName(), kind(field)))
                        .toList();
                return new ParquetFile(
                        file,
                        (int) reader.getRecordCount(),
                        columns,
                        classes(reader.getFileMetaData().getKeyValueMetaData()));
            }
        });
    }

    /** The values of some columns, row by row; whoever opened them closes them. */
    public ParquetRows read(List<String> names) throws IOException {
        return new ParquetRows(this, names);
    }

    /** What is read with the library. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Runs {@code reading}, and turns whatever the library throws for damaged content into a {@link FormatException}.
     */
    static <T> T reading(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (OutOfMemoryError e) {
            long all = Runtime.getRuntime().maxMemory();
            throw Files.size(file) < all / 8
                    ? new FormatException(
                            file, "is damaged: it claims more than a file of its size can hold; get the file again")
                    : MemoryException.of(file, all, "write it again with smaller groups of rows");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof FormatException || cause instanceof MemoryException) {
                    throw (IOException) cause;
                }
            }
            throw new FormatException(
                    file, "cannot be read as a Parquet file: " + reason(e) + "; get the file again", e);
        }
    }

    /** Whether what {@link #reading} threw is of the library's decoders, and not of a check or of the disk. */
    static boolean isUndecodable(FormatException e) {
        if (e.getCause() == null) {
            return false;
        }
        Throwable root = root(e);
        return !(root instanceof IOException) || root instanceof EOFException || root instanceof ZipException;
    }

    private static String reason(Throwable e) {
        Throwable last = root(e);
        return Objects.requireNonNullElse(last.getMessage(), last.getClass().getSimpleName());
    }

    private static Throwable root(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last;
    }

    /** What the file says of itself is at its end, before the mark that is also at its beginning. */
    private static void checkEnd(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] end = new byte[MAGIC.length];
            in.seek(Math.max(0, in.length() - end.length));
            boolean whole = in.read(end) == end.length && Arrays.equals(end, MAGIC);
            if (!whole) {
                throw new FormatException(
                        file, "is a Parquet file whose end is missing: it is cut short or damaged; get the file again");
            }
        }
    }

    static ParquetFileReader reader(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs(file))
                .build();
        return ParquetFileReader.open(new LocalInputFile(file), options);
    }

    private static void checkClaims(Path file, ParquetFileReader reader) throws IOException {
        long size = Files.size(file);
        long rows = 0;
        for (BlockMetaData block : reader.getRowGroups()) {
            if (block.getRowCount() < 0 || block.getRowCount() > Integer.MAX_VALUE - rows) {
                throw damaged(file, "it claims more than 2147483647 rows");
            }
            rows += block.getRowCount();
            for (ColumnChunkMetaData column : block.getColumns()) {
                long from = column.getStartingPos();
                if (from < 0 || column.getTotalSize() < 0 || column.getTotalSize() > size - from) {
                    throw damaged(file, "column " + column.getPath().toDotString() + " lies beyond its end");
                }
            }
        }
        if (rows > size * MOST_ROWS_PER_BYTE) {
            throw damaged(file, "it claims " + rows + " rows in " + size + " bytes");
        }
    }

    private static FormatException damaged(Path file, String what) {
        return new FormatException(file, "is damaged: " + what + "; get the file again");
    }

    private static Kind kind(Type field) {
        if (field.isRepetition(Type.Repetition.REPEATED)) {
            return field.isPrimitive() && isNumber(field.asPrimitiveType()) ? Kind.NUMBERS : Kind.OTHER;
        }
        if (field.isPrimitive()) {
            PrimitiveType primitive = field.asPrimitiveType();
            if (isNumber(primitive)) {
                return Kind.NUMBER;
            }
            return switch (primitive.getPrimitiveTypeName()) {
                case BINARY -> isText(primitive) ? Kind.TEXT : Kind.BYTES;
                case FIXED_LEN_BYTE_ARRAY -> primitive.getLogicalTypeAnnotation() == null ? Kind.BYTES : Kind.OTHER;
                default -> Kind.OTHER;
            };
        }
        if (isList(field, 0)) {
            return Kind.NUMBERS;
        }
        if (field.asGroupType().containsField(ParquetRows.BYTES)) {
            Type bytes = field.asGroupType().getType(ParquetRows.BYTES);
            return !bytes.isRepetition(Type.Repetition.REPEATED) && kind(bytes) == Kind.BYTES ? Kind.BYTES : Kind.OTHER;
        }
        return Kind.OTHER;
    }

    private static boolean isText(PrimitiveType type) {
        LogicalTypeAnnotation said = type.getLogicalTypeAnnotation();
        return said != null
                && (said.equals(LogicalTypeAnnotation.stringType())
                        || said.equals(LogicalTypeAnnotation.enumType())
                        || said.equals(LogicalTypeAnnotation.jsonType()));
    }

    private static boolean isNumber(PrimitiveType type) {
        LogicalTypeAnnotation said = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case INT32, INT64 -> said == null || said instanceof IntLogicalTypeAnnotation;
            case FLOAT, DOUBLE, BOOLEAN -> said == null;
            default -> false;
        };
    }

    /** Whether a group holds nothing but a list of numbers, or a list of such lists. */
    private static boolean isList(Type field, int depth) {
        if (field.isPrimitive()) {
            return depth > 0 && isNumber(field.asPrimitiveType());
        }
        List<Type> fields = field.asGroupType().getFields();
        boolean repeats = field.isRepetition(Type.Repetition.REPEATED)
                || LogicalTypeAnnotation.listType().equals(field.getLogicalTypeAnnotation());
        return depth < 2 * MOST_DEPTH && repeats && fields.size() == 1 && isList(fields.get(0), depth + 1);
    }

    /** The names of classes in Hugging Face's description of the columns; none if there is no such description. */
    private static Map<String, List<String>> classes(Map<String, String> metadata) {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        String text = metadata.get("huggingface");
        if (text == null) {
            return classes;
        }
        try {
            JsonNode features = JsonMapper.shared()
                    .readTree(text.getBytes(StandardCharsets.UTF_8))
                    .path("info")
                    .path("features");
            for (String column : features.propertyNames()) {
                JsonNode feature = features.path(column);
                List<String> names = new ArrayList<>();
                feature.path("names").forEach(name -> names.add(name.asString("")));
                if (feature.path("_type").asString("").equals("ClassLabel") && !names.isEmpty()) {
                    classes.put(column, List.copyOf(names));
                }
            }
        } catch (JacksonException e) {
            // A description that cannot be read leaves the classes with their numbers.
            classes.clear();
        }
        return classes;
    }
}
