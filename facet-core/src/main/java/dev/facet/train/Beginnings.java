package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.facet.config.RunConfig;
import dev.facet.format.AtomicFile;
import dev.facet.method.game.Starts;

/**
 * Trains from several starting weights, a given number of steps each, and goes on with the best ({@link Starts}).
 *
 * <p>The run's own checkpoints hold the best start so far, so that whatever reads the run in the meantime finds a
 * model. The start under way has its checkpoints in {@code .starts}, unless it is the first. The statistics of each
 * finished start are kept beside them. A checkpoint is written before anything that it replaces is removed, so a kill
 * at any moment loses no more than steps since the last.
 */
final class Beginnings {
    private final RunFolder folder;
    private final Starts starts;
    private final boolean several;
    private final int keep;
    private final Map<String, byte[]> records;
    private final Consumer<String> notice;

    /** {@code config} is what the run goes on with. Starts as long as the whole run are not tried. */
    Beginnings(RunFolder folder, RunConfig config, Starts starts, Consumer<String> notice) throws IOException {
        this.folder = folder;
        this.starts = starts;
        this.several = starts.count() > 1 && starts.steps() < config.training().steps();
        this.keep = config.training().keepCheckpoints();
        this.records = folder.records(config);
        this.notice = notice;
    }

    /** How many starts there are to be. */
    int count() {
        return several ? starts.count() : 1;
    }

    /** The steps of each, where there are several. */
    long steps() {
        return starts.steps();
    }

    /** Whether the best start is still to be found. */
    boolean areOn(Progress progress) {
        return several && !progress.trial().over() && progress.step() <= starts.steps();
    }

    /** The steps that are done over all starts. */
    long done(Progress progress) {
        long before = areOn(progress) ? progress.trial().start() : count() - 1;
        return before * starts.steps() + progress.step();
    }

    /** The steps that a run makes over all starts. */
    long total(long steps) {
        return (count() - 1) * starts.steps() + steps;
    }

    /** Saves the state where it belongs, and removes what that replaces. */
    Checkpoint save(TrainingState state) throws IOException {
        Progress progress = state.progress();
        if (areOn(progress) && progress.trial().start() > 0) {
            Checkpoint saved = write(place(progress.trial().start()), state, 1);
            for (int start = 1; start < progress.trial().start(); start++) {
                Checkpoint.delete(place(start));
            }
            return saved;
        }
        Checkpoint saved = write(folder.checkpoints(), state, keep);
        tidy(progress);
        return saved;
    }

    /** The statistics and the log reach the disk no later than the checkpoint. */
    private Checkpoint write(Path place, TrainingState state, int most) throws IOException {
        folder.sync();
        return Checkpoint.save(place, state, records, most);
    }

    /** Judges step {@code number}, from 0, of the second half of a start by its statistics. */
    void judge(TrainingState state, long number, Map<String, Double> statistics) {
        Progress progress = state.progress();
        if (areOn(progress) && number + 1 > starts.steps() / 2) {
            state.progress(progress.trying(progress.trial().plus(starts.score().applyAsDouble(statistics))));
        }
    }

    /**
     * Ends the start under way, keeps it if it is the best so far, and brings the state to the beginning of the next
     * start; after the last to the best.
     *
     * @return whether the start is the best so far; its weights are then those of the run's newest checkpoint
     */
    boolean finish(TrainingState state) throws IOException {
        Trial trial = state.progress().trial().finished();
        state.progress(state.progress().trying(trial));
        notice.accept(String.format(
                Locale.ROOT,
                "start %d of %d: %s %.3f",
                trial.start() + 1,
                count(),
                starts.what(),
                trial.scores().get(trial.start())));
        Files.createDirectories(folder.starts());
        keepStatistics(trial.start());
        save(state);
        boolean best = trial.best() == trial.start();
        promote(state);
        return best;
    }

    /** Goes on after a finished start. */
    void next(TrainingState state) throws IOException {
        Trial trial = state.progress().trial();
        if (trial.scores().size() < count()) {
            state.startAgain(trial.next());
            folder.truncate(0);
            return;
        }
        bringBack(state, trial);
        state.progress(state.progress().trying(Trial.OVER));
    }

    /**
     * Before a run ends within a start: keeps what resuming needs, and brings the state to the best finished start, if
     * there is one.
     */
    void leave(TrainingState state) throws IOException {
        Trial trial = state.progress().trial();
        if (!areOn(state.progress()) || trial.start() == 0 || trial.isFinished()) {
            return;
        }
        keepStatistics(trial.start());
        long step = state.progress().step();
        bringBack(state, trial);
        notice.accept(String.format(
                Locale.ROOT,
                "ended in start %d of %d, at step %,d; the run is now its best finished start, number %d. Resuming goes on with start %d.",
                trial.start() + 1,
                count(),
                step,
                trial.best() + 1,
                trial.start() + 1));
    }

    /**
     * Brings the state to where the run was, from its checkpoints.
     *
     * @param own the newest of the run's own checkpoints that is good
     * @return whether there was any
     */
    boolean restore(TrainingState state, Optional<Checkpoint> own) throws IOException {
        if (own.isPresent()) {
            own.get().restore(state);
        }
        if (own.isEmpty() || areOn(state.progress())) {
            boolean chosen = own.isPresent()
                    && state.progress().trial().isFinished()
                    && state.progress().step() == starts.steps();
            if (!restoreTrial(state, chosen)) {
                if (own.isEmpty()) {
                    return false;
                }
                own.get().restore(state);
                statisticsOf(0);
                Checkpoint.delete(folder.starts());
            }
            if (state.progress().trial().isFinished()) {
                promote(state);
                next(state);
            }
        }
        long damaged = folder.truncate(state.progress().step());
        if (damaged > 0) {
            notice.accept(History.loss(damaged));
        }
        tidy(state.progress());
        return true;
    }

    /**
     * Restores a start after the first.
     *
     * @param chosen whether the best of those before lies whole in the run's own checkpoints
     * @return whether there is such a start, and all that it needs
     */
    private boolean restoreTrial(TrainingState state, boolean chosen) throws IOException {
        Optional<Checkpoint> tried = Optional.empty();
        for (int start = count() - 1; start > 0 && tried.isEmpty(); start--) {
            tried = Checkpoint.newestGood(place(start), notice);
        }
        if (tried.isEmpty()) {
            return false;
        }
        tried.get().restore(state);
        Trial trial = state.progress().trial();
        boolean best = trial.isFinished() && trial.best() == trial.start();
        if (!best && !chosen) {
            notice.accept("the best start so far is damaged; the starts are tried again");
            return false;
        }
        if (!trial.isFinished()) {
            statisticsOf(trial.start());
        }
        return true;
    }

    /** Brings the state back to the newest checkpoint of the start under way, or to its beginning. */
    void goBack(TrainingState state) throws IOException {
        Trial trial = state.progress().trial();
        Path place = trial.start() == 0 ? folder.checkpoints() : place(trial.start());
        Optional<Checkpoint> saved = Checkpoint.newestGood(place, notice);
        if (saved.isPresent()) {
            saved.get().restore(state);
        } else if (trial.start() > 0) {
            state.startAgain(new Trial(trial.start(), 0, 0, trial.scores(), false));
        } else {
            throw new TrainingException("there is no good checkpoint in " + folder.path() + " to go back to.");
        }
    }

    /** How far a run has come, over all its checkpoints; its beginning where there is none that is good. */
    static Progress progress(RunFolder folder) throws IOException {
        List<Path> places = new ArrayList<>(List.of(folder.checkpoints()));
        if (Files.isDirectory(folder.starts())) {
            try (Stream<Path> starts = Files.list(folder.starts())) {
                starts.filter(Files::isDirectory).forEach(places::add);
            }
        }
        Progress latest = Progress.START;
        for (Path place : places) {
            Optional<Checkpoint> newest = Checkpoint.newestGood(place, damaged -> {});
            if (newest.isPresent() && newest.get().progress().seconds() >= latest.seconds()) {
                latest = newest.get().progress();
            }
        }
        return latest;
    }

    /** Removes what the starts left, once a later checkpoint is saved. */
    private void tidy(Progress progress) throws IOException {
        if (!areOn(progress) && progress.step() > starts.steps()) {
            Checkpoint.delete(folder.starts());
        }
    }

    /** Makes the start that was just finished the run's, if it is the best. */
    private void promote(TrainingState state) throws IOException {
        Trial trial = state.progress().trial();
        if (trial.start() > 0 && trial.best() == trial.start()) {
            write(folder.checkpoints(), state, 1);
        }
    }

    private void bringBack(TrainingState state, Trial trial) throws IOException {
        Progress now = state.progress();
        Checkpoint best = Checkpoint.newestGood(folder.checkpoints(), notice)
                .filter(checkpoint -> checkpoint.step() == starts.steps())
                .orElseThrow(() -> new TrainingException("the checkpoint of the best start, start " + (trial.best() + 1)
                        + " of " + folder.path() + ", is damaged. Start a new run; its settings are in "
                        + folder.path().resolve("config.yaml") + "."));
        best.restore(state);
        state.progress(state.progress().at(starts.steps(), now.seconds()).allowedFrom(now.allowedFrom()));
        AtomicFile.write(folder.statistics(), Files.readAllBytes(statistics(trial.best())));
    }

    private void keepStatistics(int start) throws IOException {
        AtomicFile.write(
                statistics(start),
                Files.exists(folder.statistics()) ? Files.readAllBytes(folder.statistics()) : new byte[0]);
    }

    /** Brings back the statistics of a start that a run ended within; where it was killed they are still in place. */
    private void statisticsOf(int start) throws IOException {
        if (Files.exists(statistics(start))) {
            Files.move(
                    statistics(start),
                    folder.statistics(),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path place(int start) {
        return folder.starts().resolve(String.valueOf(start + 1));
    }

    private Path statistics(int start) {
        return folder.starts().resolve("stats-" + (start + 1) + ".jsonl");
    }
}
