package dev.facet.app.console;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * The figures that an evaluation lacks, with the reasons. Each is reported on standard error as soon as it is known;
 * the other figures are still measured.
 */
public final class Unmeasured {
    private final PrintWriter err;
    private final boolean debug;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private boolean failed;

    /** Reports to {@code err}; defects with stack traces if {@code debug} is set. */
    public Unmeasured(PrintWriter err, boolean debug) {
        this.err = err;
        this.debug = debug;
    }

    /** Notes a figure that the data or the run does not support, and that no option requested. */
    public void note(String figure, String reason) {
        reasons.put(figure, reason);
        err.println("facet: " + figure + " is not measured: " + reason);
        err.flush();
    }

    /** Notes a figure that was requested but cannot be measured. */
    public void refuse(String figure, String reason) {
        failed = true;
        note(figure, reason);
    }

    /** The result of {@code measurement}; null if it was refused before or fails now. */
    public <T> @Nullable T attempt(String figure, Callable<@Nullable T> measurement) {
        if (reasons.containsKey(figure)) {
            return null;
        }
        try {
            return measurement.call();
        } catch (Exception | OutOfMemoryError | LinkageError e) {
            refuse(figure, Failures.describe(e, debug));
            return null;
        }
    }

    /** The reasons by figure. */
    public Map<String, String> reasons() {
        return reasons;
    }

    /** Whether a requested figure is missing. */
    public boolean failed() {
        return failed;
    }
}
