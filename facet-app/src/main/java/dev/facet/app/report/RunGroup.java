package dev.facet.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigDifference;
import dev.facet.train.RunFolder;

/**
 * Runs that differ only in their seeds: the same data, method and settings. Means and intervals are meaningful only
 * over such runs. Settings without an effect on learning, such as the interval of pictures, may differ.
 *
 * @param kind method and data, such as {@code infogan on mnist}
 * @param runs the runs in the given order, each with another seed
 * @param repeated runs with the seed of an earlier one; they are no independent measurements
 */
public record RunGroup(String kind, List<RunFolder> runs, List<RunFolder> repeated) {
    private static final String SEED = "training.seed";
    private static final Set<String> INDIFFERENT = Set.of(
            SEED,
            "training.threads",
            "training.snapshot-every",
            "training.checkpoint-every",
            "training.keep-checkpoints");

    /** Divides runs into groups, in the order of their first runs; a run unlike all others is a group of one. */
    public static List<RunGroup> of(List<RunFolder> runs) throws IOException {
        List<RunGroup> groups = new ArrayList<>();
        for (RunFolder run : runs) {
            RunGroup group = null;
            for (RunGroup each : groups) {
                group = each.holds(run) ? each : group;
            }
            if (group == null) {
                RunConfig config = run.config();
                String kind = config.method() + " on " + config.data().source();
                group = new RunGroup(kind, new ArrayList<>(), new ArrayList<>());
                groups.add(group);
            }
            boolean repeats = false;
            for (RunFolder other : group.runs) {
                repeats |= seed(other) == seed(run);
            }
            (repeats ? group.repeated : group.runs).add(run);
        }
        return groups;
    }

    /** The differences between two runs except the seed: settings, and data that has changed under the same name. */
    static List<String> differences(RunFolder a, RunFolder b) throws IOException {
        List<String> differences = new ArrayList<>(ConfigDifference.between(a.config(), b.config()).stream()
                .filter(difference -> !INDIFFERENT.contains(difference.substring(0, difference.indexOf(':'))))
                .toList());
        dataDifference(a, b).ifPresent(differences::add);
        return differences;
    }

    /** A message if two runs were trained on different data, whatever its name. */
    public static Optional<String> dataDifference(RunFolder a, RunFolder b) throws IOException {
        return a.fingerprint().equals(b.fingerprint())
                ? Optional.empty()
                : Optional.of("fingerprint of the data: " + brief(a.fingerprint()) + " → " + brief(b.fingerprint()));
    }

    private boolean holds(RunFolder run) throws IOException {
        return differences(runs.get(0), run).isEmpty();
    }

    private static long seed(RunFolder run) throws IOException {
        return run.config().training().seed();
    }

    private static String brief(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }
}
