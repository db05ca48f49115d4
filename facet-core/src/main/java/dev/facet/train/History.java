package dev.facet.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has noted while it was trained: numbers by step and key, as {@code stats.jsonl} holds them (docs/file-formats.md).
 */
public final class History {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String STEP = "step";

    private final TreeMap<Long, Map<String, Double>> lines = new TreeMap<>();

    private History() {}

    /** Reads what is there; a run that is being trained may be asked too. */
    public static History of(RunFolder run) throws IOException {
        History history = new History();
        if (!Files.exists(run.statistics())) {
            return history;
        }
        try (BufferedReader reader = Files.newBufferedReader(run.statistics())) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode node = parse(line);
                if (node == null || !node.path(STEP).isIntegralNumber()) {
                    continue; // a line that is being written, or was when the process died
                }
                Map<String, Double> numbers = new LinkedHashMap<>();
                node.properties().stream()
                        .filter(entry ->
                                entry.getValue().isNumber() && !entry.getKey().equals(STEP))
                        .forEach(entry ->
                                numbers.put(entry.getKey(), entry.getValue().asDouble()));
                history.lines.put(node.path(STEP).asLong(), numbers);
            }
        }
        return history;
    }

    /** All keys, in the order they first came up. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        lines.values().forEach(numbers -> keys.addAll(numbers.keySet()));
        return keys;
    }

    /** The values of a key by step, in order; only of those steps that noted it. */
    public Map<Long, Double> values(String key) {
        Map<Long, Double> values = new LinkedHashMap<>();
        lines.forEach((step, numbers) -> {
            Double value = numbers.get(key);
            if (value != null) {
                values.put(step, value);
            }
        });
        return values;
    }

    private static @Nullable JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException unfinished) {
            return null;
        }
    }
}
