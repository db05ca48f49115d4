package dev.facet.app.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import tools.jackson.databind.JsonNode;

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

    /**
     * What runs of a group have in common: equal for runs that differ only in their seeds.
     *
     * @param settings all settings with an effect on learning, except the seed
     * @param fingerprint of the data; the path of the run if there is none, because unknown data may be any
     */
    public record Key(JsonNode settings, String fingerprint) {
        /** The key of a run. */
        public static Key of(RunFolder run) throws IOException {
            return of(run, run.config());
        }

        private static Key of(RunFolder run, RunConfig config) throws IOException {
            String fingerprint = run.fingerprint();
            return new Key(
                    ConfigDifference.besides(config, INDIFFERENT),
                    fingerprint.isEmpty() ? run.path().toAbsolutePath().toString() : fingerprint);
        }
    }

    /** Divides runs into groups, in the order of their first runs; a run unlike all others is a group of one. */
    public static List<RunGroup> of(List<RunFolder> runs) throws IOException {
        Map<Key, RunGroup> groups = new LinkedHashMap<>();
        Map<Key, Set<Long>> seeds = new HashMap<>();
        for (RunFolder run : runs) {
            RunConfig config = run.config();
            Key key = Key.of(run, config);
            RunGroup group = groups.computeIfAbsent(
                    key,
                    fresh -> new RunGroup(
                            config.method() + " on " + config.data().source(), new ArrayList<>(), new ArrayList<>()));
            boolean first = seeds.computeIfAbsent(key, fresh -> new HashSet<>())
                    .add(config.training().seed());
            (first ? group.runs : group.repeated).add(run);
        }
        return List.copyOf(groups.values());
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

    private static String brief(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }
}
