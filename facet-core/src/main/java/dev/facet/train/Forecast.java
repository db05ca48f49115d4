package dev.facet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.data.Dataset;
import dev.facet.torch.Placement;

/**
 * What a run would be, by a few steps that were timed on this machine as it is now. Nothing is written.
 *
 * @param config the settings that the run would be trained with, fitted to its minutes
 * @param secondsPerStep seconds of a step with all its phases; 0 if none could be timed
 * @param steps the steps that the run would do, limited by its steps and minutes
 * @param minutes the minutes that the run would take, without the measurements at its end
 * @param notices what the minutes, the steps or the data do not suffice for
 */
public record Forecast(RunConfig config, double secondsPerStep, long steps, double minutes, List<String> notices) {
    private static final double LONGEST_TIMING = 10;

    public Forecast {
        notices = List.copyOf(notices);
    }

    /** Times steps of a run with resolved and checked settings. */
    static Forecast of(RunConfig config, Dataset data) {
        Optional<Plan.Timing> timing = Plan.time(config, data, LONGEST_TIMING);
        boolean fits = timing.isPresent()
                && config.training().plan()
                && config.training().minutes() > 0;
        Plan plan = fits
                ? Plan.of(config, timing.orElseThrow())
                : Plan.of(
                        config.withTraining(
                                config.training().withDuration(config.training().steps(), 0)),
                        data);
        RunConfig planned = fits ? plan.config() : plan.config().withTraining(config.training());
        List<String> notices = new ArrayList<>(plan.notices());
        try (Placement placement = Placement.on(planned.training().device());
                TrainingState state = new TrainingState(planned, data, false)) {
            notices.addAll(new Outlook(planned, state.method()).before(data));
        }
        double seconds = timing.map(timed -> timed.speed().secondsPerStep()).orElse(0.0);
        long steps = planned.training().steps();
        double limit = planned.training().minutes() * 60;
        boolean fitted = fits && planned.training().schedule() != Schedule.CONSTANT;
        if (limit > 0 && seconds > 0 && !fitted) {
            steps = Math.max(1, Math.min(steps, Math.round(limit / seconds)));
        }
        double minutes = steps * seconds / 60;
        return new Forecast(planned, seconds, steps, limit > 0 ? Math.min(minutes, limit / 60) : minutes, notices);
    }
}
