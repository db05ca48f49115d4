package dev.facet.bench;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class BenchTest {
    private final Shell shell = new Shell();

    @Test
    void theJsonObjectHasEveryFigure() {
        int status =
                shell.run("--json", "--batch", "4", "--steps", "2", "--warm-up", "1", "--width", "4", "--threads", "1");
        assertThat(status).as(shell.err()).isZero();
        assertThat(shell.out().strip().lines()).hasSize(1);
        JsonNode json = JsonMapper.builder().build().readTree(shell.out());
        assertThat(json.path("modes").findValuesAsString("name"))
                .containsExactly("naive-fp32", "tuned-fp32", "bf16", "bf16-best");
        assertThat(json.path("modes")).allSatisfy(mode -> {
            double ms = mode.path("ms_per_step").asDouble();
            assertThat(ms).isBetween(0.1, 20_000.0);
            assertThat(mode.path("images_per_second").asDouble() * ms).isBetween(3_900.0, 4_100.0);
        });
        assertThat(json.path("gemm").findValuesAsString("dtype")).containsExactly("fp32", "bf16");
        assertThat(json.path("gemm"))
                .allSatisfy(
                        product -> assertThat(product.path("gflops").asDouble()).isPositive());
        assertThat(json.path("generate").asDouble()).isPositive();
        assertThat(json.path("latency_ms").asDouble()).isPositive();
        assertThat(json.path("peak_bytes").asLong()).isBetween(50_000_000L, 4_000_000_000L);
        assertThat(json.path("share_of_ceiling").asDouble()).isBetween(0.0, 1.5);
        assertThat(json.path("threads").asInt()).isEqualTo(1);
        assertThat(json.path("cpu").asString()).isNotBlank();
    }

    @Test
    void theReadingOfPicturesIsMeasured() {
        int status = shell.run("pictures", "--count", "3", "--size", "64", "--resolution", "32", "--json");
        assertThat(status).as(shell.err()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(shell.out());
        assertThat(json.path("pictures_per_second").asDouble()).isPositive();
        assertThat(json.path("cpu_ms_per_picture").asDouble()).isPositive();
        assertThat(json.path("peak_bytes").asLong()).isPositive();
        assertThat(shell.run("pictures", "--count", "0")).isEqualTo(2);
    }

    @Test
    void anUnknownModeIsRefusedWithThoseThereAre() {
        assertThat(shell.run("--only", "naive-fp64")).isEqualTo(2);
        assertThat(shell.err()).contains("naive-fp64").contains("naive-fp32, tuned-fp32, bf16, bf16-best");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThat(shell.run("--batch", "1")).isEqualTo(2);
        assertThat(shell.run("--steps", "0")).isEqualTo(2);
        assertThat(shell.run("--threads", "-1")).isEqualTo(2);
        assertThat(shell.err())
                .contains("--batch is 1")
                .contains("--steps is 0")
                .contains("--threads is -1");
    }

    @Test
    void theMedianLeavesOutTheWarmUp() {
        Times times = new Times(3);
        for (long ms : new long[] {900, 800, 3, 1, 2}) {
            times.add(ms * 1_000_000);
        }
        assertThat(times.median()).isEqualTo(2);
    }
}
