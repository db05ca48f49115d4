package dev.facet.bench;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Benchmarks of presets; beside {@link BenchTest}, so that both can run at once. */
class PresetBenchTest {
    private final Shell shell = new Shell();

    /** By hand, with the multiplications of the paper's table 1: G once, D and Q as their phases need them. */
    @Test
    void thePapersNetworkTakes37GigaFlopAStepOf128Images() {
        int status = shell.run("--json", "--only", "tuned-fp32", "--batch", "4", "--steps", "1", "--warm-up", "1");
        assertThat(status).as(shell.err()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(shell.out());
        assertThat(json.path("flop_per_step").asDouble() * 128 / 4 / 1e9).isBetween(36.5, 37.5);
    }

    @Test
    void anyPresetIsMeasured() {
        int status = shell.run(
                "--json",
                "--preset=images",
                "--shape=3x32x32",
                "--batch=8",
                "--set=model.width=8",
                "--steps=1",
                "--warm-up=1",
                "--width=4",
                "--threads=1");
        assertThat(status).as(shell.err()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(shell.out());
        assertThat(json.path("preset").asString()).isEqualTo("images");
        assertThat(json.path("shape").asString()).isEqualTo("3x32x32");
        assertThat(json.path("batch").asInt()).isEqualTo(8);
        assertThat(json.path("modes").findValuesAsString("name")).containsExactly("tuned-fp32", "bf16-best");
        assertThat(json.path("flop_per_step").asDouble()).isGreaterThan(1e6);
    }

    @Test
    void presetsThatCannotBeMeasuredAreRefused() {
        assertThat(shell.run("--preset=imagse")).isEqualTo(2);
        assertThat(shell.err()).contains("imagse");
        assertThat(shell.run("--set=model.width=8")).isEqualTo(2);
        assertThat(shell.err()).contains("name one with --preset");
        assertThat(shell.run("--preset=images", "--only=naive-fp32")).isEqualTo(2);
        assertThat(shell.err()).contains("it cannot train --preset");
        assertThat(shell.run("--preset=images", "--shape=32x32")).isEqualTo(2);
        assertThat(shell.err()).contains("such as 3x32x32");
    }
}
