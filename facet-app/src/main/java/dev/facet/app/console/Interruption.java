package dev.facet.app.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM as a request to finish the step, save and end. Between {@link #arm} and {@link #disarm} a signal
 * does not end the program at once: the virtual machine's shutdown waits for the program's exit code, and ends with it.
 * At other times a signal ends the program immediately. Thread-safe.
 */
public final class Interruption {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private @Nullable Thread hook;
    private volatile boolean requested;
    private volatile int exitCode;

    /** From now on, a signal is a request to save and end. */
    public synchronized void arm() {
        if (hook == null && !requested) {
            hook = new Thread(this::signalled, "interruption");
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** From now on, a signal ends the program at once, unless one has arrived already. */
    public synchronized void disarm() {
        if (hook != null && !requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException signalledJustNow) {
                // the hook runs and waits for the exit code
            }
            hook = null;
        }
    }

    /** Whether a signal has arrived. */
    public boolean requested() {
        return requested;
    }

    /** Ends the virtual machine with {@code code}, even if a signal is ending it already. Does not return. */
    public void exit(int code) {
        exitCode = code;
        finished.countDown();
        System.exit(code);
    }

    private void signalled() {
        requested = true;
        int code = ExitCodes.FAILED;
        try {
            if (finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                code = exitCode;
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
