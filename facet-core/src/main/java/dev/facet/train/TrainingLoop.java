package dev.facet.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Prefetch;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;
import dev.facet.torch.group.Group;
import dev.facet.train.TrainResult.End;
import dev.facet.train.TrainingStep.Diverged;

/**
 * Trains a run: step after step, with averages, statistics, pictures and checkpoints. {@link TrainingStep} makes a
 * single step, {@link Beginnings} manages several starts, {@link RunStart} starts or resumes a run. If several
 * processes train, this is rank 0, which decides and writes ({@link Ranks}); the others are {@link Follower}s. Runs on
 * the calling thread.
 */
public final class TrainingLoop {
    private static final int STATISTICS_EVERY = 10;
    private static final int PREFETCHED = 3;

    private final RunFolder folder;
    private final RunConfig config;
    private final TrainingConfig training;
    private final Division division;
    private final Dataset data;
    private final Monitor monitor;
    private final Snapshots snapshots;
    private final RunWriter writer;
    private final TrainingStep step;
    private final HealthWatch watch;
    private final Together together;
    private final Group group;
    private final Ranks ranks;
    private final int threads;
    private final int threadsAlone;
    /** Null for a resumed run. */
    private final @Nullable Launch launch;

    /**
     * @param config the resolved configuration
     * @param together the processes that train, and where
     */
    TrainingLoop(
            RunFolder folder,
            RunConfig config,
            Division division,
            Monitor monitor,
            @Nullable Launch launch,
            Together together) {
        this.folder = folder;
        this.config = config;
        this.training = config.training();
        this.division = division;
        this.data = division.training();
        this.monitor = monitor;
        this.launch = launch;
        this.snapshots = new Snapshots(folder, config, data, monitor);
        this.writer = new RunWriter(folder, monitor, snapshots);
        this.together = together;
        this.group = together.group();
        this.ranks = new Ranks(group);
        this.threads = together.threads(training.threads());
        this.threadsAlone = together.threadsAlone(training.threads());
        this.step = new TrainingStep(config, data, group);
        this.watch = new HealthWatch(folder, config, division, writer);
    }

    /** Trains up to step {@code until}, unless the run ends earlier. */
    private Optional<End> steps(TrainingState state, Beginnings beginnings, Clock clock, long until)
            throws IOException, Diverged {
        ranks.tell(state);
        Batches batches = new Batches(data, group.share(training.batch()), Draws.seed(training.seed(), "batches"));
        try (Prefetch prefetch = new Prefetch(batches, state.progress().step(), PREFETCHED);
                PendingNotes notes = new PendingNotes()) {
            while (state.progress().step() < until) {
                long number = state.progress().step();
                ranks.order(Ranks.Order.STEP);
                notes.add(number, step.make(state, number, prefetch.next()));
                clock.tick();
                state.progress(state.progress().at(number + 1, clock.seconds()));
                state.average();
                Optional<End> end = afterStep(state, beginnings, clock, notes);
                if (end.isPresent()) {
                    return end;
                }
            }
            return Optional.empty();
        }
    }

    /** The work between steps: statistics, pictures, checkpoints, and the check whether to go on. */
    private Optional<End> afterStep(TrainingState state, Beginnings beginnings, Clock clock, PendingNotes notes)
            throws IOException, Diverged {
        PendingNotes.Reader reader = (number, statistics) -> {
            clock.note(statistics);
            beginnings.judge(state, number, statistics);
        };
        long done = state.progress().step();
        boolean statisticsDue = done % STATISTICS_EVERY == 0;
        notes.read(statisticsDue, reader);
        monitor.step(moment(state.progress(), beginnings, clock));
        Optional<End> end = end(state.progress(), clock);
        boolean trying = beginnings.areOn(state.progress());
        boolean finished = end.isPresent() && end.get() != End.STOPPED;
        boolean snapshotDue = !trying && (finished || state.draws() && done % training.snapshotEvery() == 0);
        if (snapshotDue) {
            notes.read(true, reader);
            beforeSaving(state, clock);
            watch.examine(state, beginnings, clock);
        }
        if (statisticsDue || snapshotDue) {
            writer.statistics(done, clock);
        }
        if (end.isEmpty() && snapshotDue) {
            writer.pictures(state, done);
        }
        boolean startEnds = end.isEmpty() && trying && done == beginnings.steps(); // saved with its score
        if (end.isPresent() || startEnds || done % training.checkpointEvery() == 0) {
            notes.read(true, reader);
            beforeSaving(state, clock);
            if (!startEnds) {
                writer.checkpoint(state, beginnings);
            }
        }
        return end;
    }

    /** Refuses weights that are not finite, and counts the time for checkups and pictures as training time. */
    private static void beforeSaving(TrainingState state, Clock clock) throws Diverged {
        Progress progress = state.progress();
        if (!state.finite()) {
            throw new Diverged("the weights are no longer finite at step " + progress.step());
        }
        state.progress(progress.at(progress.step(), clock.seconds()));
    }

    /** Trains to the end. Resumes from the newest good checkpoint, if there is one. */
    public TrainResult run() throws IOException {
        Engine.start(threads);
        try (RunLock lock = folder.lock();
                Placement placement = together.place(training.device());
                TrainingState state = new TrainingState(config, data, training.precision() == Precision.BF16, group)) {
            folder.clean();
            Beginnings beginnings =
                    new Beginnings(folder, config, state.method().starts(), writer::notice);
            Outlook outlook = new Outlook(config, state.method());
            begin(state, beginnings, outlook);
            watch.begin(state.progress().step());
            Clock clock = new Clock(state.progress(), training.batch());
            monitor.started(folder.path(), state.progress().step(), training.steps());
            End end = train(state, beginnings, clock);
            ranks.order(Ranks.Order.END);
            Engine.start(threadsAlone);
            double seconds = state.progress().seconds();
            beginnings.leave(state);
            long last = state.progress().step();
            writer.pictures(state, last, RunAlignment.atEnd(folder, writer::notice));
            if (end != End.STOPPED) {
                RunEncoder.atEnd(
                        folder,
                        division.whole(),
                        () -> monitor.stopRequested() || folder.stopRequested(),
                        writer::notice);
            }
            RunCalibration.atEnd(folder, division.whole(), writer::notice);
            Health health = watch.atEnd(state, clock);
            List<String> warnings = new ArrayList<>(health.messages());
            warnings.addAll(outlook.after(last));
            warnings.forEach(writer::log);
            state.latent().learned().forEach(code -> writer.notice(code.name() + ": " + RunPriors.words(code)));
            writer.log("ended at step " + last + (end == End.TIME ? ": its minutes are over" : ""));
            return new TrainResult(
                    folder.path(),
                    last,
                    seconds,
                    clock.sessionImagesPerSecond(),
                    end,
                    clock.latest(),
                    warnings,
                    health.isFailure());
        }
    }

    /** Tries several starts, if configured, and trains the best one to the end. */
    private End train(TrainingState state, Beginnings beginnings, Clock clock) throws IOException {
        Optional<End> end = end(state.progress(), clock);
        while (end.isEmpty() && beginnings.areOn(state.progress())) {
            end = train(state, beginnings, clock, beginnings.steps());
            if (end.isEmpty()) {
                if (beginnings.finish(state) && state.draws()) {
                    writer.pictures(state, state.progress().step());
                }
                beginnings.next(state);
            }
        }
        return end.isPresent()
                ? end.get()
                : train(state, beginnings, clock, Long.MAX_VALUE).orElse(End.STEPS);
    }

    /**
     * Trains up to step {@code until}, unless the run ends earlier. If training diverges, goes back to an earlier
     * checkpoint and repeats.
     */
    private Optional<End> train(TrainingState state, Beginnings beginnings, Clock clock, long until)
            throws IOException {
        Rollback rollback = new Rollback(folder, training, writer);
        while (true) {
            try {
                return steps(state, beginnings, clock, until);
            } catch (Diverged e) {
                rollback.goBack(state, beginnings, e);
                clock.rewind();
            }
        }
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

    /** The training time, in seconds, at which the configured minutes are used up. */
    private double allowed(Progress progress) {
        return progress.allowedFrom() + training.minutes() * 60;
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

    /** Restores the newest good checkpoint, or starts the run and writes its first checkpoint. */
    private void begin(TrainingState state, Beginnings beginnings, Outlook outlook) throws IOException {
        RunConfig before = folder.config();
        folder.write(config);
        folder.forgetStop();
        if (beginnings.restore(state, Checkpoint.newestGood(folder.checkpoints(), writer::notice))) {
            Progress progress = state.progress();
            boolean other = before.training().minutes() != training.minutes();
            if (training.minutes() > 0 && (other || progress.seconds() >= allowed(progress))) {
                state.progress(progress.allowedFrom(progress.seconds()));
                writer.notice(String.format(
                        Locale.ROOT,
                        "the run goes on for %s minutes more, from step %,d",
                        Plan.number(training.minutes()),
                        progress.step()));
            }
            writer.log("resumed at step " + progress.step());
            return;
        }
        if (!Checkpoint.list(folder.checkpoints()).isEmpty()) {
            throw new TrainingException(folder.nothingToLoad());
        }
        snapshots.reals();
        if (launch != null) {
            if (launch.weights() != null) {
                launch.weights().read(state);
                writer.log("started with " + launch.weights());
            }
            state.progress(state.progress().allowedFrom(-launch.seconds()));
            launch.notices().forEach(writer::notice);
            if (!data.remark().isEmpty()) {
                writer.notice(data.name() + ": " + data.remark());
            }
            data.leftOut().forEach(left -> writer.notice(left.toString()));
            division.notice().ifPresent(writer::notice);
            outlook.before(data).forEach(writer::notice);
        }
        writer.checkpoint(state, beginnings);
        writer.log("started");
    }
}
