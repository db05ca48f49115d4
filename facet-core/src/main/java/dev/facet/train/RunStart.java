package dev.facet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.method.Methods;
import dev.facet.settings.ConfigCheck;
import dev.facet.torch.Engine;
import dev.facet.train.TrainResult.End;

/** Begins runs and goes on with them: checks, plans, makes the folder, and hands all to a {@link TrainingLoop}. */
public final class RunStart {
    private RunStart() {}

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
        Methods.check(resolved, data);
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
        Methods.check(wanted, data);
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
}
