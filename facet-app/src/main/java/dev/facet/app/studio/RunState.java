package dev.facet.app.studio;

import java.io.IOException;
import java.util.Locale;

import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;
import dev.facet.train.Statistics;

/** The state of a run according to its folder. */
enum RunState {
    /** A process was started for it but does not train yet. */
    STARTING,
    /** A process is training it. */
    TRAINING,
    /** All its steps are done. */
    DONE,
    /** It ended regularly before its last step. */
    STOPPED,
    /** The training process ended without a log entry: it was killed, or the machine went down. */
    DIED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the last training of a run ended because its minutes were over. */
    static boolean isLate(RunFolder run) throws IOException {
        return TrainingApi.tail(run.log()).strip().endsWith(": its minutes are over");
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

    /** The number of steps done, as far as known. */
    static long step(RunFolder run) throws IOException {
        long saved = Checkpoint.lastStep(run.checkpoints()).orElse(0);
        return Math.max(saved, Statistics.lastStep(run.statistics()).orElse(0));
    }
}
