package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.IdxFiles;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.MatFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MatFormatTest {
    @TempDir
    Path folder;

    @Test
    void theNumberOfLabelsTellsWhichAxisCounts() throws IOException {
        byte[] values = IdxFiles.counting(30 * 30 * 4);
        Map<String, Array> last = new LinkedHashMap<>();
        last.put("X", MatFiles.bytes(values, 30, 30, 4));
        last.put("y", MatFiles.bytes(new byte[] {1, 2, 3, 4}, 1, 4));
        Map<String, Array> first = new LinkedHashMap<>();
        first.put("X", MatFiles.bytes(values, 4, 30, 30));
        first.put("y", MatFiles.bytes(new byte[] {1, 2, 3, 4}, 4, 1));
        for (Map<String, Array> variables : List.of(last, first)) {
            Files.write(folder.resolve("some.mat"), MatFiles.write(variables));
            try (Dataset data = open(folder.resolve("some.mat").toString(), Split.TRAIN)) {
                assertThat(data.size()).isEqualTo(4);
                assertThat(data.labels().orElseThrow().names()).containsExactly("1", "2", "3", "4");
            }
        }
    }

    @Test
    void structuresAreLookedInto() throws IOException {
        Path file = folder.resolve("some.mat");
        Files.write(
                file,
                MatFiles.write(Map.of(
                        "set",
                        Mat5.newStruct()
                                .set("images", MatFiles.bytes(IdxFiles.counting(30 * 30 * 4), 30, 30, 4))
                                .set("labels", MatFiles.bytes(new byte[] {5, 6, 5, 6}, 4, 1))
                                .set("names", Mat5.newString("made for a test")))));
        try (Dataset data = open(file.toString(), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(4);
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 0, 1);
        }
    }

    @Test
    void theRowsOfFeaAreImagesByColumns() throws IOException {
        // fea(image, column · 32 + row), in MATLAB's order of its values.
        byte[] fea = new byte[3 * 1024];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 1024; k++) {
                fea[k * 3 + i] = (byte) (50 * i + k % 32);
            }
        }
        Map<String, Array> variables = new LinkedHashMap<>();
        variables.put("fea", MatFiles.bytes(fea, 3, 1024));
        variables.put("gnd", MatFiles.doubles(new double[] {1, 1, 2}, 3, 1));
        Path file = Files.write(folder.resolve("ORL_32x32.mat"), MatFiles.write(variables));
        try (Dataset data = open(file.toString(), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.labels().orElseThrow().names()).containsExactly("1", "2");
            byte[] image = new byte[1024];
            data.read(2, image, 0);
            assertThat(image[32 * 7]).isEqualTo((byte) 107);
            assertThat(data.remark()).contains("rows of 1024 values are images of 32×32", "data.transpose=off");
        }
    }

    @Test
    void aFileWithoutImagesSaysWhatItHolds() throws IOException {
        Path file = folder.resolve("some.mat");
        Files.write(file, MatFiles.write(Map.of("walks", MatFiles.cells(MatFiles.doubles(new double[2], 2, 1)))));
        assertThatThrownBy(() -> open(new DataConfig(file.toString(), Kind.IMAGES, 0, 0, Map.of(), 1, 1), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": it is not clear which array holds the images")
                .hasMessageContaining("walks, which is not an array of numbers");
    }

    private Dataset open(String source, Split split) {
        return open(new DataConfig(source, 0, 0, 1, 1), split);
    }

    private Dataset open(DataConfig data, Split split) {
        return OfflineDatasets.open(
                Map.of("FACET_CACHE", folder.resolve("cache").toString()), data, split);
    }
}
