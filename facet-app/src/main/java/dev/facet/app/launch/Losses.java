package dev.facet.app.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;

/**
 * How often the processes of a run were lost, and whether they are started again: not if they get no further. For one
 * thread.
 */
public final class Losses {
    /** Losses without a new checkpoint between them after which a run gives up. */
    public static final int MOST = 6;

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LAST_WORDS = Duration.ofSeconds(60);

    private int losses;
    private long reached = -1;
    private String from = "from the beginning";

    /**
     * Counts a loss.
     *
     * @param run the folder of the run, if there is one yet
     * @return whether the run should go on
     */
    public boolean goesOn(Optional<Path> run) throws IOException {
        OptionalLong saved =
                run.isPresent() ? Checkpoint.lastStep(RunFolder.open(run.get()).checkpoints()) : OptionalLong.empty();
        losses = saved.orElse(-1) > reached ? 1 : losses + 1;
        reached = saved.orElse(-1);
        from = saved.isPresent() ? "from the checkpoint of step " + saved.getAsLong() : "from the beginning";
        return losses < MOST;
    }

    /** Where the run goes on, in words; after {@link #goesOn}. */
    public String from() {
        return from;
    }

    /** Waits until a process that was lost, but lives and saves, has left the run. */
    public static void awaitFree(Optional<Path> run) throws IOException, InterruptedException {
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        while (run.isPresent() && RunFolder.open(run.get()).isTraining() && System.nanoTime() < end) {
            Thread.sleep(LOOK.toMillis());
        }
    }
}
