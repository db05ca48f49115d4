package dev.facet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Prefetch;
import dev.facet.method.game.Starts;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;

/**
 * Fits the settings of a run to its time limit. When the time is over, a falling learning rate should be low, the
 * continuous codes should have been trained for their share of steps, groups should have been searched for, and the
 * starts should have been compared, without taking the time from the rest. So some steps are timed. If the minutes are
 * too few for all steps, these settings are reduced in proportion.
 *
 * @param config the fitted settings, with {@code training.plan} false
 * @param seconds seconds that the timing took
 * @param notices messages for the user about changes and their reasons
 */
record Plan(RunConfig config, double seconds, List<String> notices) {
    /** The share of the time for steps. The rest is for pictures, checkpoints and a possibly slower machine. */
    private static final double STEPS_SHARE = 0.92;

    /**
     * The share if groups are searched for ({@code infogan.consistency.regroup-every}), because each search reads all
     * the data.
     */
    private static final double STEPS_SHARE_BESIDE_LOOKS = 0.8;

    /** All starts together take at most this share of the steps. */
    private static final double STARTS_SHARE = 1.0 / 3;

    /** Starts, and the steps between searches for groups, do not become shorter: G draws noise in so few steps. */
    private static final long LEAST_STEPS = 300;

    private static final double TIMING_SHARE = 0.02;
    private static final int TIMED_PLACES = 12;
    private static final int UNTIMED = 3;

    /** Plans resolved settings. They do not change if there is no time limit or {@code training.plan} is false. */
    static Plan of(RunConfig config, Dataset data) {
        TrainingConfig training = config.training();
        if (training.minutes() <= 0 || !training.plan()) {
            return new Plan(config, 0, List.of());
        }
        long begin = System.nanoTime();
        double secondsPerStep;
        Starts starts;
        Engine.start(training.threads());
        try (Placement placement = Placement.on(training.device());
                TrainingState state = new TrainingState(config, data, training.precision() == Precision.BF16)) {
            starts = state.method().starts();
            secondsPerStep = time(state, config, data, training.minutes() * 60 * TIMING_SHARE);
        } catch (TrainingStep.Diverged e) {
            return new Plan(config, 0, List.of()); // training reports and handles this
        }
        double took = (System.nanoTime() - begin) / 1e9;
        double most = (training.minutes() * 60 - took) / secondsPerStep;
        boolean looks = config.infogan().consistency().regroupEvery() > 0 && most > LEAST_STEPS;
        double share = looks ? STEPS_SHARE_BESIDE_LOOKS : STEPS_SHARE;
        Plan plan = fit(config, starts, most * share);
        return new Plan(plan.config(), took, plan.notices());
    }

    /**
     * Seconds per step, measured on steps from the beginning to the end of the run, because the work of a step may
     * differ.
     */
    private static double time(TrainingState state, RunConfig config, Dataset data, double atMost)
            throws TrainingStep.Diverged {
        TrainingConfig training = config.training();
        TrainingStep step = new TrainingStep(config, data);
        Batches batches = new Batches(data, training.batch(), Draws.seed(training.seed(), "batches"));
        long begin = System.nanoTime();
        double seconds = 0;
        int timed = 0;
        try (Prefetch prefetch = new Prefetch(batches, 0, 1)) {
            for (int i = -UNTIMED; i < TIMED_PLACES; i++) {
                long number = i < 0 ? 0 : (2L * i + 1) * training.steps() / (2L * TIMED_PLACES) | 1;
                Prefetch.Batch images = prefetch.next();
                long before = System.nanoTime();
                TrainingStep.guarded(number, step.make(state, number, images));
                state.average();
                long now = System.nanoTime();
                if (i >= 0 || (now - begin) / 1e9 > atMost) {
                    seconds += (now - before) / 1e9;
                    timed++;
                }
                if ((now - begin) / 1e9 > atMost) {
                    break;
                }
            }
        }
        return seconds / timed;
    }

    /**
     * Fits the settings.
     *
     * @param starts the wanted starts
     * @param fits number of steps that the time allows
     */
    static Plan fit(RunConfig config, Starts starts, double fits) {
        TrainingConfig training = config.training();
        RunConfig planned = config.withTraining(training.withPlan(false));
        boolean several = starts.count() > 1 && starts.steps() < training.steps();
        long others = several ? (starts.count() - 1) * starts.steps() : 0;
        long wanted = training.steps() + others;
        if (fits >= wanted) {
            return new Plan(planned, 0, List.of());
        }
        int count = 1;
        long startSteps = starts.steps();
        if (several) {
            startSteps = Math.min(startSteps, Math.max(LEAST_STEPS, Math.round(startSteps * fits / wanted)));
            count = Math.max(1, Math.min(starts.count(), (int) (fits * STARTS_SHARE / startSteps)));
        }
        long steps = Math.max(1, Math.round(fits - (count - 1) * startSteps));
        double scale = (double) steps / training.steps();
        InfoGanConfig infogan = config.infogan();
        List<String> changes = new ArrayList<>();
        if (several && count == 1) {
            changes.add("1 of " + starts.count() + " starts (infogan.consistency.starts)");
            infogan = infogan.with(infogan.consistency().withStarts(1, starts.steps()));
        } else if (several && (count < starts.count() || startSteps < starts.steps())) {
            changes.add(String.format(
                    Locale.ROOT,
                    "%d of %d starts (infogan.consistency.starts), of %,d steps (infogan.consistency.start-steps)",
                    count,
                    starts.count(),
                    startSteps));
            infogan = infogan.with(infogan.consistency().withStarts(count, startSteps));
        }
        long every = regroupEvery(infogan.consistency(), training.steps(), steps);
        if (every != infogan.consistency().regroupEvery()) {
            infogan = infogan.with(infogan.consistency().withRegroupEvery(every));
            changes.add(String.format(
                    Locale.ROOT, "a search for groups every %,d steps (infogan.consistency.regroup-every)", every));
        }
        boolean continuous = config.latent().codes().stream().anyMatch(code -> code instanceof Code.Continuous);
        if (infogan.continuousFromStep() > 0 && continuous) {
            long from = Math.round(infogan.continuousFromStep() * scale);
            infogan = infogan.withContinuousFromStep(from);
            changes.add(String.format(
                    Locale.ROOT, "continuous codes from step %,d on (infogan.continuous-from-step)", from));
        }
        if (training.schedule() != Schedule.CONSTANT) {
            changes.add(String.format(Locale.ROOT, "learning rates that fall over %,d steps (training.steps)", steps));
            planned = planned.withTraining(planned.training().withDuration(steps, training.minutes()));
        }
        String notice = String.format(
                Locale.ROOT,
                "%s minutes are enough for about %,d of the %,d steps that these settings want",
                number(training.minutes()),
                Math.round(fits),
                wanted);
        if (!changes.isEmpty()) {
            notice += ". Planned: " + String.join(", ", changes) + ". `--set training.plan=false` keeps all settings";
        }
        return new Plan(planned.withInfogan(infogan), 0, List.of(notice + "."));
    }

    /**
     * The steps between searches for groups in a run of fewer steps. A search takes as long in a short run as in a long
     * one, so the number of searches falls in proportion, down to one.
     */
    private static long regroupEvery(Consistency consistency, long wanted, long steps) {
        long every = consistency.regroupEvery();
        long searches = every == 0 ? 0 : (wanted - 1) / every;
        if (searches == 0) {
            return every;
        }
        long fewer = Math.max(1, Math.round((double) searches * steps / wanted));
        return Math.min(every, Math.max(LEAST_STEPS, steps / (fewer + 1)));
    }

    /** Formats minutes for people. */
    static String number(double minutes) {
        return minutes == Math.rint(minutes) ? String.format(Locale.ROOT, "%,.0f", minutes) : String.valueOf(minutes);
    }
}
