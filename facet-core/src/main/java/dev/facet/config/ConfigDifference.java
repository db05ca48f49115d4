package dev.facet.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells what differs between two configurations, for a resume that refuses changed settings. */
public final class ConfigDifference {
    private ConfigDifference() {}

    /** A line per key whose value differs, such as {@code training.batch: 128 → 64}; empty when they are equal. */
    public static List<String> between(RunConfig a, RunConfig b) {
        List<String> lines = new ArrayList<>();
        compare("", ConfigTree.of(a), ConfigTree.of(b), lines);
        return lines;
    }

    private static void compare(String path, @Nullable JsonNode a, @Nullable JsonNode b, List<String> lines) {
        if (a instanceof ObjectNode left && b instanceof ObjectNode right) {
            List<String> keys = new ArrayList<>(
                    left.properties().stream().map(Map.Entry::getKey).toList());
            right.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> !left.has(key))
                    .forEach(keys::add);
            for (String key : keys) {
                compare(path.isEmpty() ? key : path + "." + key, left.get(key), right.get(key), lines);
            }
        } else if (a == null || !a.equals(b)) {
            lines.add(path + ": " + show(a) + " → " + show(b));
        }
    }

    private static String show(@Nullable JsonNode node) {
        return node == null ? "(not set)" : ConfigWriter.flow(node);
    }
}
