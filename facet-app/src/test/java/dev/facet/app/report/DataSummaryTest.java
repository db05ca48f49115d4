package dev.facet.app.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.app.console.Json;
import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;

import static org.assertj.core.api.Assertions.assertThat;

class DataSummaryTest {
    @Test
    void aSetIsOneObjectForPrograms() {
        try (Dataset strokes = Datasets.open(new DataConfig("strokes", 28, 1, 30, 1), Split.TRAIN)) {
            String json = Json.line(DataSummary.of(strokes, 7));
            assertThat(json)
                    .contains("\"kind\":\"images\"", "\"count\":30", "\"held_out\":7", "\"height\":28", "\"width\":28")
                    .contains("\"length\":null", "\"channels\":1", "\"labels\":{", "\"factors\":[", "\"left_out\":[]");
        }
    }

    @Test
    void whatIsLeftOutHasItsKindCountReasonAndExamples() {
        LeftOut left = new LeftOut("HEIC images", 7, "convert them to JPEG", List.of("a", "b", "c", "d", "e", "f"));
        assertThat(Json.line(left))
                .isEqualTo("{\"kind\":\"HEIC images\",\"count\":7,\"reason\":\"convert them to JPEG\","
                        + "\"examples\":[\"a\",\"b\",\"c\",\"d\",\"e\"],\"missing\":false}");
        assertThat(left).hasToString("left out: HEIC images (7), convert them to JPEG: a, b, c, d, e, …");
    }
}
