package dev.facet.app.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import dev.facet.train.Moment;
import dev.facet.train.Monitor;
import dev.facet.train.ProgressLine;

/**
 * Shows the progress of a training run: as a bar on a terminal, as occasional lines in a file or a pipe. Not
 * thread-safe; training calls it from one thread. Close it when the run has ended.
 */
public final class ConsoleMonitor implements Monitor, AutoCloseable {
    /** How much to show. */
    enum Detail {
        /** A progress bar that is redrawn in place. */
        BAR,
        /** A line every few seconds. */
        LINES,
        /** Notices only. */
        NOTICES
    }

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    /** Columns of the bar with percentage, steps and time. */
    private static final int BAR_COLUMNS = 60;

    private final PrintWriter err;
    private final Detail detail;
    private final Interruption interruption;
    private final ProgressBarConsumer terminal;

    private @Nullable ProgressBar bar;
    private boolean farewell;
    private long lastLine = System.nanoTime() - BETWEEN_LINES.toNanos() / 2;
    private final ProgressLine line = new ProgressLine();
    private volatile double secondsLeft = Double.NaN;

    /** From the start of training until this is closed, Ctrl-C requests training to stop. */
    public ConsoleMonitor(PrintWriter err, Detail detail, Interruption interruption) {
        this(err, detail, interruption, new ConsoleProgressBarConsumer(System.err));
    }

    /** {@code terminal} draws the bar. */
    ConsoleMonitor(PrintWriter err, Detail detail, Interruption interruption, ProgressBarConsumer terminal) {
        this.err = err;
        this.detail = detail;
        this.interruption = interruption;
        this.terminal = terminal;
    }

    /** A bar on a terminal, else lines. The launcher knows whether standard error is a terminal. */
    public static Detail detail(boolean quiet) {
        if (quiet) {
            return Detail.NOTICES;
        }
        return Boolean.getBoolean("facet.terminal") ? Detail.BAR : Detail.LINES;
    }

    @Override
    public void started(Path run, long step, long steps) {
        interruption.arm();
        if (detail == Detail.NOTICES) {
            return;
        }
        err.println(step == 0 ? run + ": training" : run + ": going on from step " + Text.count(step));
        err.flush();
        if (detail == Detail.BAR) {
            bar = new ProgressBarBuilder()
                    .setTaskName("steps")
                    .startsFrom(step, Duration.ZERO)
                    .setInitialMax(steps)
                    .setUpdateIntervalMillis(500)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setEtaFunction(state -> timeLeft())
                    .setConsumer(terminal)
                    .build();
        }
    }

    @Override
    public void step(Moment moment) {
        if (interruption.requested() && !farewell) {
            farewell = true;
            notice("stopping; saving what was trained");
        }
        secondsLeft = moment.secondsLeft();
        if (bar != null) {
            bar.maxHint(moment.total());
            bar.stepTo(moment.done());
            bar.setExtraMessage(beside(moment));
        } else if (detail == Detail.LINES && System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            err.println(line.of(moment));
            err.flush();
        }
    }

    private Optional<Duration> timeLeft() {
        return Double.isNaN(secondsLeft)
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(secondsLeft * 1000)));
    }

    /** The text beside the bar that fits, the most important first. */
    private String beside(Moment moment) {
        List<String> parts = new ArrayList<>();
        if (moment.starts() > 1) {
            parts.add("start " + moment.start() + " of " + moment.starts());
        }
        parts.add(String.format(Locale.ROOT, "%.0f images/s", moment.imagesPerSecond()));
        int room = terminal.getMaxRenderedLength() - BAR_COLUMNS;
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            if (text.isEmpty() || text.length() + part.length() + 2 <= room) {
                text.append(text.isEmpty() ? " " : ", ").append(part);
            }
        }
        String information = line.information(room - text.length() - 2);
        if (!information.isEmpty()) {
            text.append(", ").append(information);
        }
        return text.toString();
    }

    @Override
    public void statistics(long step, Map<String, Double> values) {
        line.statistics(values);
    }

    @Override
    public void notice(String message) {
        if (bar != null) {
            err.println();
        }
        err.println(message);
        err.flush();
    }

    @Override
    public boolean stopRequested() {
        return interruption.requested();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        interruption.disarm();
    }
}
