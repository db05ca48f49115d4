package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.config.ConfigCheck;
import dev.facet.config.ConfigDifference;
import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.data.Prefetch;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.format.AtomicFile;
import dev.facet.method.Method;
import dev.facet.method.Phase;
import dev.facet.method.Starts;
import dev.facet.method.Step;
import dev.facet.model.Model;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;
import dev.facet.torch.Tensors;

/**
 * Trains a run: for each step, each phase that is due; then averages, statistics, pictures, checkpoints. It knows phases and
 * nothing else about a method. Runs on the calling thread.
 */
public final class TrainingLoop {
    private static final int STATISTICS_EVERY = 10;
    private static final int PREFETCHED = 3;
    private static final int MOST_ROLLBACKS = 3;
    private static final double LARGEST_LOSS = 1e4;
    private static final double ROLLBACK_RATE = 0.5;
    private static final int[] NO_LABELS = {};

    private final RunFolder folder;
    private final RunConfig config;
    private final Dataset data;
    private final Monitor monitor;
    private final Snapshots snapshots;
    /** The statistics of the second half of a start. */
    private final List<Map<String, Double>> judged = new ArrayList<>();

    private final int[] classes;

    /** A new run in a new numbered folder below {@code runs}. */
    public static TrainingLoop start(RunConfig config, Dataset data, Path runs, Monitor monitor) throws IOException {
        RunConfig resolved = resolve(config, data.shape());
        ConfigCheck.check(resolved);
        requireImages(data);
        Method.check(resolved, data);
        String engine = Engine.describe(resolved.training().threads());
        RunFolder folder = RunFolder.create(runs, resolved, data, engine);
        return new TrainingLoop(folder, resolved, data, monitor);
    }

    /**
     * Goes on with a run. Of the settings only {@code training.steps}, unless a schedule depends on it, {@code training.minutes} and {@code training.device} may differ
     * from the run's.
     *
     * @throws UsageException that lists each other difference, or says that the data has changed
     */
    public static TrainingLoop resume(RunFolder folder, RunConfig config, Dataset data, Monitor monitor)
            throws IOException {
        RunConfig wanted = resolve(config, data.shape());
        List<String> differences = ConfigDifference.between(withChangeable(folder.config(), wanted), wanted);
        if (!differences.isEmpty()) {
            throw new UsageException("the run " + folder.path() + " was started with other settings:\n  "
                    + String.join("\n  ", differences)
                    + "\nOnly training.steps, training.minutes and training.device may change in a resumed run; for other settings start a"
                    + " new one.");
        }
        TrainingConfig before = folder.config().training();
        if (before.schedule() != Schedule.CONSTANT
                && before.steps() != wanted.training().steps()) {
            throw new UsageException("the learning rates of run " + folder.path() + " fall to nothing over its "
                    + before.steps() + " steps (training.schedule), so training.steps cannot become "
                    + wanted.training().steps() + ". Start a new run of as many steps as you want.");
        }
        if (!data.fingerprint().equals(folder.fingerprint())) {
            throw new UsageException("the data of run " + folder.path() + " has changed since it was started: "
                    + data.name() + " now has fingerprint " + data.fingerprint() + ", then it had "
                    + folder.fingerprint() + ". Bring the old data back, or start a new run.");
        }
        Method.check(wanted, data);
        return new TrainingLoop(folder, wanted, data, monitor);
    }

    /** The model that a run has learned so far, from its newest good checkpoint; the caller closes it. */
    public static Model load(RunFolder folder, Consumer<String> notice) throws IOException {
        RunConfig config = folder.config();
        Shape shape = Shape.of(config.data());
        Checkpoint checkpoint = Checkpoint.newestGood(folder.checkpoints(), notice)
                .orElseThrow(() -> new UsageException("the run " + folder.path()
                        + " has no good checkpoint to load. Train it with `facet train --resume " + folder.path()
                        + "`."));
        Engine.load();
        return TrainingState.model(config, shape, checkpoint.weights());
    }

    /** {@code config} is resolved: it says the precision, resolution and channels that are used. */
    private TrainingLoop(RunFolder folder, RunConfig config, Dataset data, Monitor monitor) {
        this.folder = folder;
        this.config = config;
        this.data = data;
        this.monitor = monitor;
        this.snapshots = new Snapshots(folder, config, data, monitor);
        this.classes = config.learnsLabels() ? data.labels().map(Labels::values).orElse(NO_LABELS) : NO_LABELS;
    }

    /** Trains to the end, from the newest good checkpoint if there is one. */
    public TrainResult run() throws IOException {
        TrainingConfig training = config.training();
        Engine.start(training.threads());
        try (RunFolder.Lock lock = folder.lock();
                Placement placement = Placement.on(training.device());
                TrainingState state = new TrainingState(config, data, training.precision() == Precision.BF16)) {
            if (!folder.config().equals(config)) {
                folder.write(config);
            }
            folder.forgetStop();
            begin(state);
            Clock clock = new Clock(state.progress(), training.batch());
            monitor.started(folder.path(), state.progress().step(), training.steps());
            Optional<TrainResult.End> end = end(state.progress(), clock);
            if (end.isEmpty() && state.progress().step() == 0) {
                end = start(state, clock);
            }
            if (end.isEmpty()) {
                end = train(state, clock, Long.MAX_VALUE);
            }
            finish(state);
            return new TrainResult(
                    folder.path(),
                    state.progress().step(),
                    state.progress().seconds(),
                    clock.sessionImagesPerSecond(),
                    end.get(),
                    clock.latest());
        }
    }

    /** Begins as often as the method asks for, and brings the state to the best of the beginnings. */
    private Optional<TrainResult.End> start(TrainingState state, Clock clock) throws IOException {
        Starts starts = state.method().starts();
        if (starts.count() < 2 || starts.steps() >= config.training().steps()) {
            return Optional.empty();
        }
        double best = Double.NEGATIVE_INFINITY;
        Checkpoint chosen = null;
        byte[] statistics = {};
        for (int start = 0; start < starts.count(); start++) {
            if (start > 0) {
                state.startAgain(start);
                folder.truncate(0);
            }
            judged.clear();
            Optional<TrainResult.End> end = train(state, clock, starts.steps());
            if (end.isPresent()) {
                Checkpoint.delete(folder.starts());
                return end;
            }
            double score = judged.stream().mapToDouble(starts.score()).average().orElse(0);
            notice(String.format(
                    Locale.ROOT, "start %d of %d: %s %.3f", start + 1, starts.count(), starts.what(), score));
            if (score > best) {
                best = score;
                try {
                    chosen = Checkpoint.save(folder.starts(), state, 1);
                } catch (IOException e) {
                    throw unsaved("start " + (start + 1), e);
                }
                statistics = Files.readAllBytes(folder.statistics());
            }
        }
        Objects.requireNonNull(chosen).restore(state);
        AtomicFile.write(folder.statistics(), statistics);
        Checkpoint.delete(folder.starts());
        return Optional.empty();
    }

    /** Trains to a step, or to an end that comes first; after a loss that goes astray from an earlier checkpoint. */
    private Optional<TrainResult.End> train(TrainingState state, Clock clock, long until) throws IOException {
        while (true) {
            try {
                return steps(state, clock, until);
            } catch (Diverged e) {
                rollBack(state, e);
                clock.rewind();
            }
        }
    }

    /** Restores the newest good checkpoint, or makes the first one. */
    private void begin(TrainingState state) throws IOException {
        Optional<Checkpoint> checkpoint = Checkpoint.newestGood(folder.checkpoints(), this::notice);
        if (checkpoint.isPresent()) {
            checkpoint.get().restore(state);
            folder.truncate(state.progress().step());
            folder.log("resumed at step " + state.progress().step());
        } else if (Checkpoint.list(folder.checkpoints()).isEmpty()) {
            snapshots.reals();
            save(state);
            folder.log("started");
        } else {
            throw new TrainingException("every checkpoint of " + folder.path() + " is damaged, so the run cannot go on."
                    + " Start a new one; its settings are in " + folder.path().resolve("config.yaml") + ".");
        }
    }

    /** Steps until the end, a step, or a loss that goes astray. Before the last start only an end is saved. */
    private Optional<TrainResult.End> steps(TrainingState state, Clock clock, long until) throws IOException, Diverged {
        TrainingConfig training = config.training();
        int batch = training.batch();
        Shape shape = data.shape();
        long latentSeed = Draws.seed(training.seed(), "latents");
        Batches batches = new Batches(data, batch, Draws.seed(training.seed(), "batches"));
        try (Prefetch prefetch = new Prefetch(batches, state.progress().step(), PREFETCHED)) {
            while (state.progress().step() < until) {
                long number = state.progress().step();
                Prefetch.Batch images = prefetch.next();
                LatentBatch latents = config.latent().draw(latentSeed, number * batch, batch);
                try (PointerScope scope = new PointerScope()) {
                    Tensor bytes =
                            Tensors.of(images.pixels(), batch, shape.channels(), shape.height(), shape.rowBytes());
                    state.beginStep();
                    Engine.seed(Draws.seed(training.seed(), "step " + number));
                    Tensor real = state.method().parts().scaling().fromBytes(bytes);
                    Step step = new Step(number, real, labels(images), latents);
                    for (Phase phase : state.method().phases()) {
                        state.renew(phase);
                        for (int time = 0; phase.due(number) && time < phase.times(); time++) {
                            if (time > 0) {
                                step.forgetFake();
                            }
                            state.prepare(phase);
                            Tensor loss = phase.loss().apply(step);
                            guard(phase, number, loss.item_double());
                            state.descend(phase, loss);
                        }
                    }
                    clock.tick(step.statistics());
                }
                state.progress(state.progress().at(number + 1, clock.seconds()));
                state.average();
                Optional<TrainResult.End> end = afterStep(state, clock, until);
                if (end.isPresent()) {
                    return end;
                }
            }
            return Optional.empty();
        }
    }

    /** The classes of a batch; none unless the method learns from them. */
    private int[] labels(Prefetch.Batch images) {
        return classes.length == 0
                ? NO_LABELS
                : Arrays.stream(images.indices()).map(i -> classes[i]).toArray();
    }

    /** What happens between steps: reports, pictures, checkpoints, and the question whether to go on. */
    private Optional<TrainResult.End> afterStep(TrainingState state, Clock clock, long until)
            throws IOException, Diverged {
        TrainingConfig training = config.training();
        long step = state.progress().step();
        monitor.step(step, clock.seconds(), clock.imagesPerSecond());
        if (step % STATISTICS_EVERY == 0) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("step", step);
            line.put("seconds", Math.round(clock.seconds() * 1000) / 1000.0);
            line.put("images_per_second", Math.round(clock.imagesPerSecond() * 10) / 10.0);
            line.put("resident_bytes", Engine.residentBytes());
            Map<String, Double> means = clock.report();
            line.putAll(means);
            try {
                folder.append(line);
            } catch (IOException e) {
                throw unsaved("the statistics of step " + step, e);
            }
            monitor.statistics(step, means);
            if (step > until / 2) {
                judged.add(means);
            }
        }
        Optional<TrainResult.End> end = end(state.progress(), clock);
        boolean tried = until < Long.MAX_VALUE;
        if (end.isEmpty() && !tried && step % training.snapshotEvery() == 0) {
            take(state, step);
        }
        if (end.isPresent() || !tried && step % training.checkpointEvery() == 0) {
            if (!state.finite()) {
                throw new Diverged("the weights are no longer finite at step " + step);
            }
            save(state);
        }
        return end;
    }

    private Optional<TrainResult.End> end(Progress progress, Clock clock) {
        TrainingConfig training = config.training();
        if (progress.step() >= training.steps()) {
            return Optional.of(TrainResult.End.STEPS);
        }
        if (training.minutes() > 0 && clock.seconds() >= training.minutes() * 60) {
            return Optional.of(TrainResult.End.TIME);
        }
        boolean stop = monitor.stopRequested() || folder.stopRequested();
        return stop ? Optional.of(TrainResult.End.STOPPED) : Optional.empty();
    }

    private void finish(TrainingState state) throws IOException {
        take(state, state.progress().step());
        folder.log("ended at step " + state.progress().step());
    }

    private void save(TrainingState state) throws IOException {
        try {
            Checkpoint saved = Checkpoint.save(
                    folder.checkpoints(), state, config.training().keepCheckpoints());
            monitor.wrote(state.progress().step(), saved.folder());
        } catch (IOException e) {
            throw unsaved("the checkpoint of step " + state.progress().step(), e);
        }
    }

    private void take(TrainingState state, long step) throws IOException {
        try {
            snapshots.take(state, step);
        } catch (IOException e) {
            throw unsaved("the pictures of step " + step, e);
        }
    }

    /** What to tell when a file of the run could not be written: what is left, and how to go on. */
    private IOException unsaved(String what, IOException e) throws IOException {
        List<Checkpoint> left = Checkpoint.list(folder.checkpoints());
        return new IOException(
                what + " could not be written: " + e.getMessage()
                        + ". "
                        + (left.isEmpty()
                                ? "There is no earlier one."
                                : "The last good one, " + left.get(0).folder()
                                        + ", is untouched: make room and go on" + " with `facet train --resume "
                                        + folder.path() + "`."),
                e);
    }

    private static RunConfig resolve(RunConfig config, Shape shape) {
        DataConfig data = config.data();
        TrainingConfig t = config.training();
        Device device = Engine.resolve(t.device());
        Map<String, Scale> scales = new LinkedHashMap<>();
        Kind kind = Kind.IMAGES;
        if (shape instanceof SequenceShape sequences) {
            sequences.parts().forEach(channel -> scales.put(channel.name(), channel.scale()));
            kind = sequences.path() ? Kind.PATHS : Kind.SEQUENCES;
        }
        return config.withData(new DataConfig(
                        data.source(), kind, shape.width(), shape.channels(), scales, data.count(), data.seed()))
                .withTraining(t.withDevice(device).withPrecision(Engine.resolve(t.precision(), device)));
    }

    private static RunConfig withChangeable(RunConfig config, RunConfig other) {
        TrainingConfig wanted = other.training();
        return config.withTraining(
                config.training().withDuration(wanted.steps(), wanted.minutes()).withDevice(wanted.device()));
    }

    private static void requireImages(Dataset data) {
        if (data.size() < 2) {
            throw new UsageException(data.name() + " has " + data.size()
                    + " images; training needs at least 2, and thousands to be useful.");
        }
    }

    private void guard(Phase phase, long step, double loss) throws Diverged {
        if (!Double.isFinite(loss) || Math.abs(loss) > LARGEST_LOSS) {
            throw new Diverged("the loss of " + phase.name() + " is " + loss + " at step " + step);
        }
    }

    private void rollBack(TrainingState state, Diverged cause) throws IOException {
        int rollbacks = state.progress().rollbacks() + 1;
        double rateScale = state.progress().rateScale() * ROLLBACK_RATE;
        if (rollbacks > MOST_ROLLBACKS) {
            throw new TrainingException(cause.getMessage() + ", after " + MOST_ROLLBACKS
                    + " returns to an earlier checkpoint with lower learning rates. Giving up; " + folder.path()
                    + " keeps its last good checkpoint. Start a new run with lower rates, for instance `--set"
                    + " training.generator-rate=" + config.training().generatorRate() / 10
                    + " --set training.discriminator-rate=" + config.training().discriminatorRate() / 10 + "`.");
        }
        Checkpoint checkpoint = Checkpoint.newestGood(folder.checkpoints(), this::notice)
                .orElseThrow(() -> new TrainingException(cause.getMessage() + " and there is no good checkpoint in "
                        + folder.path() + " to go back to."));
        checkpoint.restore(state);
        state.progress(state.progress().rolledBack(rollbacks, rateScale));
        folder.truncate(checkpoint.step());
        notice(cause.getMessage() + "; back to the checkpoint of step " + checkpoint.step()
                + " with the learning rates times " + rateScale + " (" + rollbacks + " of " + MOST_ROLLBACKS + ").");
    }

    private void notice(String message) {
        monitor.notice(message);
        try {
            folder.log(message);
        } catch (IOException e) {
            monitor.notice("the log could not be written: " + e.getMessage());
        }
    }

    /** A loss or a weight that is no longer a number, or as good as none. */
    private static final class Diverged extends Exception {
        private static final long serialVersionUID = 1L;

        Diverged(String message) {
            super(message);
        }
    }
}
