package dev.facet.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.CodeNames;

/**
 * Converts names of codes and categories to and from JSON: {@code {"digit": {"name": "", "categories": {"7": "3"},
 * "order": []}}}. The keys of {@code categories} and the numbers in {@code order} are indices, even if names look like
 * numbers. {@code ends} is there if people set the ends of a slider: pairs of numbers, the last of which counts; an
 * empty one stands for the usual ends.
 */
public final class CodeNamesTree {
    private static final String EXAMPLE =
            "wanted {\"CODE\": {\"name\": \"…\", \"categories\": {\"0\": \"…\"}, \"order\": [0, 1, …]}}";

    private CodeNamesTree() {}

    /**
     * Reads names.
     *
     * @throws IllegalArgumentException if a value has the wrong kind; the message says which, and what was wanted
     */
    public static CodeNames read(JsonNode node) {
        Map<String, CodeNames.Entry> entries = new LinkedHashMap<>();
        object(node, "the whole").properties().forEach(code -> {
            String path = shown(code.getKey());
            ObjectNode given = object(code.getValue(), path);
            for (String key : given.propertyNames()) {
                if (!List.of("name", "categories", "order", "ends").contains(key)) {
                    throw new IllegalArgumentException(
                            path + " has '" + shown(key) + "'; it can have name, categories, order and ends");
                }
            }
            String name = given.has("name") ? text(given.get("name"), path + ".name") : "";
            entries.put(
                    code.getKey(),
                    new CodeNames.Entry(
                            name,
                            categories(given.get("categories"), path + ".categories"),
                            order(given.get("order"), path + ".order"),
                            ends(given.get("ends"), path + ".ends")));
        });
        return new CodeNames(entries);
    }

    /** Writes names in the form that {@link #read} expects. */
    public static ObjectNode write(CodeNames names) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        names.entries().forEach((code, entry) -> {
            ObjectNode node = root.putObject(code).put("name", entry.name());
            ObjectNode categories = node.putObject("categories");
            entry.categories().forEach((category, name) -> categories.put(category.toString(), name));
            ArrayNode order = node.putArray("order");
            entry.order().forEach(order::add);
            if (!entry.ends().isEmpty()) {
                ArrayNode all = node.putArray("ends");
                for (CodeNames.Ends ends : entry.ends()) {
                    ArrayNode pair = all.addArray();
                    if (!ends.equals(CodeNames.Ends.USUAL)) {
                        pair.add(ends.low()).add(ends.high());
                    }
                }
            }
        });
        return root;
    }

    private static Map<Integer, String> categories(@Nullable JsonNode node, String path) {
        Map<Integer, String> categories = new LinkedHashMap<>();
        if (node != null) {
            object(node, path).properties().forEach(category -> {
                if (!category.getKey().matches("\\d{1,6}")) {
                    throw new IllegalArgumentException(path + " has '" + shown(category.getKey())
                            + "' for the index of a category; wanted a whole number such as \"3\"");
                }
                categories.put(
                        Integer.parseInt(category.getKey()), text(category.getValue(), path + "." + category.getKey()));
            });
        }
        return categories;
    }

    private static List<Integer> order(@Nullable JsonNode node, String path) {
        List<Integer> order = new ArrayList<>();
        if (node != null) {
            if (!node.isArray()) {
                throw new IllegalArgumentException(
                        path + " is " + shown(node.toString()) + "; wanted a list of indices");
            }
            for (JsonNode index : node) {
                if (!index.isIntegralNumber() || !index.canConvertToInt()) {
                    throw new IllegalArgumentException(
                            path + " has " + shown(index.toString()) + " in it; wanted whole numbers");
                }
                order.add(index.intValue());
            }
        }
        return order;
    }

    private static List<CodeNames.Ends> ends(@Nullable JsonNode node, String path) {
        List<CodeNames.Ends> all = new ArrayList<>();
        if (node != null) {
            if (!node.isArray()) {
                throw new IllegalArgumentException(
                        path + " is " + shown(node.toString()) + "; wanted a list such as [[-1.5, 0.8]]");
            }
            for (JsonNode pair : node) {
                boolean numbers = pair.size() == 2
                        && pair.get(0).isNumber()
                        && pair.get(1).isNumber();
                if (!pair.isArray() || !(pair.isEmpty() || numbers)) {
                    throw new IllegalArgumentException(path + " has " + shown(pair.toString())
                            + " in it; wanted two numbers, or none for the usual ends");
                }
                all.add(
                        pair.isEmpty()
                                ? CodeNames.Ends.USUAL
                                : new CodeNames.Ends(
                                        pair.get(0).doubleValue(), pair.get(1).doubleValue()));
            }
        }
        return all;
    }

    private static ObjectNode object(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(
                path + " is " + (node.isMissingNode() ? "empty" : shown(node.toString())) + "; " + EXAMPLE);
    }

    private static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw new IllegalArgumentException(path + " is " + shown(node.toString()) + "; wanted a text");
        }
        return node.stringValue();
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
