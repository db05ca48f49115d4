package dev.facet.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.RunConfig;

/**
 * A setting that differs between two configurations.
 *
 * @param key such as {@code training.batch}
 * @param before its value in the first, as YAML shows it
 * @param after its value in the second, as YAML shows it
 */
public record ConfigDifference(String key, String before, String after) {
    /** One line per key whose value differs, such as {@code training.batch: 128 → 64}; empty if all are equal. */
    public static List<String> between(RunConfig a, RunConfig b) {
        return list(a, b).stream().map(ConfigDifference::toString).toList();
    }

    /** The keys whose values differ; empty if all are equal. */
    public static List<ConfigDifference> list(RunConfig a, RunConfig b) {
        return list(ConfigTree.of(a), ConfigTree.of(b));
    }

    /** All settings except those with these keys, such as {@code training.seed}: equal if no others differ. */
    public static JsonNode besides(RunConfig config, Set<String> keys) {
        ObjectNode settings = ConfigTree.of(config);
        for (String key : keys) {
            int dot = key.lastIndexOf('.');
            JsonNode section =
                    dot < 0 ? settings : settings.at("/" + key.substring(0, dot).replace('.', '/'));
            if (section instanceof ObjectNode object) {
                object.remove(key.substring(dot + 1));
            }
        }
        return settings;
    }

    /** The differences of any two documents. */
    public static List<ConfigDifference> list(JsonNode a, JsonNode b) {
        List<ConfigDifference> differences = new ArrayList<>();
        compare("", a, b, differences);
        return differences;
    }

    /** A line such as {@code training.batch: 128 → 64}. */
    @Override
    public String toString() {
        return key + ": " + before + " → " + after;
    }

    private static void compare(
            String path, @Nullable JsonNode a, @Nullable JsonNode b, List<ConfigDifference> differences) {
        if (a instanceof ObjectNode left && b instanceof ObjectNode right) {
            List<String> keys = new ArrayList<>(
                    left.properties().stream().map(Map.Entry::getKey).toList());
            right.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> !left.has(key))
                    .forEach(keys::add);
            for (String key : keys) {
                compare(path.isEmpty() ? key : path + "." + key, left.get(key), right.get(key), differences);
            }
        } else if (a == null || !a.equals(b)) {
            differences.add(new ConfigDifference(path, show(a), show(b)));
        }
    }

    private static String show(@Nullable JsonNode node) {
        return node == null ? "(not set)" : ConfigWriter.flow(node);
    }
}
