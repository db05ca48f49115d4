package dev.facet.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpzTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void arraysOfNumbersGoByTheirNamesAndOthersAreOnlyListed(int method) throws IOException {
        Path file = write(NpyFiles.zip(files(), method));
        try (Npz npz = Npz.open(file)) {
            assertThat(npz.arrays()).containsOnlyKeys("imgs", "y");
            assertThat(npz.others()).containsExactly("metadata", "README.txt");
            assertThat(NpyTest.items(Objects.requireNonNull(npz.arrays().get("y"))))
                    .containsExactly(new double[] {7}, new double[] {8}, new double[] {9});
            assertThat(NpyTest.items(Objects.requireNonNull(npz.arrays().get("imgs"))))
                    .hasSize(3);
        }
    }

    @Test
    void aDamagedArrayIsNamed() throws IOException {
        Path cut = write(NpyFiles.zip(Map.of("imgs.npy", NpyFiles.bytes(new byte[5], 6))));
        assertThatThrownBy(() -> Npz.open(cut).close())
                .isInstanceOf(FormatException.class)
                .hasMessageContainingAll(cut + ": array imgs: its header promises [6]", "but there are 133");
        Path none = write(NpyFiles.zip(Map.of("imgs.npy", new byte[100])));
        assertThatThrownBy(() -> Npz.open(none).close())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("array imgs: not a NumPy array");
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void mutantsAreReadOrRefusedButNeverBreakTheReader(int method) throws IOException {
        byte[] valid = NpyFiles.zip(files(), method);
        Random random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            try (Npz npz = Npz.open(write(Mutants.mutate(valid, random)))) {
                for (NumberArray array : npz.arrays().values()) {
                    NpyTest.items(array);
                }
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(800, 2000);
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("metadata.npy", NpyFiles.npy(1, "|O", false, new int[0], new byte[] {(byte) 0x80, 3, '.'}));
        files.put("imgs.npy", NpyFiles.bytes(new byte[12], 3, 2, 2));
        files.put("y.npy", NpyFiles.longs(new long[] {7, 8, 9}, 3));
        files.put("README.txt", new byte[10]);
        return files;
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("arrays.npz"), bytes);
    }
}
