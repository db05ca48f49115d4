package dev.facet.app.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.train.History;
import dev.facet.train.Statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChartDataTest {
    @TempDir
    Path folder;

    private History history(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, List.of(lines));
        return new Statistics(file).history(0, Long.MAX_VALUE);
    }

    private static ChartData data() {
        return new ChartData(key -> "of " + key);
    }

    @Test
    void statisticsWithChartsAreThereWithWhatChartsNeed() throws IOException {
        ChartData data = data();
        data.add(
                "a",
                history(
                        "a",
                        "{\"step\":10,\"seconds\":1,\"loss/D\":1.23456789,\"nats/c1\":0.5,"
                                + "\"max_nats/c1\":1.7,\"other\":1}",
                        "{\"step\":20,\"seconds\":2,\"loss/D\":-2e-9}"));
        data.add("b", history("b", "{\"step\":10,\"loss/G\":4}"));

        assertThat(data.keys()).containsExactly("nats/c1", "loss/D", "loss/G");
        JsonNode json = JsonMapper.builder().build().readTree(data.json());
        assertThat(json.path("charts").get(1).toString()).isEqualTo("{\"key\":\"loss/D\",\"title\":\"of loss/D\"}");
        JsonNode run = json.path("runs").get(0);
        assertThat(run.path("steps").toString()).isEqualTo("[10,20]");
        assertThat(run.path("values").path("loss/D").get(0).asDouble()).isEqualTo(1.23457);
        assertThat(run.path("values").path("nats/c1").toString()).isEqualTo("[0.5,null]");
        assertThat(run.path("values").has("max_nats/c1")).isTrue();
        assertThat(run.path("values").has("seconds")).isTrue();
        assertThat(run.path("values").has("other")).isFalse();
        assertThat(data.last())
                .containsExactly(
                        List.of("", "a", "b"),
                        List.of("of nats/c1", "0.5", ""),
                        List.of("of loss/D", "−2E−9", ""),
                        List.of("of loss/G", "", "4"));
    }

    @Test
    void aLongRunTakesNoMoreRoomThanACharts() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int k = 1; k <= 40_000; k++) {
            lines.append("{\"step\":")
                    .append(10 * k)
                    .append(",\"loss/D\":")
                    .append(k == 20_123 ? 99.5 : k / 40_000.0)
                    .append("}\n");
        }
        Path file = folder.resolve("long");
        Files.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
        ChartData data = data();
        data.add("long", new Statistics(file).history(0, Long.MAX_VALUE));

        assertThat(data.json()).hasSizeLessThan(100_000).contains("99.5");
    }

    @Test
    void thereAreNoMoreRunsThanColours() throws IOException {
        ChartData data = data();
        for (int k = 0; k < ChartData.MOST_RUNS; k++) {
            data.add("run " + k, history("h" + k, "{\"step\":10,\"loss/G\":4}"));
        }
        History one = history("more", "{\"step\":10,\"loss/G\":4}");
        assertThatThrownBy(() -> data.add("more", one)).hasMessageContaining("at most 8");
    }
}
