package dev.facet.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The single figures of what {@code evaluate} last wrote to a run's {@code metrics.jsonl}, by name. */
final class RunMetrics {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RunMetrics() {}

    /** The latest value of each figure, over all evaluations of the run; empty if there was none. */
    static Map<String, Double> of(Path run) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        Path file = run.resolve("metrics.jsonl");
        if (!Files.exists(file)) {
            return figures;
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line, figures);
            }
        }
        return figures;
    }

    private static void add(String line, Map<String, Double> figures) {
        JsonNode object;
        try {
            object = JSON.readTree(line);
        } catch (JacksonException unfinished) {
            return;
        }
        numbers(object.path("clustering"), figures);
        numbers(object, figures);
        for (JsonNode code : object.path("mutual_information")) {
            figures.put(
                    "nats/" + code.path("code").asString(""), code.path("nats").asDouble(Double.NaN));
        }
        numbers(object.path("disentanglement"), figures);
        numbers(object.path("quality"), figures);
    }

    private static void numbers(JsonNode object, Map<String, Double> figures) {
        object.properties().forEach(entry -> {
            if (entry.getValue().isNumber() && !entry.getKey().equals("images")) {
                figures.put(entry.getKey(), entry.getValue().asDouble());
            }
        });
    }
}
