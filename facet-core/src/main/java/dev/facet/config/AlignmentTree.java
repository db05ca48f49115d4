package dev.facet.config;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Alignment;

/**
 * Converts an alignment to and from JSON: {@code {"codes": ["c1", "c2"], "directions": [[0.8, 0.6], [-0.6, 0.8]],
 * "shares": [0.9, 0.1]}}.
 */
public final class AlignmentTree {
    private AlignmentTree() {}

    /** Writes an alignment in the form that {@link #read} expects. */
    public static void write(Alignment alignment, ObjectNode node) {
        ArrayNode codes = node.putArray("codes");
        alignment.codes().forEach(codes::add);
        ArrayNode directions = node.putArray("directions");
        alignment.directions().forEach(direction -> {
            ArrayNode numbers = directions.addArray();
            direction.forEach(numbers::add);
        });
        ArrayNode shares = node.putArray("shares");
        alignment.shares().forEach(shares::add);
    }

    /**
     * Reads an alignment.
     *
     * @throws IllegalArgumentException if the node is not an alignment
     * @throws tools.jackson.core.JacksonException if a value is missing or has the wrong type
     */
    public static Alignment read(JsonNode node) {
        List<String> codes = new ArrayList<>();
        node.required("codes").forEach(code -> codes.add(code.asString()));
        List<List<Double>> directions = new ArrayList<>();
        node.required("directions").forEach(direction -> directions.add(numbers(direction)));
        return new Alignment(codes, directions, numbers(node.required("shares")));
    }

    private static List<Double> numbers(JsonNode node) {
        List<Double> numbers = new ArrayList<>();
        node.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }
}
