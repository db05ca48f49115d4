package dev.facet.app.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A process of this program that was started, on this machine or on one of a cluster. Thread-safe. */
public interface Started {
    /** Codes above this one are those of processes that a signal ended: the number of the signal is added. */
    int SIGNALS = 128;

    /** The code of a process that was ended at once, or whose machine was lost. */
    int KILLED = SIGNALS + 9;

    /** Whether it has not ended yet; what it said is passed on before it counts as ended. */
    boolean isAlive();

    /** The exit code; only after its end. */
    int code();

    /** How it ended, in words, and on a cluster where; only after its end. */
    String end();

    /** What it has said last on standard error, as far as that is known here. */
    List<String> said();

    /** Asks it to save and end. */
    void stop();

    /** Ends it at once. */
    void kill();

    /** Waits for its end. */
    boolean await(Duration atMost) throws InterruptedException;

    /**
     * Does nothing unless the process could not be started.
     *
     * @throws dev.facet.config.UsageException if the user can change the reason
     * @throws IOException for other reasons, after which no process can be started
     */
    default void check() throws IOException {}
}
