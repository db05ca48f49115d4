package dev.facet.train;

import java.io.IOException;

import dev.facet.config.TrainingConfig;
import dev.facet.train.TrainingStep.Diverged;

/** Returns to a checkpoint, with lower learning rates, when a loss or a weight is not finite. */
final class Rollback {
    private static final int MOST_ROLLBACKS = 3;
    private static final double ROLLBACK_RATE = 0.5;

    private final RunFolder folder;
    private final TrainingConfig training;
    private final RunWriter writer;

    Rollback(RunFolder folder, TrainingConfig training, RunWriter writer) {
        this.folder = folder;
        this.training = training;
        this.writer = writer;
    }

    /** Restores the newest good checkpoint with half the learning rates; gives up after several rollbacks. */
    void goBack(TrainingState state, Beginnings beginnings, Diverged cause) throws IOException {
        Progress was = state.progress();
        int rollbacks = was.rollbacks() + 1;
        double rateScale = was.rateScale() * ROLLBACK_RATE;
        if (rollbacks > MOST_ROLLBACKS) {
            throw new TrainingException(cause.getMessage() + ", after " + MOST_ROLLBACKS
                    + " returns to an earlier checkpoint with lower learning rates. Giving up; " + folder.path()
                    + " keeps its last good checkpoint. Start a new run with lower rates, for instance `--set"
                    + " training.generator-rate=" + training.generatorRate() / 10
                    + " --set training.discriminator-rate=" + training.discriminatorRate() / 10 + "`.");
        }
        if (beginnings.areOn(was)) {
            beginnings.goBack(state);
        } else {
            Checkpoint.newestGood(folder.checkpoints(), writer::notice)
                    .orElseThrow(() -> new TrainingException(
                            cause.getMessage() + ", and there is nothing to go back to: " + folder.nothingToLoad()))
                    .restore(state);
        }
        state.progress(state.progress()
                .at(state.progress().step(), was.seconds())
                .allowedFrom(was.allowedFrom())
                .rolledBack(rollbacks, rateScale));
        folder.truncate(state.progress().step());
        writer.notice(cause.getMessage() + "; back to the checkpoint of step "
                + state.progress().step() + " with the learning rates times " + rateScale + " (" + rollbacks + " of "
                + MOST_ROLLBACKS + ").");
    }
}
