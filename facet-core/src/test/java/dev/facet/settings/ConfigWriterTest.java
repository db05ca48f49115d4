package dev.facet.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigWriterTest {
    @TempDir
    Path folder;

    private RunConfig written(RunConfig config) throws IOException {
        return ConfigReader.read(Files.writeString(folder.resolve("c.yaml"), ConfigWriter.yaml(config)), List.of());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        for (String name : Presets.names()) {
            RunConfig config = Presets.load(name);
            assertThat(written(config)).isEqualTo(config);
        }
        RunConfig bare = ConfigReader.resolve("gan", List.of("latent.codes=[]"));
        assertThat(written(bare)).isEqualTo(bare);
        RunConfig odd = ConfigReader.resolve(
                "mnist",
                List.of(
                        "latent.codes=true:cat3, no:normal(1e-7), c:uniform(-2.5,1e17)",
                        "infogan.lambda={true: 0.25, c: 1e-9}",
                        "training.seed=-9223372036854775808",
                        "training.minutes=0.1",
                        "training.discriminator-rate=1e-12",
                        "latent.noise={size: 0, distribution: uniform}"));
        assertThat(written(odd)).isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "~",
                "~/pictures",
                "a: b",
                "#x",
                "C:\\new",
                "true",
                ".5",
                "-",
                "a\tb",
                "größe",
                "'q",
                "1e3",
                "a b "
            })
    void anyPathIsReadBack(String source) throws IOException {
        RunConfig mnist = Presets.load("mnist");
        DataConfig data = new DataConfig(source, 32, 3, 10, 4);
        RunConfig config = mnist.withData(data);

        assertThat(written(config)).isEqualTo(config);
    }

    @Test
    void everySettingIsWrittenWithItsComment() {
        assertThat(ConfigWriter.yaml(Presets.load("mnist-paper")))
                .contains("  noise:\n    size: 62                          # numbers of random noise")
                .contains("    - {name: digit, categorical: 10}\n    - {name: c1, uniform: [-1, 1]}\n")
                .contains("  discriminator-rate: 0.0002          # learning rate")
                .contains("  lambda: {}  ")
                .doesNotContain("name: kind");
    }
}
