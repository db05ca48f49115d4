package dev.facet.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.parquet.hadoop.ParquetFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.format.ParquetFile.Column;
import dev.facet.format.ParquetFile.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParquetImagesTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = folder.resolve("a.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                ParquetImages rows = new ParquetImages(out, List.of("cat", "dög"), List.of("angle"))) {
            for (int i = 0; i < 1000; i++) {
                rows.add(("picture " + i).getBytes(StandardCharsets.UTF_8), i + ".png", i % 2, i / 4.0);
            }
        }
        ParquetFile table = ParquetFile.open(file);
        assertThat(table.rows()).isEqualTo(1000);
        assertThat(table.columns())
                .containsExactly(
                        new Column("image", Kind.BYTES),
                        new Column("label", Kind.NUMBER),
                        new Column("angle", Kind.NUMBER));
        assertThat(table.classes()).containsEntry("label", List.of("cat", "dög"));
        try (ParquetRows rows = table.read(List.of("image", "label", "angle"))) {
            for (int i = 0; i < 1000; i++) {
                assertThat(rows.next())
                        .containsExactly(("picture " + i).getBytes(StandardCharsets.UTF_8), (double) (i % 2), i / 4.0);
            }
        }
    }

    @Test
    void manyBytesBecomeSeveralGroupsOfRows() throws IOException {
        Path file = folder.resolve("a.parquet");
        byte[] picture = new byte[500_000];
        try (OutputStream out = Files.newOutputStream(file);
                ParquetImages rows = new ParquetImages(out, List.of(), List.of())) {
            for (int i = 0; i < 100; i++) {
                rows.add(picture, i + ".png", 0);
            }
        }
        try (ParquetFileReader reader = ParquetFile.reader(file)) {
            assertThat(reader.getRowGroups()).hasSizeGreaterThan(2);
            assertThat(reader.getRowGroups())
                    .allSatisfy(group -> assertThat(group.getTotalByteSize()).isLessThan(60L << 20));
        }
        assertThat(ParquetFile.open(file).columns()).containsExactly(new Column("image", Kind.BYTES));
    }

    @Test
    void rowsHaveAValueForEachFactor() throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("a.parquet"));
                ParquetImages rows = new ParquetImages(out, List.of(), List.of("angle"))) {
            assertThatThrownBy(() -> rows.add(new byte[1], "a", 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 values for the 1 factors [angle]");
        }
    }
}
