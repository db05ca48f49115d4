package dev.facet.app.studio;

import java.io.IOException;
import java.util.Locale;

import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;
import dev.facet.train.Statistics;

/** Where a run is, as its folder tells. */
enum RunState {
    /** A process was started for it, and has not begun. */
    STARTING,
    /** A process is at it. */
    TRAINING,
    /** All its steps are done. */
    DONE,
    /** It ended before, and said so. */
    STOPPED,
    /** Whoever trained it is gone without a word: killed, or the machine went down. */
    DIED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunState of(RunFolder run) throws IOException {
        if (run.isTraining()) {
            return TRAINING;
        }
        String[] log = TrainingApi.tail(run.log()).strip().split("\n");
        boolean ended = log[log.length - 1].contains(" ended at step ");
        if (step(run) >= run.config().training().steps()) {
            return DONE;
        }
        return ended ? STOPPED : DIED;
    }

    /** How many steps are done, as far as anything tells. */
    static long step(RunFolder run) throws IOException {
        long saved = Checkpoint.lastStep(run.checkpoints()).orElse(0);
        return Math.max(saved, Statistics.lastStep(run.statistics()).orElse(0));
    }
}
