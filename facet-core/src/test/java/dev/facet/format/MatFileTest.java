package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;

import dev.facet.data.RealData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class MatFileTest {
    private static final int HEADER = 128;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, true", "6, true", "0, false", "6, false"})
    void variablesAreReadPlainAndCompressedInEitherByteOrder(int level, boolean little) throws IOException {
        ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Path file = write(MatFiles.write(variables(), level, order));
        assertThat(MatFile.detect(file)).isTrue();
        MatFile mat = MatFile.read(file);
        assertThat(mat.arrays()).containsOnlyKeys("X", "y", "settings.rate", "settings.more.depth");
        StridedArray x = Objects.requireNonNull(mat.arrays().get("X"));
        assertThat(x.type()).isEqualTo(NumberType.UINT8);
        assertThat(x.dimensions()).containsExactly(2, 3, 2);
        // In MATLAB's order 0, 1, 2 …: X(row, column, page) is row + 2·column + 6·page.
        assertThat(NpyTest.items(x))
                .containsExactly(new double[] {250, 0, 252, 2, 254, 4}, new double[] {251, 1, 253, 3, 255, 5});
        assertThat(NpyTest.items(x.lastAxisFirst()))
                .containsExactly(new double[] {250, 252, 254, 251, 253, 255}, new double[] {0, 2, 4, 1, 3, 5});
        assertThat(NpyTest.items(Objects.requireNonNull(mat.arrays().get("y"))))
                .containsExactly(new double[] {1.5}, new double[] {-2});
        List<StridedArray> cells = Objects.requireNonNull(mat.cells().get("walks"));
        assertThat(cells).hasSize(2);
        assertThat(cells.get(1).dimensions()).containsExactly(1, 3);
        assertThat(NpyTest.items(cells.get(1))).containsExactly(new double[] {7, 8, 9});
        assertThat(mat.texts())
                .containsExactly(
                        Map.entry("key", List.of("a", "bc")), Map.entry("settings.title", List.of("some digits")));
        assertThat(mat.others()).containsExactly("several");
        assertThat(NpyTest.items(Objects.requireNonNull(mat.arrays().get("settings.rate"))))
                .containsExactly(new double[] {3});
    }

    static Stream<Arguments> malformed() {
        byte[] plain = MatFiles.write(Map.of("X", MatFiles.bytes(new byte[12], 2, 3, 2)), 0);
        byte[] packed = MatFiles.write(Map.of("X", MatFiles.bytes(new byte[12], 2, 3, 2)));
        byte[] cells = MatFiles.write(
                Map.of("C", MatFiles.cells(Mat5.newMatrix(1, 1), Mat5.newMatrix(1, 1), Mat5.newMatrix(1, 1))), 0);
        byte[] later = text("MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan 01");
        return Stream.of(
                arguments("empty", new byte[0], "not a MAT-file"),
                arguments("text", text("MATLAB 5.0 but short"), "not a MAT-file"),
                arguments(
                        "7.3 without HDF5", Arrays.copyOf(later, 600), "version 7.3, which is HDF5, but has no array"),
                arguments("no endian mark", with(plain, 126, 'X'), "do not end in a version and IM or MI"),
                arguments("another version", with(plain, 125, 3), "version 0x0300"),
                arguments("a variable of no kind", with(plain, HEADER, 3), "type 3 where a variable should begin"),
                arguments("cut in a tag", Arrays.copyOf(plain, HEADER + 5), "ends within a variable"),
                arguments("cut in a value", Arrays.copyOf(plain, plain.length - 9), "is cut short: a variable of"),
                arguments("cut when packed", Arrays.copyOf(packed, packed.length - 9), "is cut short: a variable of"),
                arguments("a long variable", withInt(plain, HEADER + 4, 2_000_000_000), "is cut short: a variable of"),
                arguments("damaged packing", with(packed, HEADER + 9, 0x55), "damaged"),
                arguments("many values", withInt(plain, HEADER + 32, 1000), "X claims 6000 values and has 12"),
                arguments("too many values", withInt(plain, HEADER + 32, 2_000_000_000), "more than 2147483647 values"),
                arguments("a negative size", withInt(plain, HEADER + 32, -2), "a dimension of 4294967294"),
                arguments("many cells", withInt(cells, HEADER + 32, 100_000_000), "claims 300000000 cells"),
                arguments("a bomb by its claim", packed(tag(2_000_000_000)), "which is impossible"),
                arguments("a bomb", packed(Arrays.copyOf(tag(16), 20_000_000)), "goes on past its end"),
                arguments("a promise", packed(Arrays.copyOf(tag(20_000), 10_000)), "ends early"),
                arguments("nothing packed", packed(new byte[0]), "a compressed variable is empty"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedFilesAreRefusedWithAMessageThatNamesThem(String what, byte[] bytes, String message)
            throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> MatFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void mutantsAreReadOrRefusedButNeverBreakTheReader(int level) throws IOException {
        byte[] valid = MatFiles.write(variables(), level);
        Random random = new Random(9);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] mutant = Mutants.mutate(valid, random);
            try {
                MatFile mat = MatFile.read(Path.of("mutant"), new ByteArrayInputStream(mutant), mutant.length);
                for (StridedArray array : mat.arrays().values()) {
                    NpyTest.items(array);
                }
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(800, 3000);
    }

    @Test
    void penTrajectoriesAreReadFromTheirCells() throws IOException {
        Path folder = RealData.folder("chartraj").resolve("chartraj");
        MatFile train = MatFile.read(folder.resolve("trajectories_train.mat"));
        List<StridedArray> walks = Objects.requireNonNull(train.cells().get("xtrain"));
        assertThat(walks).hasSize(1429);
        assertThat(walks).allSatisfy(walk -> {
            assertThat(walk.dimensions()[0]).isEqualTo(3);
            assertThat(walk.dimensions()[1]).isBetween(100, 210);
        });
        assertThat(walks.get(0).dimensions()).containsExactly(3, 174);
        assertThat(Objects.requireNonNull(train.texts().get("key"))).hasSize(20).startsWith("a", "b", "c");
        List<double[]> labels = NpyTest.items(
                Objects.requireNonNull(train.arrays().get("ytrain")).lastAxisFirst());
        assertThat(labels).hasSize(1429).extracting(label -> label[0]).startsWith(2.0, 8.0, 17.0, 16.0, 2.0);
        MatFile test = MatFile.read(folder.resolve("trajectories_xtest.mat"));
        assertThat(Objects.requireNonNull(test.cells().get("xtest"))).hasSize(1429);
    }

    private static Map<String, Array> variables() {
        Map<String, Array> variables = new LinkedHashMap<>();
        variables.put("X", MatFiles.bytes(new byte[] {-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5}, 2, 3, 2));
        variables.put("y", MatFiles.doubles(new double[] {1.5, -2}, 2, 1));
        variables.put(
                "walks",
                MatFiles.cells(
                        MatFiles.doubles(new double[] {1, 2}, 2, 1), MatFiles.doubles(new double[] {7, 8, 9}, 1, 3)));
        variables.put("key", MatFiles.cells(Mat5.newString("a"), Mat5.newString("bc")));
        variables.put(
                "settings",
                Mat5.newStruct()
                        .set("rate", Mat5.newScalar(3))
                        .set("title", Mat5.newString("some digits"))
                        .set("more", Mat5.newStruct().set("depth", Mat5.newScalar(1))));
        variables.put(
                "several", Mat5.newStruct(2, 1).set("a", 0, Mat5.newScalar(1)).set("a", 1, Mat5.newScalar(2)));
        return variables;
    }

    /** A file with one compressed variable. */
    private static byte[] packed(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] header = Arrays.copyOf(MatFiles.write(Map.of(), 0), HEADER);
        return ByteBuffer.allocate(HEADER + 8 + packed.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header)
                .putInt(15)
                .putInt(packed.size())
                .put(packed.toByteArray())
                .array();
    }

    private static byte[] tag(int bytes) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(14)
                .putInt(bytes)
                .array();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] withInt(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return copy;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("variables.mat"), bytes);
    }
}
