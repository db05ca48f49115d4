package dev.facet.calibrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Calibration;
import dev.facet.codes.Calibration.Basis;
import dev.facet.codes.Calibration.Sigma;
import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.model.FeatureDistance;
import dev.facet.model.ModelCalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CalibrationFileTest {
    @TempDir
    private Path folder;

    private static CalibrationFile calibration() {
        Calibration codes = new Calibration(
                Map.of("digit", 1.9, "kind", 1.0),
                Map.of("c1", new Sigma(0.5, 0.04)),
                new Basis(3600, 2000, 1500, false));
        FeatureDistance distance = new FeatureDistance(
                new float[] {0.1f, 0.2f, 0.3f},
                new float[] {1, 0, 0, 1, 0, 0},
                new float[] {2, 1},
                0.5f,
                7,
                new float[] {0.2f, 0.9f});
        return new CalibrationFile(new ModelCalibration(codes, distance), "ab12");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = folder.resolve("calibration.safetensors");
        calibration().write(file);
        CalibrationFile read = CalibrationFile.read(file);
        assertThat(read).usingRecursiveComparison().isEqualTo(calibration());
        assertThat(Safetensors.read(file).metadata()).containsKeys("calibration", "weights", "checksum");
    }

    @Test
    void anyFlippedByteIsFound() throws IOException {
        Path file = folder.resolve("calibration.safetensors");
        calibration().write(file);
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            if (good[i] == ' ') {
                continue; // padding of the header has no meaning
            }
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            assertThatThrownBy(() -> CalibrationFile.read(file)).as("byte " + i).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path file = folder.resolve("calibration.safetensors");
        Safetensors.write(file, Map.of(), Map.of("format", "pt"));
        assertThatThrownBy(() -> CalibrationFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("checksum");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> CalibrationFile.read(file)).isInstanceOf(FormatException.class);
    }
}
