package dev.facet.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.RunConfig;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigChecksumTest {
    @TempDir
    private Path folder;

    @Test
    void theTextDoesNotCount() throws IOException {
        RunConfig config = Presets.load("mnist");
        String text = ConfigWriter.yaml(config)
                .replaceAll(" +#.*", "")
                .replaceAll("(?m)^#.*\\R", "")
                .replace("leak: 0.1\n", "leak:     1.0e-1 # mine\n");
        RunConfig read = ConfigReader.read(Files.writeString(folder.resolve("c.yaml"), text), List.of());
        assertThat(ConfigChecksum.of(read)).isEqualTo(ConfigChecksum.of(config)).matches("[0-9a-f]{64}");
    }

    @Test
    void eachValueCounts() {
        String checksum = ConfigChecksum.of(ConfigReader.resolve("mnist", List.of()));
        for (String override : List.of(
                "method=gan",
                "data.source=strokes",
                "latent.codes=digit:cat10",
                "latent.codes=digit:cat10, c1:uniform(-1,2), c2:uniform",
                "model.leak=0.11",
                "training.seed=77",
                "training.steps=7",
                "training.beta1=0.50000001",
                "infogan.lambda.digit=0.3")) {
            assertThat(ConfigChecksum.of(ConfigReader.resolve("mnist", List.of(override))))
                    .as(override)
                    .isNotEqualTo(checksum);
        }
    }
}
