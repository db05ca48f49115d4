package dev.facet.train;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Who watches a training run. Called on the training thread; what it throws ends the run. */
public interface Monitor {
    /**
     * One that prints where the run lies, how far it is about every ten seconds, and notices: {@code
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

    /** Something the user should know, in a sentence: a rollback, a damaged checkpoint that was passed over. */
    default void notice(String message) {}

    /** Asked after each step: true saves a checkpoint and ends the run early. */
    default boolean stopRequested() {
        return false;
    }
}
