package dev.facet.app.console;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * The figures that an evaluation does not have, and why. Each is told on standard error as soon as that is known, and
 * never loses the figures that can be had.
 */
public final class Unmeasured {
    private final PrintWriter err;
    private final boolean debug;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private boolean failed;

    /** Tells {@code err}, of defects with their traces where {@code debug} is set. */
    public Unmeasured(PrintWriter err, boolean debug) {
        this.err = err;
        this.debug = debug;
    }

    /** Notes a figure that the data or the run has nothing for, and that nobody asked for by an option. */
    public void note(String figure, String reason) {
        reasons.put(figure, reason);
        err.println("facet: " + figure + " is not measured: " + reason);
        err.flush();
    }

    /** Notes a figure that was asked for and cannot be had. */
    public void refuse(String figure, String reason) {
        failed = true;
        note(figure, reason);
    }

    /** What {@code measurement} comes to; null where it is known already that it cannot be had, or turns out now. */
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

    /** By figure. */
    public Map<String, String> reasons() {
        return reasons;
    }

    /** Whether something is missing that was asked for. */
    public boolean failed() {
        return failed;
    }
}
