package dev.facet.data.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.LeftOut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PixelTableFormatTest {
    private static final int PIXELS = 64;

    @TempDir
    Path folder;

    static Stream<Arguments> tables() {
        String comma = PixelTables.digits(",", true, 6);
        return Stream.of(
                arguments("Kaggle's", comma.getBytes(StandardCharsets.UTF_8), true),
                arguments("no header", bytes(PixelTables.digits(",", false, 6)), true),
                arguments("semicolons", bytes(PixelTables.digits(";", true, 6)), true),
                arguments("tabs", bytes(PixelTables.digits("\t", false, 6)), true),
                arguments("spaces", bytes(PixelTables.digits(" ", false, 6)), true),
                arguments("UTF-8 with its mark", bytes("\uFEFF" + comma), true),
                arguments("UTF-16", comma.getBytes(StandardCharsets.UTF_16), true),
                arguments("carriage returns", bytes(comma.replace("\n", "\r\n")), true),
                arguments("quotes", bytes(comma.replaceAll("([^,\n]+)", "\"$1\"")), true),
                arguments(
                        "decimals", bytes(PixelTables.digits(";", true, 6).replaceAll("(?m);([0-9]+)", ";$1,0")), true),
                arguments("the label last", bytes(lastLabel(comma)), true),
                arguments("the label last, no header", bytes(lastLabel(PixelTables.digits(",", false, 6))), true),
                arguments(
                        "a separator at the end",
                        bytes(PixelTables.digits(",", false, 6).replace("\n", ",\n")),
                        true),
                arguments("ARFF", bytes(arff(6)), true),
                arguments("no label", bytes(comma.replaceAll("(?m)^[^,]+,", "")), false),
                arguments("no label, no header", bytes(withoutLabel(PixelTables.digits(",", false, 6))), false),
                arguments("packed", packed(bytes(comma)), true));
    }

    private static String arff(int rows) {
        StringBuilder text = new StringBuilder("% digits\n@RELATION digits\n\n@attribute class {'0','1','2'}\n");
        for (int k = 0; k < PIXELS; k++) {
            text.append("@attribute pixel").append(k).append(" real\n");
        }
        return text.append("@data\n% rows\n")
                .append(PixelTables.digits(",", false, rows).replaceAll("(?m)^([0-9]+),", "'$1',"))
                .toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String withoutLabel(String table) {
        return table.replaceAll("(?m)^[^,]+,", "");
    }

    private static String lastLabel(String table) {
        return table.replaceAll("(?m)^([^,]+),(.*)$", "$2,$1");
    }

    private static byte[] packed(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void tablesOfPixelsAreReadInAllTheirShapes(String what, byte[] table, boolean labelled) throws IOException {
        Path file = Files.write(folder.resolve("digits.csv"), table);
        assertThat(PixelTable.looksLikePixels(file, false)).isTrue();
        PixelTable layout = PixelTable.look(file, false).orElseThrow();
        assertThat(layout.values()).isEqualTo(PIXELS);
        try (Dataset data = Opened.train(file)) {
            assertThat(data.size()).isEqualTo(6);
            assertThat(data.name()).isEqualTo("digits");
            // The corner of an image that was enlarged from 8×8 is that of the table.
            assertThat(Opened.image(data, 5)[0]).isEqualTo(PixelTables.value(5, 0));
            assertThat(data.labels().isPresent()).isEqualTo(labelled);
            if (labelled) {
                assertThat(data.labels().orElseThrow().names()).containsExactly("0", "1", "2");
                assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 2, 0, 1, 2);
            }
        }
    }

    @Test
    void emnistIsTurned() throws IOException {
        Path file = Files.writeString(folder.resolve("emnist-digits-train.csv"), PixelTables.digits(",", false, 6));
        try (Dataset data = Opened.train(file)) {
            // The corner below in the picture is the end of the first row of the table.
            assertThat(Opened.image(data, 0)[31 * 32]).isEqualTo(PixelTables.value(0, 7));
            assertThat(data.remark()).contains("rows and columns are exchanged");
        }
    }

    @Test
    void textsOfPixelsAndPartsOfRowsAreRead() throws IOException {
        StringBuilder table = new StringBuilder("emotion,pixels,Usage\n");
        for (int row = 0; row < 5; row++) {
            table.append(row % 2).append(",\"");
            for (int k = 0; k < PIXELS; k++) {
                table.append(k == 0 ? "" : " ").append(PixelTables.value(row, k));
            }
            table.append("\",")
                    .append(row < 3 ? "Training" : row == 3 ? "PublicTest" : "PrivateTest")
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("fer.csv"), table);
        try (Dataset data = Opened.train(file);
                Dataset test = Opened.test(file)) {
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 0);
            assertThat(Opened.image(data, 1)[0]).isEqualTo(PixelTables.value(1, 0));
            assertThat(test.size()).isEqualTo(2);
            assertThat(test.labels().orElseThrow().values()).containsExactly(1, 0);
        }
    }

    @Test
    void theTestPartIsInAFileBesideTheTrainingPart() throws IOException {
        Path set = Files.createDirectory(folder.resolve("set"));
        Files.writeString(set.resolve("mnist_train.csv"), PixelTables.digits(",", true, 6));
        Files.writeString(set.resolve("mnist_test.csv"), PixelTables.digits(",", true, 4));
        Files.writeString(set.resolve("sample_submission.csv"), "ImageId,Label\n1,0\n");
        for (Path data : List.of(set, set.resolve("mnist_train.csv"))) {
            try (Dataset train = Opened.train(data);
                    Dataset test = Opened.test(data)) {
                assertThat(train.size()).isEqualTo(6);
                assertThat(test.size()).isEqualTo(4);
            }
        }
        try (Dataset train = Opened.train(set)) {
            assertThat(train.leftOut()).extracting(LeftOut::examples).containsExactly(List.of("sample_submission.csv"));
        }
        // Kaggle's test part has no labels, so it is none for Facet.
        Files.writeString(set.resolve("mnist_test.csv"), withoutLabel(PixelTables.digits(",", true, 4)));
        try (Dataset test = Opened.test(set)) {
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void pixelsThatAreNoSquareAreRefusedWithWhatToDo() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.csv"), PixelTables.digits(",", true, 6).replaceAll("(?m),[^,]+$", ""));
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": has 63 pixels in each row, which is neither a square of")
                .hasMessageContaining("np.save");
    }

    @Test
    void aRowThatDiffersIsNamed() throws IOException {
        String table = PixelTables.digits(",", true, 300);
        Path file = Files.writeString(folder.resolve("a.csv"), table + "1,2,3\n");
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": line 302 has 3 columns where 65 were wanted");
        Files.writeString(
                file, table + table.lines().skip(1).findFirst().orElseThrow().replace(",4,", ",x,") + "\n");
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": line 302 has \"x\" where a number of a pixel was wanted");
    }

    @Test
    void anEarlyRowThatDiffersIsNamedToo() throws IOException {
        String table = PixelTables.digits(",", false, 6);
        Path file = Files.writeString(folder.resolve("a.csv"), table + "1,2,3\n");
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("columns where the rows before have 65");
        Files.writeString(file, table.replaceFirst(",4,", ",,"));
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": line 1 has \"\" where a number of a pixel was wanted")
                .hasMessageContaining("`--set data.kind=sequences`");
    }

    @Test
    void theUserDecidesWhetherRowsOfFractionsAreImages() throws IOException {
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < 6; row++) {
            table.append(row % 2);
            for (int k = 0; k < PIXELS; k++) {
                table.append(' ').append(k == 0 ? row / 5.0 : (k * 37 + row) % 100 / 100.0 - 0.5);
            }
            table.append('\n');
        }
        Path file = Files.writeString(folder.resolve("zip.train"), table);
        try (Dataset data = Opened.open(new DataConfig(file.toString(), 0, 0, 1, 1))) {
            assertThat(data.shape().plural()).isEqualTo("sequences");
            assertThat(data.remark()).contains("if these are images, `--set data.kind=images` reads their 64 values");
        }
        try (Dataset data = Opened.open(new DataConfig(file.toString(), 32, 0, 1, 1).withKind(Kind.IMAGES))) {
            assertThat(data.size()).isEqualTo(6);
            assertThat(Opened.image(data, 5)[0]).isEqualTo(255);
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 0, 1, 0, 1);
        }
    }

    /** As in the corners of Fashion-MNIST's images. */
    @Test
    void aCornerThatIsSeldomLitIsNoLabel() throws IOException {
        String table = PixelTables.digits(",", false, 40).replaceFirst(",0\n", ",2\n");
        Path file = Files.writeString(folder.resolve("a.csv"), table);
        try (Dataset data = Opened.train(file)) {
            assertThat(data.labels().orElseThrow().values()).startsWith(0, 1, 2, 0);
            assertThat(data.remark()).contains("labels are in the first column");
        }
    }

    @Test
    void charactersOfEmnistHaveTheirNames() throws IOException {
        Path file = Files.writeString(folder.resolve("emnist-letters-train.csv"), PixelTables.digits(",", false, 6));
        Files.writeString(folder.resolve("emnist-letters-mapping.txt"), "0 65 97\n1 66 98\n2 67 99\n");
        try (Dataset data = Opened.train(file)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("A", "B", "C");
        }
    }

    @Test
    void otherTablesAreLeftToOtherReaders() throws IOException {
        StringBuilder series = new StringBuilder();
        for (int row = 0; row < 4; row++) {
            series.append(row);
            for (int k = 0; k < 100; k++) {
                series.append(',').append(Math.sin(k + row));
            }
            series.append('\n');
        }
        for (String text : List.of(series.toString(), "date,value\n2020-01-01,3\n", "", "plain text\n")) {
            Path file = Files.writeString(folder.resolve("a.csv"), text);
            assertThat(PixelTable.looksLikePixels(file, false)).as(text).isFalse();
        }
    }
}
