package dev.facet.format;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Logs the progress of reading a large file from time to time. Small files are read before the first message. Not
 * thread-safe.
 */
public final class ReadingProgress {
    private static final System.Logger LOG = System.getLogger(ReadingProgress.class.getName());
    private static final long EVERY_NANOS = 3_000_000_000L;

    private final String what;
    private final long total;
    private long last = System.nanoTime();

    /**
     * Progress of reading {@code file}.
     *
     * @param verb for messages, such as "unpacking"
     * @param total the final value of {@link #at}
     */
    public ReadingProgress(String verb, Path file, long total) {
        this.what = verb + " " + file;
        this.total = total;
    }

    /** Reports that {@code done} of the total is done. */
    public void at(long done) {
        long now = System.nanoTime();
        if (now - last > EVERY_NANOS) {
            last = now;
            LOG.log(
                    System.Logger.Level.INFO,
                    what + ": " + String.format(Locale.ROOT, "%.0f", 100.0 * done / Math.max(1, total)) + " %");
        }
    }
}
