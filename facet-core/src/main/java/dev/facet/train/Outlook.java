package dev.facet.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.TrainingConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.method.Method;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Starts;

/**
 * Warnings about a run, one sentence each: before it begins, goals that its settings and data do not allow; after its
 * end, goals that it did not reach.
 */
final class Outlook {
    private static final int FEW_ITEMS = 1000;
    private static final int LOOKED_AT = 100;
    private static final long FEW_STEPS = 300;
    /** A learning rate below this fraction of the initial one counts as fallen. */
    private static final double FALLEN = 0.1;

    private final TrainingConfig training;
    private final Method method;

    Outlook(RunConfig config, Method method) {
        training = config.training();
        this.method = method;
    }

    /** Warnings for a run that begins. */
    List<String> before(Dataset data) {
        long steps = training.steps();
        List<String> notices = new ArrayList<>();
        if (data.size() < FEW_ITEMS) {
            notices.add(String.format(
                    Locale.ROOT,
                    "%s has %,d %s, which are few: each is seen about %,d times in %,d steps. D may learn them by"
                            + " heart, and G may"
                            + " copy them or draw noise. Some thousands are better.",
                    data.name(),
                    data.size(),
                    data.shape().plural(),
                    Math.max(1, Math.round((double) steps * training.batch() / data.size())),
                    steps));
        }
        if (allAlike(data)) {
            notices.add(String.format(
                    Locale.ROOT,
                    "all %s of %s are the same, as far as was looked: there is nothing to learn but this one. Is it the"
                            + " right data?",
                    data.shape().plural(),
                    data.name()));
        }
        if (steps < FEW_STEPS) {
            notices.add(String.format(
                    Locale.ROOT,
                    "%,d steps are few: G draws little but noise in the first %,d. Ask for more with"
                            + " `--set training.steps=N` or `--set training.minutes=M`.",
                    steps,
                    FEW_STEPS));
        }
        Starts starts = method.starts();
        if (starts.count() > 1 && starts.steps() >= steps) {
            notices.add(String.format(
                    Locale.ROOT,
                    "the run has one start, not %d: a start takes %,d steps (infogan.consistency.start-steps), and"
                            + " the whole run %,d.",
                    starts.count(),
                    starts.steps(),
                    steps));
        }
        notices.addAll(missing(steps));
        return notices;
    }

    /** Whether some items from all over the data are equal to the first. */
    private static boolean allAlike(Dataset data) {
        byte[] first = Items.of(data, 0).bytes();
        int count = Math.min(LOOKED_AT, data.size());
        for (int i = 1; i < count; i++) {
            int place = (int) ((long) i * (data.size() - 1) / (count - 1));
            if (!Arrays.equals(first, Items.of(data, place).bytes())) {
                return false;
            }
        }
        return true;
    }

    /** Warnings for a run that ends at a step. */
    List<String> after(long step) {
        List<String> notices = new ArrayList<>();
        if (step < FEW_STEPS) {
            notices.add(String.format(Locale.ROOT, "%,d steps are few: G draws little but noise so far.", step));
        }
        notices.addAll(missing(step));
        double rate = training.schedule().at(Math.min(step, training.steps()), training.steps());
        if (training.schedule() != Schedule.CONSTANT && rate > FALLEN) {
            notices.add(String.format(
                    Locale.ROOT,
                    "learning rates are still at %.0f %% of their initial values: they fall over %,d steps, of which"
                            + " %,d are done. Until then samples and categories are unstable.",
                    100 * rate,
                    training.steps(),
                    step));
        }
        return notices;
    }

    private List<String> missing(long steps) {
        return method.milestones().stream()
                .filter(milestone -> milestone.step() >= steps)
                .map(milestone -> describe(milestone, steps))
                .toList();
    }

    private static String describe(Milestone milestone, long steps) {
        return String.format(
                Locale.ROOT, "%,d steps do not reach step %,d, so %s.", steps, milestone.step(), milestone.missing());
    }
}
