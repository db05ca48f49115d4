package dev.facet.settings;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigDifferenceTest {
    @Test
    void listsEveryChangedKey() {
        RunConfig a = ConfigReader.resolve("mnist", List.of());
        RunConfig b = ConfigReader.resolve(
                "mnist",
                List.of(
                        "training.batch=64",
                        "infogan.lambda.digit=2",
                        "latent.codes=digit:cat10, c1:uniform",
                        "infogan.sigma=fixed"));

        assertThat(ConfigDifference.between(a, a)).isEmpty();
        assertThat(ConfigDifference.between(a, b))
                .containsExactly(
                        "latent.codes: [{name: digit, categorical: 10}, {name: c1, uniform: [-1, 1]}, {name: c2,"
                                + " uniform: [-1, 1]}]"
                                + " → [{name: digit, categorical: 10}, {name: c1, uniform: [-1, 1]}]",
                        "infogan.lambda.digit: (not set) → 2",
                        "infogan.sigma: learned → fixed",
                        "training.batch: 128 → 64");
    }
}
