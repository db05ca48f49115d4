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
import dev.facet.data.Division;
import dev.facet.method.Methods;
import dev.facet.settings.ConfigCheck;
import dev.facet.torch.Engine;
import dev.facet.torch.group.Group;
import dev.facet.train.TrainResult.End;

/** Starts and resumes runs: checks, plans, creates the folder, and passes everything to a {@link TrainingLoop}. */
public final class RunStart {
    private RunStart() {}

    /** Starts a new run in a new numbered folder below {@code runs}. */
    public static TrainingLoop start(RunConfig config, Dataset data, Path runs, Monitor monitor) throws IOException {
        return start(config, data, runs, monitor, Group.ALONE);
    }

    /** Starts a new run with several processes, as their rank 0; the others are {@link Follower}s. */
    public static TrainingLoop start(RunConfig config, Dataset data, Path runs, Monitor monitor, Group group)
            throws IOException {
        return begin(config, null, data, runs, monitor, group);
    }

    /** Starts a new run from the weights of the run in the folder {@code from}; the networks must be the same. */
    public static TrainingLoop start(RunConfig config, RunFolder from, Dataset data, Path runs, Monitor monitor)
            throws IOException {
        return start(config, from, data, runs, monitor, Group.ALONE);
    }

    /** Starts such a run with several processes, as their rank 0. */
    public static TrainingLoop start(
            RunConfig config, RunFolder from, Dataset data, Path runs, Monitor monitor, Group group)
            throws IOException {
        return begin(config, StartingWeights.of(from, monitor::notice), data, runs, monitor, group);
    }

    private static TrainingLoop begin(
            RunConfig config, @Nullable StartingWeights weights, Dataset data, Path runs, Monitor monitor, Group group)
            throws IOException {
        Together together = Together.of(group);
        Division division = Division.of(data, config.data());
        Plan plan = planned(config, division, together);
        if (weights != null) {
            weights.check(plan.config(), data.shape());
        }
        introduce(group, plan.config(), division);
        RunFolder folder = NewRun.make(
                runs,
                plan.config(),
                division,
                Engine.describe(together.threadsAlone(plan.config().training().threads())));
        ClassNames.write(folder, plan.config(), data);
        return new TrainingLoop(
                folder,
                plan.config(),
                division,
                monitor,
                new Launch(plan.seconds(), plan.notices(), weights),
                together);
    }

    /** Checks the settings of a new run against the data, and fits them to its time limit. */
    public static RunConfig plan(RunConfig config, Dataset data) {
        return planned(config, Division.of(data, config.data()), Together.ALONE).config();
    }

    /** As {@link #plan}, with the speed that a few steps are timed for. Nothing is written. */
    public static Forecast forecast(RunConfig config, Dataset data) {
        Division division = Division.of(data, config.data());
        return Forecast.of(checked(config, division), division.training());
    }

    /** Tells the settings to the other ranks, and compares what must be the same. */
    private static void introduce(Group group, RunConfig config, Division division) throws IOException {
        if (!group.isAlone()) {
            Follower.agree(group, config);
            Introduction.compare(group, config, division);
        }
    }

    private static Plan planned(RunConfig config, Division division, Together together) {
        RunConfig resolved = checked(config, division);
        Ranks.check(resolved, division.training(), together.group().size());
        together.check(resolved.training().device());
        return Plan.of(resolved, division.training(), together);
    }

    /**
     * Refuses settings of which it is known without the data that so many processes cannot train them.
     *
     * @throws UsageException that says what to change
     */
    public static void requireRanks(RunConfig config, int ranks) {
        Ranks.checkBatch(config.training().batch(), ranks);
    }

    private static RunConfig checked(RunConfig config, Division division) {
        Dataset data = division.training();
        RunConfig resolved = ResolvedConfig.of(config, data);
        ConfigCheck.check(resolved);
        if (data.size() < 2) {
            throw new UsageException(data.name() + " has " + data.size()
                    + " images; training needs at least 2, and thousands to be useful.");
        }
        Methods.check(resolved, data);
        return resolved;
    }

    /**
     * Resumes a run. Only these settings may differ from the run's: the path of the data, {@code training.minutes}, the
     * device, the threads, the intervals of pictures and checkpoints, and {@code training.steps} unless a schedule
     * depends on it. If the minutes differ or were used up, they count from now on.
     *
     * @throws UsageException if other settings differ, or the data has changed
     */
    public static TrainingLoop resume(RunFolder folder, RunConfig config, Dataset data, Monitor monitor)
            throws IOException {
        return resume(folder, config, data, monitor, Group.ALONE);
    }

    /** Resumes a run with several processes, as their rank 0. Their number may be another than before. */
    public static TrainingLoop resume(RunFolder folder, RunConfig config, Dataset data, Monitor monitor, Group group)
            throws IOException {
        Together together = Together.of(group);
        RunConfig wanted = ResolvedConfig.ofResumed(folder, config, data, monitor::notice);
        Division division = Division.of(data, wanted.data());
        Methods.check(wanted, division.training());
        Ranks.check(wanted, division.training(), group.size());
        together.check(wanted.training().device());
        introduce(group, wanted, division);
        return new TrainingLoop(folder, wanted, division, monitor, null, together);
    }

    /** The result of a run whose steps are done or whose minutes are over; empty if the run can continue. */
    public static Optional<TrainResult> ended(RunFolder folder) throws IOException {
        TrainingConfig training = folder.config().training();
        Progress progress = Beginnings.progress(folder);
        boolean late = training.minutes() > 0 && progress.seconds() >= progress.allowedFrom() + training.minutes() * 60;
        boolean done = progress.step() >= training.steps();
        Optional<Health> health = Health.ifReadable(folder);
        return done || late
                ? Optional.of(new TrainResult(
                        folder.path(),
                        Checkpoint.lastStep(folder.checkpoints()).orElse(0),
                        progress.seconds(),
                        0,
                        done ? End.STEPS : End.TIME,
                        Map.of(),
                        health.map(Health::messages).orElse(List.of()),
                        health.map(Health::isFailure).orElse(false)))
                : Optional.empty();
    }
}
