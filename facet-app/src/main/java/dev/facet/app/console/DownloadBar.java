package dev.facet.app.console;

import java.io.PrintWriter;
import java.nio.file.Path;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import dev.facet.data.known.Download;
import dev.facet.data.source.DataSource;
import dev.facet.data.source.Datasets;
import dev.facet.format.ByteSize;

/** Shows the progress of a download: a bar per file on a terminal, else a line per file. Not thread-safe. */
public final class DownloadBar implements Download.Listener, AutoCloseable {
    private static final long KILOBYTE = 1_000;
    private static final long MEGABYTE = 1_000_000;

    private final PrintWriter err;
    private final boolean terminal;
    private @Nullable String file;
    private @Nullable ProgressBar bar;

    private DownloadBar(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Fetches {@code source} if it is a known set that is not on this machine yet, else does nothing. */
    public static void fetch(String source, PrintWriter err) {
        if (DataSource.known(source)) {
            get(source, err);
        }
    }

    /** The folder of a known set, which is fetched if necessary. */
    public static Path get(String name, PrintWriter err) {
        try (DownloadBar bar = new DownloadBar(err, Boolean.getBoolean("facet.terminal"))) {
            return Datasets.get(name, bar);
        }
    }

    @Override
    public void at(String name, long done, long total) {
        if (!name.equals(file)) {
            close();
            file = name;
            if (terminal) {
                bar = new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(total)
                        .setUnit(total < MEGABYTE ? " kB" : " MB", total < MEGABYTE ? KILOBYTE : MEGABYTE)
                        .setUpdateIntervalMillis(500)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .build();
            } else {
                err.println("fetching " + name + ", " + ByteSize.text(total));
                err.flush();
            }
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
