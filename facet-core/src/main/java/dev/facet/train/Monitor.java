package dev.facet.train;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Receives events of a training run, on the training thread. An exception of the monitor ends the run. */
public interface Monitor {
    /**
     * A monitor that prints the run's folder, the progress about every ten seconds, and notices: {@code
     * Monitor.printing(System.out)}.
     */
    static Monitor printing(PrintStream out) {
        return new PrintedProgress(out);
    }

    /** The run folder exists and training begins at {@code step} of {@code steps}. */
    default void started(Path run, long step, long steps) {}

    /** A step is done. */
    default void step(Moment moment) {}

    /**
     * Averages since the last report, by name and unit, such as {@code loss/D} or {@code nats/digit}: a line of
     * stats.jsonl.
     */
    default void statistics(long step, Map<String, Double> values) {}

    /** A file was written: a picture or a checkpoint. */
    default void wrote(long step, Path file) {}

    /** A message for the user, one sentence, such as a rollback or a damaged checkpoint that was skipped. */
    default void notice(String message) {}

    /** Asked after each step; true saves a checkpoint and ends the run early. */
    default boolean stopRequested() {
        return false;
    }
}
