package dev.facet.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import dev.facet.app.ConsoleMonitor.Detail;

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
            monitor.step(1, 0.1, 1000);
            monitor.notice("a checkpoint is damaged");
        }
        assertThat(shown.toString().lines()).containsExactly("a checkpoint is damaged");
    }

    private ConsoleMonitor monitor(Detail detail) {
        return new ConsoleMonitor(new PrintWriter(shown), detail, new Interruption(), 0);
    }
}
