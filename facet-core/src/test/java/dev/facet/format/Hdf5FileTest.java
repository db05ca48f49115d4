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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class Hdf5FileTest {
    @TempDir
    Path folder;

    @Test
    void arraysInOnePieceAndInPackedChunksAreReadAlike() throws IOException {
        byte[][][][] images = Hdf5Files.colours(5, 3, 4);
        Path file = Hdf5Files.write(folder.resolve("a.h5"), hdf -> {
            hdf.putDataset("plain", images, Hdf5Files.unsigned());
            hdf.putDataset("chunks", images, Hdf5Files.packed(2, 2, 3, 2));
        });
        try (Hdf5File hdf = Hdf5File.open(file)) {
            NumberArray plain = Objects.requireNonNull(hdf.arrays().get("plain"));
            NumberArray chunks = Objects.requireNonNull(hdf.arrays().get("chunks"));
            assertThat(plain.dimensions()).containsExactly(5, 3, 4, 3);
            assertThat(plain.type()).isEqualTo(NumberType.UINT8);
            double[] last = new double[36];
            Arrays.setAll(last, k -> 4 * 36 + k);
            assertThat(NpyTest.items(plain).get(4)).isEqualTo(last);
            assertThat(NpyTest.items(chunks)).containsExactlyElementsOf(NpyTest.items(plain));
            assertThat(hdf.matlab()).isFalse();
        }
    }

    @Test
    void numbersOfAllTypesAndTextsInGroupsAreRead() throws IOException {
        Path file = Hdf5Files.write(folder.resolve("a.h5"), hdf -> {
            hdf.putDataset("shorts", new short[] {-1, 2}, Hdf5Files.unsigned());
            hdf.putDataset("longs", new long[] {-5, 6});
            var group = hdf.putGroup("train");
            group.putDataset("floats", new float[] {0.5f, -2});
            group.putDataset("names", new String[] {"cat", "dog"});
            hdf.putDataset("one", 3);
        });
        try (Hdf5File hdf = Hdf5File.open(file)) {
            assertThat(hdf.arrays()).containsOnlyKeys("shorts", "longs", "train/floats");
            assertThat(items(hdf, "shorts")).containsExactly(65535, 2);
            assertThat(items(hdf, "longs")).containsExactly(-5, 6);
            assertThat(items(hdf, "train/floats")).containsExactly(0.5, -2);
            assertThat(hdf.texts()).containsExactly(Map.entry("train/names", List.of("cat", "dog")));
            assertThat(hdf.others()).containsExactly("one");
        }
    }

    private static double[] items(Hdf5File hdf, String array) throws IOException {
        return NpyTest.items(Objects.requireNonNull(hdf.arrays().get(array))).stream()
                .mapToDouble(item -> item[0])
                .toArray();
    }

    @Test
    void lettersOfMatlabAreTexts() throws IOException {
        // MATLAB's ['cat'; 'dog'] is 2×3, and 3×2 in HDF5.
        short[][] letters = {{'c', 'd'}, {'a', 'o'}, {'t', 'g'}};
        Path file = Hdf5Files.write(
                folder.resolve("a.mat"),
                hdf -> hdf.putDataset("names", letters, Hdf5Files.unsigned()).putAttribute("MATLAB_class", "char"));
        try (Hdf5File hdf = Hdf5File.open(file)) {
            assertThat(hdf.texts()).containsExactly(Map.entry("names", List.of("cat", "dog")));
            assertThat(hdf.matlab()).isTrue();
        }
    }

    @Test
    void anArrayThatClaimsMoreThanTheFileHoldsIsRefused() throws IOException {
        Path file = Hdf5Files.write(
                folder.resolve("a.h5"), hdf -> hdf.putDataset("images", new int[][] {{7_654_321, 2, 3}, {4, 5, 6}}));
        byte[] bytes = Files.readAllBytes(file);
        // The dimensions 2 and 3, as 64-bit numbers one after the other.
        byte[] dimensions = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(2)
                .putLong(3)
                .array();
        int at = new String(bytes, StandardCharsets.ISO_8859_1)
                .indexOf(new String(dimensions, StandardCharsets.ISO_8859_1));
        assertThat(at).isPositive();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, 2_000_000_000L);
        Files.write(file, bytes);
        assertThatThrownBy(() -> {
                    try (Hdf5File hdf = Hdf5File.open(file)) {
                        NpyTest.items(Objects.requireNonNull(hdf.arrays().get("images")));
                    }
                })
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        Path file = Hdf5Files.write(folder.resolve("a.h5"), hdf -> hdf.putDataset("images", new double[100][30]));
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {8, 60, 200, bytes.length - 1000}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(Hdf5File.detect(file)).isTrue();
            assertThatThrownBy(() -> {
                        try (Hdf5File hdf = Hdf5File.open(file)) {
                            for (NumberArray array : hdf.arrays().values()) {
                                NpyTest.items(array);
                            }
                        }
                    })
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }
}
