package dev.facet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Share;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.PriorConfig;
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
import dev.facet.torch.group.Group;

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

    /** The fit of an encoder takes at most this share of the steps. A step of it takes no longer than one of a run. */
    private static final double ENCODER_SHARE = 0.1;

    private static final double TIMING_SHARE = 0.02;
    /** The least steps of a start. */
    private static final long LEAST_START = 20;

    private static final int TIMED_PLACES = 12;
    private static final int EARLY_PLACES = 4;
    private static final int UNTIMED = 3;

    /**
     * Plans resolved settings. Without a time limit, only categories that learn alone get fewer steps if all steps are
     * few. Nothing changes if {@code training.plan} is false.
     */
    static Plan of(RunConfig config, Dataset data) {
        return of(config, data, Together.ALONE);
    }

    /** Plans settings for several processes, by the time that the share of one takes, without what they exchange. */
    static Plan of(RunConfig config, Dataset data, Together together) {
        TrainingConfig training = config.training();
        if (!training.plan()) {
            return new Plan(config, 0, List.of());
        }
        if (training.minutes() <= 0) {
            return leavingTime(config);
        }
        Optional<Timing> timing = time(config, data, together, training.minutes() * 60 * TIMING_SHARE);
        return timing.isPresent() ? of(config, timing.get()) : new Plan(config, 0, List.of());
    }

    /** Plans settings with a time limit, by steps that were timed. */
    static Plan of(RunConfig config, Timing timing) {
        Speed speed = timing.speed();
        double most = (config.training().minutes() * 60 - timing.took()) / speed.secondsPerStep();
        int encoder = (int) Math.min(config.encoder().steps(), most * ENCODER_SHARE);
        most -= encoder;
        boolean looks = config.infogan().consistency().regroupEvery() > 0 && most > LEAST_STEPS;
        double share = looks ? STEPS_SHARE_BESIDE_LOOKS : STEPS_SHARE;
        Plan plan = fit(
                config.withEncoder(config.encoder().withSteps(encoder)), timing.starts(), speed.early(), most * share);
        return new Plan(plan.config(), timing.took(), plan.notices());
    }

    /**
     * Times some steps of a run, for at most {@code atMost} seconds and at least for one step; empty if its losses are
     * not finite, which training reports and handles.
     */
    static Optional<Timing> time(RunConfig config, Dataset data, double atMost) {
        return time(config, data, Together.ALONE, atMost);
    }

    /** The same, for the share that one of several processes has of a step, without what they exchange. */
    private static Optional<Timing> time(RunConfig config, Dataset data, Together together, double atMost) {
        TrainingConfig training = config.training();
        long begin = System.nanoTime();
        Engine.start(together.threads(training.threads()));
        Share own = together.group().share(training.batch());
        try (Placement placement = Placement.on(training.device());
                TrainingState state = new TrainingState(config, data, training.precision() == Precision.BF16)) {
            Starts starts = state.method().starts();
            Speed speed = time(state, config, data, own, atMost);
            return Optional.of(new Timing(speed, starts, (System.nanoTime() - begin) / 1e9));
        } catch (TrainingStep.Diverged e) {
            return Optional.empty();
        }
    }

    /**
     * What was timed.
     *
     * @param starts the starts that the settings want
     * @param took seconds that the timing took
     */
    record Timing(Speed speed, Starts starts, double took) {}

    /**
     * The speed of training.
     *
     * @param secondsPerStep seconds of a step with all its phases
     * @param early the time of a step before G begins, as a share of that
     */
    record Speed(double secondsPerStep, double early) {}

    /** Times steps from the beginning to the end of the run, because the work of a step may differ. */
    private static Speed time(TrainingState state, RunConfig config, Dataset data, Share share, double atMost)
            throws TrainingStep.Diverged {
        TrainingConfig training = config.training();
        Batches batches = new Batches(data, share, Draws.seed(training.seed(), "batches"));
        long begins = Math.min(state.begins(), training.steps());
        try (Prefetch prefetch = new Prefetch(batches, 0, 1)) {
            Stopwatch watch = new Stopwatch(state, new TrainingStep(config, data, Group.ALONE, share), prefetch);
            double later = watch.secondsPerStep(begins, training.steps(), TIMED_PLACES, atMost);
            double early = begins == 0 ? later : watch.secondsPerStep(0, begins, EARLY_PLACES, atMost / 2);
            return new Speed(later, Math.min(1, early / later));
        }
    }

    /** Makes steps and times them. */
    private record Stopwatch(TrainingState state, TrainingStep step, Prefetch prefetch) {
        double secondsPerStep(long from, long to, int places, double atMost) throws TrainingStep.Diverged {
            long begin = System.nanoTime();
            double seconds = 0;
            int timed = 0;
            for (int i = -UNTIMED; i < places; i++) {
                long place = from + (2L * i + 1) * (to - from) / (2L * places);
                long number = i < 0 ? from : Math.min(place | 1, Math.max(from, to - 1));
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
            return seconds / timed;
        }
    }

    /** Shortens starts of categories that learn alone so that they leave most of the steps to G. */
    private static Plan leavingTime(RunConfig config) {
        InfoGanConfig infogan = config.infogan();
        long steps = infogan.consistency().startSteps();
        long most = (long) (config.training().steps() * STARTS_SHARE);
        if (!infogan.beginsWithCategories(config.latent()) || steps <= most || most < LEAST_START) {
            return new Plan(config, 0, List.of());
        }
        String notice = String.format(
                Locale.ROOT,
                "categories learn alone for %,d steps, not %,d (infogan.consistency.start-steps), so that G has most of"
                        + " the %,d steps. `--set training.plan=false` keeps all settings.",
                most,
                steps,
                config.training().steps());
        return new Plan(
                config.withInfogan(infogan.with(
                        infogan.consistency().withStarts(infogan.consistency().starts(), most))),
                0,
                List.of(notice));
    }

    /**
     * Fits the settings.
     *
     * @param starts the wanted starts
     * @param early the time of a step before G begins, as a share of the others'
     * @param fits number of steps with all phases that the time allows
     */
    static Plan fit(RunConfig config, Starts starts, double early, double fits) {
        TrainingConfig training = config.training();
        RunConfig planned = config.withTraining(training.withPlan(false));
        boolean several = starts.count() > 1 && starts.steps() < training.steps();
        boolean alone = early < 1;
        long wantedStart = alone ? config.infogan().consistency().startSteps() : starts.steps();
        long wanted = Math.round(cost(training.steps(), several ? starts.count() : 1, wantedStart, early));
        if (fits >= wanted) {
            return new Plan(planned, 0, List.of());
        }
        int count = 1;
        long startSteps = wantedStart;
        if (several || alone) {
            startSteps = Math.min(startSteps, Math.max(LEAST_STEPS, Math.round(startSteps * fits / wanted)));
        }
        if (several) {
            count = Math.max(1, Math.min(starts.count(), (int) (fits * STARTS_SHARE / (early * startSteps))));
        }
        if (alone) {
            // so many steps cost three times as many in all, with the other starts
            long third = (long) (fits / (1 / STARTS_SHARE - 1 + early * count));
            startSteps = Math.min(startSteps, Math.max(LEAST_START, third));
        }
        long steps = Math.max(1, Math.round(fits - cost(0, count, startSteps, early)));
        double scale = (double) steps / training.steps();
        InfoGanConfig infogan = config.infogan();
        List<String> changes = new ArrayList<>();
        if (several && count == 1) {
            changes.add("1 of " + starts.count() + " starts (infogan.consistency.starts)");
            infogan = infogan.with(infogan.consistency().withStarts(1, alone ? startSteps : wantedStart));
        } else if ((several || alone) && (count < starts.count() || startSteps < wantedStart)) {
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
        PriorConfig prior = infogan.prior();
        if (prior.fromStep() > 0 && !config.latent().learned().isEmpty()) {
            long from = Math.round(prior.fromStep() * scale);
            infogan = infogan.with(prior.with(from, Math.max(1, Math.round(prior.mergeEvery() * scale))));
            changes.add(String.format(
                    Locale.ROOT,
                    "shares of categories learned from step %,d on at the earliest (infogan.prior.from-step)",
                    from));
        }
        if (training.schedule() != Schedule.CONSTANT) {
            changes.add(String.format(Locale.ROOT, "learning rates that fall over %,d steps (training.steps)", steps));
            planned = planned.withTraining(planned.training().withDuration(steps, training.minutes()));
        }
        String notice = String.format(
                Locale.ROOT,
                "%s enough for about %,d of the %,d steps that these settings want",
                training.minutes() == 1 ? "1 minute is" : number(training.minutes()) + " minutes are",
                Math.round(fits),
                wanted);
        if (!changes.isEmpty()) {
            notice += ". Planned: " + String.join(", ", changes) + ". `--set training.plan=false` keeps all settings";
        }
        return new Plan(planned.withInfogan(infogan), 0, List.of(notice + "."));
    }

    /**
     * The cost of a run in steps with all phases.
     *
     * @param count the number of starts
     * @param startSteps the steps of each, all of which are early if {@code early} is below 1
     */
    private static double cost(long steps, int count, long startSteps, double early) {
        return steps - startSteps * (1 - early) + (count - 1) * startSteps * early;
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
