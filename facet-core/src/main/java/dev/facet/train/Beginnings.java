package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.facet.config.RunConfig;
import dev.facet.format.AtomicFile;
import dev.facet.format.Folders;
import dev.facet.format.Renaming;
import dev.facet.method.game.Starts;

/**
 * Trains from several initial weights, a given number of steps each, and continues with the best start ({@link
 * Starts}).
 *
 * <p>The run's own checkpoints hold the best start so far, so that readers of the run always find a model. The current
 * start, unless it is the first, has its checkpoints in {@code .starts}. The statistics of each finished start are kept
 * beside them. A checkpoint is written before anything that it replaces is removed, so a killed run loses only the
 * steps since the last checkpoint.
 */
final class Beginnings {
    private final RunFolder folder;
    private final Starts starts;
    private final boolean several;
    private final int keep;
    private final Map<String, byte[]> records;
    private final Consumer<String> notice;

    /**
     * {@code config} has the settings that the run continues with. Several starts are not tried if each is as long as
     * the whole run.
     */
    Beginnings(RunFolder folder, RunConfig config, Starts starts, Consumer<String> notice) throws IOException {
        this.folder = folder;
        this.starts = starts;
        this.several = starts.count() > 1 && starts.steps() < config.training().steps();
        this.keep = config.training().keepCheckpoints();
        this.records = folder.records(config);
        this.notice = notice;
    }

    /** The number of starts. */
    int count() {
        return several ? starts.count() : 1;
    }

    /** The steps of each start, if there are several. */
    long steps() {
        return starts.steps();
    }

    /** Whether starts are still being tried. */
    boolean areOn(Progress progress) {
        return several && !progress.trial().over() && progress.step() <= starts.steps();
    }

    /** The steps done over all starts. */
    long done(Progress progress) {
        long before = areOn(progress) ? progress.trial().start() : count() - 1;
        return before * starts.steps() + progress.step();
    }

    /** The steps of a whole run over all starts. */
    long total(long steps) {
        return (count() - 1) * starts.steps() + steps;
    }

    /** Saves the state as a checkpoint in its folder, and removes the checkpoints that it replaces. */
    Checkpoint save(TrainingState state) throws IOException {
        Progress progress = state.progress();
        if (areOn(progress) && progress.trial().start() > 0) {
            Checkpoint saved = write(place(progress.trial().start()), state, 1);
            for (int start = 1; start < progress.trial().start(); start++) {
                Folders.delete(place(start));
            }
            return saved;
        }
        Checkpoint saved = write(folder.checkpoints(), state, keep);
        tidy(progress);
        return saved;
    }

    /** Saves the state as the best checkpoint of the run, with what was measured of it. */
    Checkpoint saveBest(TrainingState state, Health health) throws IOException {
        folder.sync();
        Map<String, byte[]> kept = new LinkedHashMap<>(records);
        kept.put(Health.FILE, health.bytes());
        return Checkpoint.saveBest(folder.checkpoints(), state, kept);
    }

    /** Writes a checkpoint after the statistics and the log are on the disk. */
    private Checkpoint write(Path place, TrainingState state, int most) throws IOException {
        folder.sync();
        return Checkpoint.save(place, state, records, most);
    }

    /** Adds the score of step {@code number}, counted from 0, if it is in the second half of a start. */
    void judge(TrainingState state, long number, Map<String, Double> statistics) {
        Progress progress = state.progress();
        if (areOn(progress) && number + 1 > starts.steps() / 2) {
            state.progress(progress.trying(progress.trial().plus(starts.score().applyAsDouble(statistics))));
        }
    }

    /**
     * Ends the current start and keeps it if it is the best so far. Then sets the state to the beginning of the next
     * start, or to the best start after the last.
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

    /** Continues after a finished start. */
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
     * Prepares the end of a run within a start: keeps what resuming needs, and sets the state to the best finished
     * start, if there is one.
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
                "the run ended in start %d of %d, at step %,d. Its model is now that of the best finished start,"
                        + " number %d. Resuming continues start %d.",
                trial.start() + 1,
                count(),
                step,
                trial.best() + 1,
                trial.start() + 1));
    }

    /**
     * Restores the state of the run from its checkpoints.
     *
     * @param own the newest good checkpoint of the run's own
     * @return whether there was one
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
                Folders.delete(folder.starts());
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
     * @param chosen whether the best earlier start is complete in the run's own checkpoints
     * @return whether there is such a start with everything it needs
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

    /** Sets the state back to the newest checkpoint of the current start, or to its beginning. */
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

    /** The progress of a run by all its checkpoints; its beginning if none is good. */
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

    /** Removes the files of the starts once a later checkpoint is saved. */
    private void tidy(Progress progress) throws IOException {
        if (!areOn(progress) && progress.step() > starts.steps()) {
            Folders.delete(folder.starts());
        }
    }

    /** Makes the start that was just finished the run's own if it is the best. */
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

    /** Restores the statistics of a start in which the run ended; after a kill they are still in place. */
    private void statisticsOf(int start) throws IOException {
        if (Files.exists(statistics(start))) {
            Renaming.replace(statistics(start), folder.statistics());
        }
    }

    private Path place(int start) {
        return folder.starts().resolve(String.valueOf(start + 1));
    }

    private Path statistics(int start) {
        return folder.starts().resolve("stats-" + (start + 1) + ".jsonl");
    }
}
