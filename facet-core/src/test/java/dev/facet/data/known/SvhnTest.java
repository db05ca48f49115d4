package dev.facet.data.known;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.types.Array;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.MatFiles;
import dev.facet.format.Mutants;

import static org.assertj.core.api.Assertions.assertThat;

class SvhnTest {
    @TempDir
    Path folder;

    @Test
    void houseNumbersAreReadWithTenAsZeroAndTheirTestPartBeside() throws IOException {
        houseNumbers(folder.resolve("train_32x32.mat"), 1, 10, 9);
        houseNumbers(folder.resolve("test_32x32.mat"), 10, 5);
        Path file = folder.resolve("train_32x32.mat");
        try (Dataset train = open(file.toString(), Split.TRAIN);
                Dataset test = open(file.toString(), Split.TEST)) {
            assertThat(train.name()).isEqualTo("svhn");
            assertThat(train.size()).isEqualTo(3);
            assertThat(train.shape()).isEqualTo(new ImageShape(3, 32, 32));
            assertThat(train.labels().orElseThrow().names()).hasSize(10).startsWith("0", "1");
            assertThat(train.labels().orElseThrow().values()).containsExactly(1, 0, 9);
            assertThat(test.labels().orElseThrow().values()).containsExactly(0, 5);
            // X(row, column, channel, image) is row + column, plus 40 per channel and 50 per image.
            assertThat(pixel(train, 0, 0, 5, 31)).isEqualTo(36);
            assertThat(pixel(train, 0, 2, 5, 0)).isEqualTo(85);
            assertThat(pixel(train, 2, 0, 31, 0)).isEqualTo(131);
        }
    }

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        houseNumbers(folder.resolve("train_32x32.mat"), 1, 2);
        byte[] valid = Files.readAllBytes(folder.resolve("train_32x32.mat"));
        Random random = new Random(4);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            Path mutant = Files.write(folder.resolve("extra_32x32.mat"), Mutants.mutate(valid, random));
            try (Dataset data = open(mutant.toString(), Split.TRAIN)) {
                pixel(data, data.size() - 1, 0, 0, 0);
                data.labels();
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(60, 200);
    }

    private Dataset open(String source, Split split) {
        return OfflineDatasets.open(
                Map.of("FACET_CACHE", folder.resolve("cache").toString()), new DataConfig(source, 0, 0, 1, 1), split);
    }

    private static int pixel(Dataset data, int image, int channel, int row, int column) {
        byte[] pixels = new byte[data.shape().bytes()];
        data.read(image, pixels, 0);
        return pixels[(channel * data.shape().height() + row) * data.shape().width() + column] & 0xFF;
    }

    /** A file in the format of SVHN, with these labels. */
    static void houseNumbers(Path file, double... labels) throws IOException {
        byte[] pixels = new byte[32 * 32 * 3 * labels.length];
        for (int i = 0; i < pixels.length; i++) {
            int row = i % 32;
            int column = i / 32 % 32;
            int channel = i / 1024 % 3;
            pixels[i] = (byte) (row + column + 40 * channel + 50 * (i / 3072));
        }
        Map<String, Array> variables = new LinkedHashMap<>();
        variables.put("X", MatFiles.bytes(pixels, 32, 32, 3, labels.length));
        variables.put("y", MatFiles.doubles(labels, labels.length, 1));
        Files.write(file, MatFiles.write(variables));
    }
}
