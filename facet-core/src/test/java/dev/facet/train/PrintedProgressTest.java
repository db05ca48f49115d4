package dev.facet.train;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrintedProgressTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void aLineTellsStepSpeedTimeAndInformation() {
        PrintedProgress progress = new PrintedProgress(out, 0);
        progress.started(Path.of("runs/00000-strokes-infogan"), 0, 2000);
        progress.step(new Moment(12, 2000, 2, 3, 112, 2400, 9, 512.4, Double.NaN));
        progress.statistics(40, Map.of("consistency/digit", 1.204, "usage/digit", 2.0));
        progress.step(new Moment(40, 2000, 2, 3, 140, 2400, 9, 512.4, Double.NaN));
        progress.statistics(50, Map.of("nats/digit", 1.5, "max_nats/digit", 2.3, "loss/D", 3.0));
        progress.step(new Moment(1234, 2000, 1, 1, 1234, 2000, 10, 512.4, 65));
        progress.notice("rolled back");
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "runs/00000-strokes-infogan: training",
                        "start 2 of 3, step 12 of 2,000, 512 images/s",
                        "start 2 of 3, step 40 of 2,000, 512 images/s, consistency of digit 1.20 nats",
                        "step 1,234 of 2,000, 512 images/s, 1:05 left, digit 1.50/2.30 nats",
                        "rolled back");
    }

    @Test
    void aLineFitsATerminalHoweverManyCodesThereAre() {
        ProgressLine line = new ProgressLine();
        Moment moment = new Moment(1234, 12_000, 2, 3, 1234, 12_000, 10, 2048, 3725);
        Map<String, Double> values = new LinkedHashMap<>();
        for (String code : List.of("digit", "slant", "ink", "width", "height")) {
            values.put("nats/" + code, 1.25);
            values.put("max_nats/" + code, 2.5);
            line.statistics(values);
            assertThat(line.of(moment)).startsWith("start 2 of 3, step 1,234 of 12,000, 2048 images/s, 1:02:05 left");
            assertThat(line.of(moment).length()).isLessThanOrEqualTo(80);
        }
        assertThat(line.information(100))
                .isEqualTo("digit 1.25/2.50 slant 1.25/2.50 ink 1.25/2.50 width 1.25/2.50 height 1.25/2.50 nats");
        assertThat(line.information(70)).isEqualTo("digit 1.25 slant 1.25 ink 1.25 width 1.25 height 1.25 nats");
        assertThat(line.information(40)).isEqualTo("digit 1.25 slant 1.25 ink 1.25 … nats");
        assertThat(line.information(5)).isEmpty();
    }

    @Test
    void linesAreFarApart() {
        PrintedProgress progress = new PrintedProgress(out, Duration.ofHours(1).toNanos());
        progress.started(Path.of("run"), 7, 10);
        progress.step(new Moment(8, 10, 1, 1, 8, 10, 1, 1, 1));
        assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo("run: going on from step 7");
    }
}
