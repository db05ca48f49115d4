package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;

import io.airlift.compress.Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes Parquet files for tests, as Hugging Face's library does. */
public final class ParquetFiles {
    /** The columns of a set of pictures with labels. */
    public static final String PICTURES = "message schema { optional group image { optional binary bytes;"
            + " optional binary path (STRING); } optional int64 label; }";

    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    /** Bytes that say how long a value is, before it. */
    private static final int LENGTH = 4;

    private ParquetFiles() {}

    /**
     * Writes a file.
     *
     * @param classes names of the classes in the column {@code label}, as JSON; empty for none
     * @param fill sets the fields of a row
     */
    public static Path write(
            Path file,
            String schema,
            CompressionCodecName codec,
            String classes,
            int rows,
            BiConsumer<Integer, Group> fill) {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        Map<String, String> metadata = classes.isEmpty()
                ? Map.of()
                : Map.of(
                        "huggingface",
                        "{\"info\": {\"features\": {\"label\": {\"names\": " + classes
                                + ", \"_type\": \"ClassLabel\"}}}}");
        try {
            Files.deleteIfExists(file);
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration())
                    .withCodecFactory(new Codecs())
                    .withCompressionCodec(codec)
                    .withType(type)
                    .withExtraMetaData(metadata)
                    .withRowGroupSize(4000L)
                    .withPageSize(1000)
                    .withMinRowCountForPageSizeCheck(2)
                    .build()) {
                for (int row = 0; row < rows; row++) {
                    SimpleGroup group = new SimpleGroup(type);
                    fill.accept(row, group);
                    writer.write(group);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Writes pictures of one colour, the number of the row times 10, with the labels row modulo 3. */
    public static Path pictures(Path file, int rows) {
        return write(file, PICTURES, CompressionCodecName.SNAPPY, "[\"cat\", \"dog\", \"emu\"]", rows, (row, group) -> {
            group.addGroup("image")
                    .append("bytes", Binary.fromConstantByteArray(PictureFiles.grey(32, 32, 10 * row % 256)))
                    .append("path", row + ".png");
            group.append("label", (long) (row % 3));
        });
    }

    /** Writes pictures as {@code facet data convert} does: in one group, not packed, with one shade of grey each. */
    public static Path plain(Path file, int rows) {
        try (OutputStream out = Files.newOutputStream(file);
                ParquetImages images = new ParquetImages(out, List.of("cat", "dog"), List.of())) {
            for (int row = 0; row < rows; row++) {
                images.add(PictureFiles.grey(32, 32, row % 256), row + ".png", row % 2);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Overwrites some rows of pictures that are not packed, with their lengths. */
    public static void loseRows(Path file, int first, int count) {
        fill(file, first, -LENGTH, first + count);
    }

    /** Overwrites a picture that is not packed behind its signature. */
    public static void spoilPicture(Path file, int row) {
        fill(file, row, PNG.length(), row + 1);
    }

    private static void fill(Path file, int first, int skipped, int end) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int from = -1;
            int to = -1;
            for (int row = 0; row <= end; row++) {
                to = text.indexOf(PNG, to + 1);
                from = row == first ? to + skipped : from;
            }
            Arrays.fill(bytes, from, to - LENGTH, (byte) 0xFF);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A small file of each kind. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try {
            Path folder = Files.createTempDirectory("valid");
            files.put("pictures", Files.readAllBytes(pictures(folder.resolve("a"), 12)));
            for (CompressionCodecName codec : new CompressionCodecName[] {
                CompressionCodecName.UNCOMPRESSED, CompressionCodecName.GZIP, CompressionCodecName.ZSTD
            }) {
                String schema = "message schema { required binary name (STRING); required float size;"
                        + " required group pixels (LIST) { repeated group list { optional int32 element; } } }";
                Path file = write(folder.resolve(codec.name()), schema, codec, "", 20, (row, group) -> {
                    group.append("name", "row " + row % 4).append("size", row / 2f);
                    Group list = group.addGroup("pixels");
                    for (int k = 0; k < 9; k++) {
                        list.addGroup("list").append("element", row + k);
                    }
                });
                files.put(codec.name(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Packs pages as {@link ParquetCodecs} unpacks them. */
    private static final class Codecs implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    ByteArrayOutputStream plain = new ByteArrayOutputStream();
                    bytes.writeAllTo(plain);
                    return BytesInput.from(pack(codec, plain.toByteArray()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        private static byte[] pack(CompressionCodecName codec, byte[] plain) throws IOException {
            return switch (codec) {
                case SNAPPY -> pack(new SnappyCompressor(), plain);
                case ZSTD -> pack(new ZstdCompressor(), plain);
                case GZIP -> {
                    ByteArrayOutputStream packed = new ByteArrayOutputStream();
                    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                        out.write(plain);
                    }
                    yield packed.toByteArray();
                }
                default -> plain;
            };
        }

        private static byte[] pack(Compressor compressor, byte[] plain) {
            byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
            return Arrays.copyOf(packed, compressor.compress(plain, 0, plain.length, packed, 0, packed.length));
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            return new BytesInputDecompressor() {
                @Override
                public BytesInput decompress(BytesInput bytes, int size) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void decompress(ByteBuffer input, int packed, ByteBuffer output, int size) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public void release() {}
    }
}
