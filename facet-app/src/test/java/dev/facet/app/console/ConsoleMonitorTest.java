package dev.facet.app.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;

import dev.facet.app.console.ConsoleMonitor.Detail;
import dev.facet.train.Moment;

import static org.assertj.core.api.Assertions.assertThat;

class ConsoleMonitorTest {
    private final StringWriter shown = new StringWriter();

    @Test
    void linesSayWhereTheRunIsAndWhatHappens() {
        try (ConsoleMonitor monitor = monitor(Detail.LINES)) {
            monitor.started(Path.of("runs/00007-x"), 1500, 3000);
            monitor.notice("back to step 1,000");
            assertThat(monitor.stopRequested()).isFalse();
        }
        assertThat(shown.toString().lines())
                .containsExactly("runs/00007-x: going on from step 1,500", "back to step 1,000");
    }

    @Test
    void quietShowsNoticesOnly() {
        try (ConsoleMonitor monitor = monitor(Detail.NOTICES)) {
            monitor.started(Path.of("runs/00007-x"), 0, 3000);
            monitor.step(new Moment(1, 3000, 1, 1, 1, 3000, 0.1, 1000, 300));
            monitor.notice("a checkpoint is damaged");
        }
        assertThat(shown.toString().lines()).containsExactly("a checkpoint is damaged");
    }

    @Test
    void aBarHasRoomOnATerminalOf80Columns() {
        Queue<String> drawn = new ConcurrentLinkedQueue<>();
        Interruption interruption = new Interruption();
        try (ConsoleMonitor monitor = new ConsoleMonitor(
                new PrintWriter(shown), Detail.BAR, interruption, new DelegatingProgressBarConsumer(drawn::add, 80))) {
            monitor.started(Path.of("runs/00007-x"), 0, 3600);
            monitor.statistics(
                    10, Map.of("nats/digit", 2.1, "max_nats/digit", 2.3, "nats/c1", 0.4, "max_nats/c1", 2.0));
            monitor.step(new Moment(100, 3600, 2, 3, 600, 4600, 60, 412, 540));
        }
        String last = drawn.stream().reduce((a, b) -> b).orElseThrow();
        assertThat(last).contains("600/4600", "start 2 of 3").hasSizeLessThanOrEqualTo(80);
        String bar = last.substring(last.indexOf('[') + 1, last.indexOf(']'));
        assertThat(bar).hasSizeGreaterThanOrEqualTo(12).contains("=");
    }

    @Test
    void theTimeLeftIsTheOneThatTrainingTells() {
        Queue<String> drawn = new ConcurrentLinkedQueue<>();
        try (ConsoleMonitor monitor = new ConsoleMonitor(
                new PrintWriter(shown),
                Detail.BAR,
                new Interruption(),
                new DelegatingProgressBarConsumer(drawn::add, 120))) {
            monitor.started(Path.of("runs/00007-x"), 0, 3600);
            monitor.step(new Moment(100, 3600, 1, 1, 100, 3600, 60, 412, 3723));
        }
        assertThat(drawn).anyMatch(line -> line.contains("1:02:03") && line.contains("412 images/s"));
    }

    private ConsoleMonitor monitor(Detail detail) {
        return new ConsoleMonitor(new PrintWriter(shown), detail, new Interruption());
    }
}
