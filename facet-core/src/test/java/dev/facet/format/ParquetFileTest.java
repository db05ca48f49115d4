package dev.facet.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.format.ParquetFile.Column;
import dev.facet.format.ParquetFile.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ParquetFileTest {
    @TempDir
    Path folder;

    @Test
    void columnsAndNamesOfClassesAreRead() throws IOException {
        Path file = ParquetFiles.pictures(folder.resolve("a.parquet"), 5);
        assertThat(ParquetFile.detect(file)).isTrue();
        ParquetFile table = ParquetFile.open(file);
        assertThat(table.rows()).isEqualTo(5);
        assertThat(table.columns()).containsExactly(new Column("image", Kind.BYTES), new Column("label", Kind.NUMBER));
        assertThat(table.classes()).containsExactly(Map.entry("label", List.of("cat", "dog", "emu")));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void valuesOfAllKindsAreReadInOrderWhateverPacksThem(CompressionCodecName codec) throws IOException {
        String schema = "message schema { optional binary name (STRING); required boolean on; required double size;"
                + " optional group rows (LIST) { repeated group list { required group element (LIST)"
                + " { repeated group list { required int32 element; } } } } }";
        Path file = ParquetFiles.write(folder.resolve("a"), schema, codec, "", 300, (row, group) -> {
            if (row % 2 == 0) {
                group.append("name", "row " + row);
            }
            group.append("on", row % 3 == 0).append("size", row / 4.0);
            var rows = group.addGroup("rows");
            for (int y = 0; y < 2; y++) {
                var inner = rows.addGroup("list").addGroup("element");
                for (int x = 0; x < 3; x++) {
                    inner.addGroup("list").append("element", row + 10 * y + x);
                }
            }
        });
        ParquetFile table = ParquetFile.open(file);
        assertThat(table.columns().stream().map(Column::kind))
                .containsExactly(Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.NUMBERS);
        try (ParquetRows rows = table.read(List.of("name", "on", "size", "rows"))) {
            for (int row = 0; row < 300; row++) {
                Object[] values = rows.next();
                assertThat(values[0]).isEqualTo(row % 2 == 0 ? "row " + row : null);
                assertThat(values[1]).isEqualTo(row % 3 == 0 ? 1.0 : 0.0);
                assertThat(values[2]).isEqualTo(row / 4.0);
                ParquetRows.Numbers numbers = (ParquetRows.Numbers) values[3];
                assertThat(numbers.dimensions()).containsExactly(2, 3);
                assertThat(numbers.values()).containsExactly(row, row + 1, row + 2, row + 10, row + 11, row + 12);
            }
            assertThatThrownBy(rows::next).isInstanceOf(FormatException.class).hasMessageContaining("only 300 rows");
        }
    }

    @Test
    void rowsCanBePassedOver() throws IOException {
        ParquetFile table = ParquetFile.open(ParquetFiles.pictures(folder.resolve("a"), 200));
        try (ParquetRows rows = table.read(List.of("label"))) {
            rows.skipTo(7);
            assertThat(rows.next()[0]).isEqualTo(1.0);
            rows.skipTo(155);
            assertThat(rows.index()).isEqualTo(155);
            assertThat(rows.next()[0]).isEqualTo(2.0);
        }
    }

    static Stream<Arguments> damaged() {
        byte[] valid = Objects.requireNonNull(ParquetFiles.all().get("pictures"));
        byte[] footer = valid.clone();
        ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).putInt(valid.length - 8, Integer.MAX_VALUE);
        return Stream.of(
                arguments("cut off", Arrays.copyOf(valid, valid.length / 2)),
                arguments("its magic alone", "PAR1".getBytes(StandardCharsets.US_ASCII)),
                arguments("a long footer", footer),
                arguments("encrypted", concat(Arrays.copyOf(valid, valid.length - 4), "PARE")));
    }

    private static byte[] concat(byte[] bytes, String end) {
        byte[] whole = Arrays.copyOf(bytes, bytes.length + end.length());
        System.arraycopy(end.getBytes(StandardCharsets.US_ASCII), 0, whole, bytes.length, end.length());
        return whole;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void damagedFilesAreRefusedWithAMessageThatNamesThem(String what, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.parquet"), bytes);
        assertThatThrownBy(() -> ParquetFile.open(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void aPageThatClaimsMoreThanItsBytesCanBeIsRefused() {
        ParquetCodecs codecs = new ParquetCodecs(Path.of("a.parquet"));
        for (CompressionCodecName codec : new CompressionCodecName[] {
            CompressionCodecName.SNAPPY, CompressionCodecName.GZIP, CompressionCodecName.LZ4_RAW
        }) {
            var page = org.apache.parquet.bytes.BytesInput.from(new byte[20]);
            assertThatThrownBy(() -> codecs.getDecompressor(codec).decompress(page, 900_000_000))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("a page of 20 bytes claims to unpack to 900000000");
        }
        assertThatThrownBy(() -> codecs.getDecompressor(CompressionCodecName.BROTLI))
                .hasMessageContaining("compressed with brotli; snappy, gzip, zstd");
    }
}
