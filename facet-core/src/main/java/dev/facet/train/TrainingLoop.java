package dev.facet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.config.ConfigCheck;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Prefetch;
import dev.facet.data.Shape;
import dev.facet.method.Method;
import dev.facet.model.Model;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;
import dev.facet.train.TrainResult.End;
import dev.facet.train.TrainingStep.Diverged;

/**
 * Trains a run: step after step, then averages, statistics, pictures, checkpoints. What a step is, {@link TrainingStep}
 * knows; where a run starts several times, {@link Beginnings}. Runs on the calling thread.
 */
public final class TrainingLoop {
    private static final int STATISTICS_EVERY = 10;
    private static final int PREFETCHED = 3;
    private static final int MOST_ROLLBACKS = 3;
    private static final double ROLLBACK_RATE = 0.5;

    private final RunFolder folder;
    private final RunConfig config;
    private final TrainingConfig training;
    private final Dataset data;
    private final Monitor monitor;
    private final Snapshots snapshots;
    private final TrainingStep step;
    /** Null for a run that goes on. */
    private final @Nullable Launch launch;

    /**
     * A run that begins.
     *
     * @param seconds that went by since the user asked for it
     * @param notices for the user, before the first step
     * @param weights to begin with; null for those that the seed makes
     */
    private record Launch(
            double seconds, List<String> notices, @Nullable StartingWeights weights) {}

    /** A new run in a new numbered folder below {@code runs}. */
    public static TrainingLoop start(RunConfig config, Dataset data, Path runs, Monitor monitor) throws IOException {
        return begin(config, null, data, runs, monitor);
    }

    /**
     * A new run that begins with the weights that the run in the folder {@code from} has learned; its networks must be
     * the same.
     */
    public static TrainingLoop start(RunConfig config, RunFolder from, Dataset data, Path runs, Monitor monitor)
            throws IOException {
        return begin(config, StartingWeights.of(from, monitor::notice), data, runs, monitor);
    }

    private static TrainingLoop begin(
            RunConfig config, @Nullable StartingWeights weights, Dataset data, Path runs, Monitor monitor)
            throws IOException {
        Plan plan = planned(config, data);
        if (weights != null) {
            weights.check(plan.config(), data.shape());
        }
        RunFolder folder = NewRun.make(
                runs,
                plan.config(),
                data,
                Engine.describe(plan.config().training().threads()));
        return new TrainingLoop(
                folder, plan.config(), data, monitor, new Launch(plan.seconds(), plan.notices(), weights));
    }

    /** Checks the settings of a new run against the data, and fits them to the minutes that it may take. */
    public static RunConfig plan(RunConfig config, Dataset data) {
        return planned(config, data).config();
    }

    private static Plan planned(RunConfig config, Dataset data) {
        RunConfig resolved = ResolvedConfig.of(config, data.shape());
        ConfigCheck.check(resolved);
        if (data.size() < 2) {
            throw new UsageException(data.name() + " has " + data.size()
                    + " images; training needs at least 2, and thousands to be useful.");
        }
        Method.check(resolved, data);
        return Plan.of(resolved, data);
    }

    /**
     * Goes on with a run. Of the settings only where the data lies, {@code training.minutes}, the device, the threads,
     * how often pictures and checkpoints are made, and {@code training.steps} unless a schedule depends on it may
     * differ from the run's. Where the minutes are other ones, or were used up, they count from now on.
     *
     * @throws UsageException that lists each other difference, or says that the data has changed
     */
    public static TrainingLoop resume(RunFolder folder, RunConfig config, Dataset data, Monitor monitor)
            throws IOException {
        RunConfig wanted = ResolvedConfig.ofResumed(folder, config, data, monitor::notice);
        Method.check(wanted, data);
        return new TrainingLoop(folder, wanted, data, monitor, null);
    }

    /** How a run ended whose steps are done or whose minutes are over; empty for one that has still something to do. */
    public static Optional<TrainResult> ended(RunFolder folder) throws IOException {
        TrainingConfig training = folder.config().training();
        Progress progress = Beginnings.progress(folder);
        boolean late = training.minutes() > 0 && progress.seconds() >= progress.allowedFrom() + training.minutes() * 60;
        boolean done = progress.step() >= training.steps();
        return done || late
                ? Optional.of(new TrainResult(
                        folder.path(),
                        Checkpoint.lastStep(folder.checkpoints()).orElse(0),
                        progress.seconds(),
                        0,
                        done ? End.STEPS : End.TIME,
                        Map.of(),
                        List.of()))
                : Optional.empty();
    }

    /**
     * The model that a run has learned so far, from its newest good checkpoint, calibrated if the run is; the caller
     * closes it.
     */
    public static Model load(RunFolder folder, Consumer<String> notice) throws IOException {
        return Checkpoint.use(
                        folder.checkpoints(),
                        notice,
                        checkpoint ->
                                RunCalibration.apply(load(folder, checkpoint, notice), folder, checkpoint, notice))
                .orElseThrow(() -> new UsageException(folder.nothingToLoad()));
    }

    /** The newest good checkpoint of a run that has one. */
    static Checkpoint newest(RunFolder folder, Consumer<String> notice) throws IOException {
        return Checkpoint.newestGood(folder.checkpoints(), notice)
                .orElseThrow(() -> new UsageException(folder.nothingToLoad()));
    }

    /** The model of a checkpoint, as it was trained; the caller closes it. */
    static Model load(RunFolder folder, Checkpoint checkpoint, Consumer<String> notice) throws IOException {
        SettingsCheck check = SettingsCheck.of(folder, checkpoint);
        check.requireTrained();
        check.tell(notice);
        RunConfig config = folder.config();
        Engine.load();
        return TrainingState.model(config, Shape.of(config.data()), checkpoint.weights());
    }

    /** {@code config} is resolved. */
    private TrainingLoop(RunFolder folder, RunConfig config, Dataset data, Monitor monitor, @Nullable Launch launch) {
        this.folder = folder;
        this.config = config;
        this.training = config.training();
        this.data = data;
        this.monitor = monitor;
        this.launch = launch;
        this.snapshots = new Snapshots(folder, config, data, monitor);
        this.step = new TrainingStep(config, data);
    }

    /** Trains to the end, from the newest good checkpoint if there is one. */
    public TrainResult run() throws IOException {
        Engine.start(training.threads());
        try (RunLock lock = folder.lock();
                Placement placement = Placement.on(training.device());
                TrainingState state = new TrainingState(config, data, training.precision() == Precision.BF16)) {
            folder.clean();
            Beginnings beginnings =
                    new Beginnings(folder, config, state.method().starts(), this::notice);
            Outlook outlook = new Outlook(config, state.method());
            begin(state, beginnings, outlook);
            Clock clock = new Clock(state.progress(), training.batch());
            monitor.started(folder.path(), state.progress().step(), training.steps());
            Optional<End> end = end(state.progress(), clock);
            while (end.isEmpty() && beginnings.areOn(state.progress())) {
                end = train(state, beginnings, clock, beginnings.steps());
                if (end.isEmpty()) {
                    if (beginnings.finish(state)) {
                        take(state, state.progress().step());
                    }
                    beginnings.next(state);
                }
            }
            if (end.isEmpty()) {
                end = train(state, beginnings, clock, Long.MAX_VALUE);
            }
            double seconds = state.progress().seconds();
            beginnings.leave(state);
            long last = state.progress().step();
            take(state, last);
            RunCalibration.atEnd(folder, data, this::notice);
            List<String> warnings = new ArrayList<>(outlook.after(last));
            snapshots.warning(state).ifPresent(warnings::add);
            warnings.forEach(this::log);
            log("ended at step " + last);
            return new TrainResult(
                    folder.path(), last, seconds, clock.sessionImagesPerSecond(), end.get(), clock.latest(), warnings);
        }
    }

    /** Trains to a step, or to an end that comes first; after a loss that goes astray from an earlier checkpoint. */
    private Optional<End> train(TrainingState state, Beginnings beginnings, Clock clock, long until)
            throws IOException {
        while (true) {
            try {
                return steps(state, beginnings, clock, until);
            } catch (Diverged e) {
                rollBack(state, beginnings, e);
                clock.rewind();
            }
        }
    }

    private Optional<End> steps(TrainingState state, Beginnings beginnings, Clock clock, long until)
            throws IOException, Diverged {
        Batches batches = new Batches(data, training.batch(), Draws.seed(training.seed(), "batches"));
        try (Prefetch prefetch = new Prefetch(batches, state.progress().step(), PREFETCHED)) {
            while (state.progress().step() < until) {
                long number = state.progress().step();
                Map<String, Double> statistics = step.make(state, number, prefetch.next());
                clock.tick(statistics);
                state.progress(state.progress().at(number + 1, clock.seconds()));
                state.average();
                beginnings.judge(state, statistics);
                Optional<End> end = afterStep(state, beginnings, clock);
                if (end.isPresent()) {
                    return end;
                }
            }
            return Optional.empty();
        }
    }

    /** What happens between steps: reports, pictures, checkpoints, and the question whether to go on. */
    private Optional<End> afterStep(TrainingState state, Beginnings beginnings, Clock clock)
            throws IOException, Diverged {
        Progress progress = state.progress();
        long done = progress.step();
        monitor.step(moment(progress, beginnings, clock));
        if (done % STATISTICS_EVERY == 0) {
            report(done, clock);
        }
        Optional<End> end = end(progress, clock);
        boolean trying = beginnings.areOn(progress);
        if (end.isEmpty() && !trying && done % training.snapshotEvery() == 0) {
            take(state, done);
        }
        boolean startEnds = end.isEmpty() && trying && done == beginnings.steps(); // it is saved with its score
        if (end.isPresent() || startEnds || done % training.checkpointEvery() == 0) {
            if (!state.finite()) {
                throw new Diverged("the weights are no longer finite at step " + done);
            }
            if (!startEnds) {
                state.progress(progress.at(done, clock.seconds())); // the time that pictures took counts
                save(state, beginnings);
            }
        }
        return end;
    }

    private Moment moment(Progress progress, Beginnings beginnings, Clock clock) {
        long done = beginnings.done(progress);
        double left = beginnings.total(training.steps()) - done;
        double secondsLeft = clock.secondsPerStep() * left;
        if (training.minutes() > 0 && secondsLeft > allowed(progress) - clock.seconds()) {
            secondsLeft = Math.max(0, allowed(progress) - clock.seconds());
            left = secondsLeft / clock.secondsPerStep();
        }
        return new Moment(
                progress.step(),
                training.steps(),
                progress.trial().start() + 1,
                beginnings.areOn(progress) ? beginnings.count() : 1,
                done,
                done + Math.round(left),
                clock.seconds(),
                clock.imagesPerSecond(),
                secondsLeft);
    }

    private void report(long done, Clock clock) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", done);
        line.put("seconds", Math.round(clock.seconds() * 1000) / 1000.0);
        line.put("images_per_second", Math.round(clock.imagesPerSecond() * 10) / 10.0);
        line.put("resident_bytes", Engine.residentBytes());
        Map<String, Double> means = clock.report();
        line.putAll(means);
        try {
            folder.append(line);
        } catch (IOException e) {
            throw unsaved("the statistics of step " + done, e);
        }
        monitor.statistics(done, means);
    }

    private Optional<End> end(Progress progress, Clock clock) {
        if (progress.step() >= training.steps()) {
            return Optional.of(End.STEPS);
        }
        if (training.minutes() > 0 && clock.seconds() >= allowed(progress)) {
            return Optional.of(End.TIME);
        }
        boolean stop = monitor.stopRequested() || folder.stopRequested();
        return stop ? Optional.of(End.STOPPED) : Optional.empty();
    }

    /** The seconds of training at which the minutes are over. */
    private double allowed(Progress progress) {
        return progress.allowedFrom() + training.minutes() * 60;
    }

    /** Restores the newest good checkpoint, or makes the first one. */
    private void begin(TrainingState state, Beginnings beginnings, Outlook outlook) throws IOException {
        RunConfig before = folder.config();
        folder.write(config);
        folder.forgetStop();
        if (beginnings.restore(state, Checkpoint.newestGood(folder.checkpoints(), this::notice))) {
            Progress progress = state.progress();
            boolean other = before.training().minutes() != training.minutes();
            if (training.minutes() > 0 && (other || progress.seconds() >= allowed(progress))) {
                state.progress(progress.allowedFrom(progress.seconds()));
                notice(String.format(
                        Locale.ROOT,
                        "the run goes on for %s minutes more, from step %,d",
                        Plan.number(training.minutes()),
                        progress.step()));
            }
            log("resumed at step " + progress.step());
            return;
        }
        if (!Checkpoint.list(folder.checkpoints()).isEmpty()) {
            throw new TrainingException(folder.nothingToLoad());
        }
        snapshots.reals();
        if (launch != null) {
            if (launch.weights() != null) {
                launch.weights().read(state);
                log("started with " + launch.weights());
            }
            state.progress(state.progress().allowedFrom(-launch.seconds()));
            launch.notices().forEach(this::notice);
            outlook.before(data).forEach(this::notice);
        }
        save(state, beginnings);
        log("started");
    }

    private void save(TrainingState state, Beginnings beginnings) throws IOException {
        try {
            Checkpoint saved = beginnings.save(state);
            monitor.wrote(state.progress().step(), saved.folder());
        } catch (IOException e) {
            throw unsaved("the checkpoint of step " + state.progress().step(), e);
        }
    }

    private void take(TrainingState state, long at) throws IOException {
        try {
            snapshots.take(state, at);
        } catch (IOException e) {
            throw unsaved("the pictures of step " + at, e);
        }
    }

    /** What to tell when a file of the run could not be written: what is left, and how to go on. */
    private IOException unsaved(String what, IOException e) {
        return new IOException(what + " could not be written: " + e.getMessage() + ". " + folder.whatIsLeft(), e);
    }

    private void rollBack(TrainingState state, Beginnings beginnings, Diverged cause) throws IOException {
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
            Checkpoint.newestGood(folder.checkpoints(), this::notice)
                    .orElseThrow(() -> new TrainingException(
                            cause.getMessage() + ", and there is nothing to go back to: " + folder.nothingToLoad()))
                    .restore(state);
        }
        state.progress(state.progress()
                .at(state.progress().step(), was.seconds())
                .allowedFrom(was.allowedFrom())
                .rolledBack(rollbacks, rateScale));
        folder.truncate(state.progress().step());
        notice(cause.getMessage() + "; back to the checkpoint of step "
                + state.progress().step() + " with the learning rates times " + rateScale + " (" + rollbacks + " of "
                + MOST_ROLLBACKS + ").");
    }

    private void notice(String message) {
        monitor.notice(message);
        log(message);
    }

    private void log(String line) {
        try {
            folder.log(line);
        } catch (IOException e) {
            monitor.notice("the log could not be written: " + e.getMessage());
        }
    }
}
