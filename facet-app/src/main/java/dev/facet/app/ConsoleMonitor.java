package dev.facet.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import dev.facet.train.Monitor;

/**
 * Shows a training run to somebody at a terminal as a progress bar, to a file or a pipe as a line now and then. Not thread-safe;
 * training calls it from one thread. Close it when the run has ended.
 */
final class ConsoleMonitor implements Monitor, AutoCloseable {
    /** How much to show. */
    enum Detail {
        /** A progress bar that is drawn over. */
        BAR,
        /** A line every few seconds. */
        LINES,
        /** Notices only. */
        NOTICES
    }

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintWriter err;
    private final Detail detail;
    private final Interruption interruption;
    private final double secondsAllowed;

    private @Nullable ProgressBar bar;
    private boolean farewell;
    private long steps;
    private long firstStep = -1;
    private double firstSeconds;
    private long lastLine = System.nanoTime() - BETWEEN_LINES.toNanos() / 2;
    private String information = "";

    /**
     * From when training has started until this is closed Ctrl-C asks training to stop.
     *
     * @param minutes at which training stops; 0 where only steps count
     */
    ConsoleMonitor(PrintWriter err, Detail detail, Interruption interruption, double minutes) {
        this.err = err;
        this.detail = detail;
        this.interruption = interruption;
        this.secondsAllowed = minutes > 0 ? minutes * 60 : Double.POSITIVE_INFINITY;
    }

    /** A bar where somebody watches, lines otherwise. The launcher knows whether standard error is a terminal. */
    static Detail detail(boolean quiet) {
        if (quiet) {
            return Detail.NOTICES;
        }
        return Boolean.getBoolean("facet.terminal") ? Detail.BAR : Detail.LINES;
    }

    @Override
    public void started(Path run, long step, long steps) {
        interruption.arm();
        this.steps = steps;
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
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build();
        }
    }

    @Override
    public void step(long step, double seconds, double imagesPerSecond) {
        if (firstStep < 0) {
            firstStep = step;
            firstSeconds = seconds;
        }
        if (interruption.requested() && !farewell) {
            farewell = true;
            notice("stopping; saving what was trained");
        }
        long last = lastStep(step, seconds);
        if (bar != null) {
            bar.maxHint(Math.max(step, last));
            bar.stepTo(step);
            bar.setExtraMessage(String.format(Locale.ROOT, " %.0f images/s%s", imagesPerSecond, information));
        } else if (detail == Detail.LINES && System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            String left = step == firstStep
                    ? ""
                    : ", " + Text.duration((last - step) * (seconds - firstSeconds) / (step - firstStep)) + " left";
            err.println(String.format(
                    Locale.ROOT,
                    "step %s of %s, %.0f images/s%s%s",
                    Text.count(step),
                    Text.count(last),
                    imagesPerSecond,
                    left,
                    information));
            err.flush();
        }
    }

    /** The step at which the run will end, as far as the pace so far tells. */
    private long lastStep(long step, double seconds) {
        if (secondsAllowed == Double.POSITIVE_INFINITY || step == firstStep || seconds <= firstSeconds) {
            return steps;
        }
        double pace = (step - firstStep) / (seconds - firstSeconds);
        return Math.min(steps, step + Math.max(0, Math.round((secondsAllowed - seconds) * pace)));
    }

    @Override
    public void statistics(long step, Map<String, Double> values) {
        List<String> nats = new ArrayList<>();
        values.forEach((name, value) -> {
            if (name.startsWith("nats/")) {
                String code = name.substring("nats/".length());
                nats.add(String.format(
                        Locale.ROOT, "%s %.2f/%.2f", code, value, values.getOrDefault("max_nats/" + code, Double.NaN)));
            }
        });
        information = nats.isEmpty() ? "" : ", " + String.join(" ", nats) + " nats";
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
