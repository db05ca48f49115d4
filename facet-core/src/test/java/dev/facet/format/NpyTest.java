package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class NpyTest {
    private static final byte[] SIX = {1, 2, 3, 4, 5, 6};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "|b1, 00 01 02, 0 1 1",
        "|u1, 00 7f ff, 0 127 255",
        "|i1, 00 7f ff, 0 127 -1",
        "<u2, 0100 ffff, 1 65535",
        ">u2, 0001 ffff, 1 65535",
        "<i2, 0100 ffff, 1 -1",
        "<u4, 01000000 ffffffff, 1 4294967295",
        "<i4, 01000000 ffffffff, 1 -1",
        ">i4, 00000001 fffffffe, 1 -2",
        "<u8, 0100000000000000 0000000000000080, 1 9223372036854775808",
        "<i8, 0100000000000000 ffffffffffffffff, 1 -1",
        "<f4, 0000803f 000020c1, 1 -10",
        ">f4, 3f800000 c1200000, 1 -10",
        "<f8, 000000000000f03f 00000000000024c0, 1 -10"
    })
    void everyTypeIsReadInItsByteOrder(String descr, String hex, String expected) throws IOException {
        String digits = hex.replace(" ", "");
        byte[] values = HexFormat.of().parseHex(digits);
        double[] wanted = Arrays.stream(expected.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (int version = 1; version <= 3; version++) {
            NumberArray array = Npy.open(write(NpyFiles.npy(version, descr, false, new int[] {wanted.length}, values)));
            assertThat(array.dimensions()).containsExactly(wanted.length);
            assertThat(items(array)).extracting(item -> item[0]).containsExactly(box(wanted));
        }
    }

    @Test
    void anItemIsWhatOneIndexOfTheFirstAxisHolds() throws IOException {
        NumberArray array = Npy.open(write(NpyFiles.bytes(SIX, 2, 3)));
        assertThat(array.type()).isEqualTo(NumberType.UINT8);
        assertThat(array.items()).isEqualTo(2);
        assertThat(items(array)).containsExactly(new double[] {1, 2, 3}, new double[] {4, 5, 6});
        assertThat(items(array)).as("again").hasSize(2);
    }

    @Test
    void fortranOrderIsTransposedInBlocksToo() throws IOException {
        int[] shape = {700, 30, 31};
        byte[] values = new byte[700 * 30 * 31];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i * 31 >> 3);
        }
        byte[] npy = NpyFiles.npy(1, "|u1", true, shape, values);
        Path npz = Files.write(folder.resolve("f.npz"), NpyFiles.zip(java.util.Map.of("x.npy", npy)));
        try (Npz archive = Npz.open(npz)) {
            for (NumberArray array : java.util.List.of(
                    Npy.open(write(npy)),
                    java.util.Objects.requireNonNull(archive.arrays().get("x")))) {
                int[] seen = {0};
                array.forEach((index, item) -> {
                    assertThat(index).isEqualTo(seen[0]++);
                    for (int k = 0; k < item.length; k += 17) {
                        int row = k / 31;
                        int column = k % 31;
                        assertThat(item[k]).isEqualTo(values[index + 700 * (row + 30 * column)] & 0xFF);
                    }
                });
                assertThat(seen[0]).isEqualTo(700);
            }
        }
    }

    @Test
    void fortranOrderIsTransposed() throws IOException {
        // [2, 3, 2] with value 100·i + 10·j + k, as np.asfortranarray saves it: i changes fastest.
        ByteBuffer values = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < 3; j++) {
                for (int i = 0; i < 2; i++) {
                    values.putShort((short) (100 * i + 10 * j + k));
                }
            }
        }
        NumberArray array = Npy.open(write(NpyFiles.npy(1, "<i2", true, new int[] {2, 3, 2}, values.array())));
        assertThat(items(array))
                .containsExactly(new double[] {0, 1, 10, 11, 20, 21}, new double[] {100, 101, 110, 111, 120, 121});
    }

    @Test
    void aSingleNumberAndAnEmptyArrayHaveNoItems() throws IOException {
        assertThat(items(Npy.open(write(NpyFiles.npy(1, "<f4", false, new int[0], new byte[4])))))
                .isEmpty();
        assertThat(items(Npy.open(write(NpyFiles.bytes(new byte[0], 0, 1 << 26)))))
                .isEmpty();
    }

    @Test
    void halfFloatsAreRead() throws IOException {
        // 1, −2, the largest, the smallest, infinity; as NumPy writes them.
        byte[] halves = {0x00, 0x3C, 0x00, (byte) 0xC0, (byte) 0xFF, 0x7B, 0x01, 0x00, 0x00, 0x7C};
        Npy array = Npy.open(write(NpyFiles.npy(1, "<f2", false, new int[] {1, 5}, halves)));
        assertThat(items(array)).containsExactly(new double[] {1, -2, 65504, 0x1p-24, Double.POSITIVE_INFINITY});
    }

    static Stream<Arguments> malformed() {
        byte[] good = NpyFiles.bytes(SIX, 2, 3);
        return Stream.of(
                arguments("empty", new byte[0], "should start with the byte 0x93"),
                arguments("another magic", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0}, "not a NumPy array"),
                arguments("version 4", with(good, 6, 4), "NumPy format 4; 1 to 3 are read"),
                arguments("half a header", Arrays.copyOf(good, 40), "ends within its header"),
                arguments("half a length", Arrays.copyOf(good, 9), "ends within its header"),
                arguments("a long header", huge(), "no array of numbers needs more"),
                arguments("a value short", Arrays.copyOf(good, good.length - 1), "promises [2, 3] of |u1, 134 bytes"),
                arguments("a value more", Arrays.copyOf(good, good.length + 1), "promises [2, 3] of |u1, 134 bytes"),
                arguments("no dictionary", NpyFiles.raw(1, "[1, 2]", SIX), "not a description of an array"),
                arguments(
                        "no type", NpyFiles.raw(1, "{'fortran_order': False, 'shape': (6,), }", SIX), "lacks the type"),
                arguments(
                        "no shape",
                        NpyFiles.raw(1, "{'descr': '|u1', 'fortran_order': False, }", SIX),
                        "lacks the shape"),
                arguments(
                        "a negative size",
                        NpyFiles.raw(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (-6,), }", SIX),
                        "lacks the shape"),
                arguments(
                        "a size past all",
                        NpyFiles.raw(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,), }", SIX),
                        "dimension 0 is 99999999999"),
                arguments("petabytes", claiming(2_000_000_000, 1000, 1000), "but there are 134"),
                arguments("a wrapping product", claiming(2, 1 << 30, 1 << 30, 16), "more than any file holds"),
                arguments("one vast item", claiming(2, 1 << 30), "has 1073741824 values for each step"),
                arguments("objects", NpyFiles.npy(1, "|O", false, new int[] {6}, SIX), "Facet never reads these"),
                arguments("text", NpyFiles.npy(1, "<U3", false, new int[] {6}, SIX), "of type <U3"),
                arguments("long floats", NpyFiles.npy(1, "<f16", false, new int[] {3}, SIX), "x.astype(np.float32)"),
                arguments("complex", NpyFiles.npy(1, "<c16", false, new int[] {3}, SIX), "of type <c16"),
                arguments(
                        "records",
                        NpyFiles.raw(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }", SIX),
                        "a record of several fields"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedFilesAreRefusedWithAMessageThatNamesThem(String what, byte[] bytes, String message)
            throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> Npy.open(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsRefused() throws IOException {
        byte[] good = NpyFiles.bytes(SIX, 2, 3);
        Path file = write(good);
        Npy array = Npy.open(file);
        Files.write(file, Arrays.copyOf(good, good.length - 2));
        assertThatThrownBy(() -> items(array))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("values end early");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mutantsAreReadOrRefusedButNeverBreakTheReader(boolean fortran) throws IOException {
        byte[] valid = NpyFiles.npy(1, "<i2", fortran, new int[] {20, 3, 2}, new byte[240]);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] mutant = Mutants.mutate(valid, random);
            try {
                NumberArray read = Npy.open(Path.of("mutant"), content(mutant));
                assertThat(items(read)).hasSize(read.itemSize() == 0 ? 0 : read.items());
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(2000, 5000);
    }

    static List<double[]> items(NumberArray array) throws IOException {
        List<double[]> items = new ArrayList<>();
        array.forEach((index, item) -> {
            assertThat(index).isEqualTo(items.size());
            items.add(item.clone());
        });
        return items;
    }

    private static Npy.Content content(byte[] bytes) {
        return new Npy.Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public long bytes() {
                return bytes.length;
            }
        };
    }

    private static byte[] claiming(int... shape) {
        return NpyFiles.bytes(SIX, shape);
    }

    private static byte[] huge() {
        byte[] file = NpyFiles.npy(2, "|u1", false, new int[] {6}, SIX);
        file[11] = 0x7F;
        return file;
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static Double[] box(double[] values) {
        return Arrays.stream(values).boxed().toArray(Double[]::new);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("array.npy"), bytes);
    }
}
