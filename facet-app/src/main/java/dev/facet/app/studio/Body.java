package dev.facet.app.studio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.Nearest;
import dev.facet.config.UsageException;

/**
 * The JSON object in the body of a request, with access to values of given kinds and bounds. An unknown key is a
 * mistake.
 */
final class Body {
    private static final int DEEPEST = 8;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;

    private Body(ObjectNode object) {
        this.object = object;
    }

    /** Parses {@code text}; an empty one is an empty object. */
    static Body parse(String text, Set<String> keys) {
        JsonNode node;
        try {
            node = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JacksonException e) {
            // what follows in brackets names classes of the parser
            String problem = e.getOriginalMessage().replaceFirst("(?s) \\(`.*", "");
            throw new UsageException("the body is not JSON: " + problem, e);
        }
        return of(node, keys);
    }

    private static Body of(JsonNode node, Set<String> keys) {
        if (!(node instanceof ObjectNode object)) {
            throw new UsageException("wanted a JSON object with any of "
                    + String.join(", ", keys.stream().sorted().toList()));
        }
        for (String key : object.propertyNames()) {
            if (!keys.contains(key)) {
                throw new UsageException("there is no key '" + shown(key) + "'"
                        + Nearest.of(key, List.copyOf(keys))
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; there are "
                                        + String.join(
                                                ", ", keys.stream().sorted().toList())));
            }
        }
        return new Body(object);
    }

    boolean has(String key) {
        return object.has(key) && !object.get(key).isNull();
    }

    /** A whole number from {@code least} to {@code most}. */
    long whole(String key, long otherwise, long least, long most) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = object.get(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw new UsageException(
                    key + " is " + shown(value.toString()) + "; wanted a whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** A number from {@code least} to {@code most}. */
    double number(String key, double otherwise, double least, double most) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = object.get(key);
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new UsageException(
                    key + " is " + shown(value.toString()) + "; wanted a number from " + least + " to " + most);
        }
        return value.doubleValue();
    }

    /** A text. */
    String text(String key, String otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = object.get(key);
        if (!value.isString()) {
            throw new UsageException(key + " is " + shown(value.toString()) + "; wanted a text");
        }
        return value.stringValue();
    }

    /** A nested object with the given keys; empty if there is none. */
    Body object(String key, Set<String> keys) {
        return of(has(key) ? object.get(key) : JSON.createObjectNode(), keys);
    }

    /** A list of objects. */
    List<Body> objects(String key, Set<String> keys, int most) {
        List<Body> bodies = new ArrayList<>();
        for (JsonNode element : list(key, most)) {
            bodies.add(of(element, keys));
        }
        return bodies;
    }

    /** A list of texts of at most {@code longest} characters, without control characters. */
    List<String> words(String key, int most, int longest) {
        List<String> words = new ArrayList<>();
        for (JsonNode element : list(key, most)) {
            String text = element.isString() ? element.stringValue() : "";
            if (text.isEmpty() || text.length() > longest || text.chars().anyMatch(c -> c < ' ')) {
                throw new UsageException(
                        key + " has " + shown(element.toString()) + " in it; wanted texts of one line each");
            }
            words.add(text);
        }
        return words;
    }

    /** A list of whole numbers. */
    List<Integer> wholes(String key, int most) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode element : list(key, most)) {
            if (!element.isIntegralNumber() || !element.canConvertToInt()) {
                throw new UsageException(key + " has " + shown(element.toString()) + " in it; wanted whole numbers");
            }
            numbers.add(element.intValue());
        }
        return numbers;
    }

    /** How many numbers the first of some lists has, from 1 to {@code most}. */
    int columns(String key, int most) {
        JsonNode lists = object.get(key);
        int columns = lists.isArray() && lists.size() > 0 ? lists.get(0).size() : 0;
        if (columns < 1 || columns > most) {
            throw new UsageException(key + " must be lists of 1 to " + most + " numbers; the first has " + columns);
        }
        return columns;
    }

    /** A list of numbers that are finite in fp32. */
    float[] numbers(String key, int most) {
        JsonNode list = list(key, most);
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = list.get(i);
            if (!value.isNumber() || !Float.isFinite((float) value.doubleValue())) {
                throw new UsageException(key + " has " + shown(value.toString()) + " in it; wanted finite numbers");
            }
            numbers[i] = (float) value.doubleValue();
        }
        return numbers;
    }

    /**
     * Lists of numbers of the same length, concatenated.
     *
     * @param what the things that need one list each, for messages
     */
    float[] table(String key, int rows, int columns, String what) {
        String wanted = key + " must be " + rows + " lists of " + columns + " numbers, one for each of " + what;
        JsonNode lists = object.get(key);
        if (!lists.isArray() || lists.size() != rows) {
            throw new UsageException(wanted);
        }
        float[] numbers = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            JsonNode list = lists.get(row);
            if (!list.isArray() || list.size() != columns) {
                throw new UsageException(wanted);
            }
            for (int column = 0; column < columns; column++) {
                JsonNode value = list.get(column);
                if (!value.isNumber() || !Float.isFinite((float) value.doubleValue())) {
                    throw new UsageException(wanted);
                }
                numbers[row * columns + column] = (float) value.doubleValue();
            }
        }
        return numbers;
    }

    /** Numbers and texts by name, as {@link Double} and {@link String}; numbers are not converted to texts. */
    Map<String, Object> values(String key, int most) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields(key, most).forEach((name, value) -> {
            if (!value.isString() && !value.isNumber()) {
                throw new UsageException(
                        key + "." + shown(name) + " is " + shown(value.toString()) + "; wanted a number or a text");
            }
            values.put(name, value.isString() ? value.stringValue() : (Object) value.doubleValue());
        });
        return values;
    }

    /** Texts by name. */
    Map<String, String> texts(String key, int most) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields(key, most).forEach((name, value) -> {
            if (!value.isString()) {
                throw new UsageException(
                        key + "." + shown(name) + " is " + shown(value.toString()) + "; wanted a text");
            }
            texts.put(name, value.stringValue());
        });
        return texts;
    }

    private Map<String, JsonNode> fields(String key, int most) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        if (!has(key)) {
            return fields;
        }
        if (!(object.get(key) instanceof ObjectNode given) || given.size() > most) {
            throw new UsageException(key + " is " + shown(object.get(key).toString()) + "; wanted an object of at most "
                    + most + " values");
        }
        given.properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
        return fields;
    }

    private JsonNode list(String key, int most) {
        if (!has(key)) {
            return JSON.createArrayNode();
        }
        JsonNode list = object.get(key);
        if (!list.isArray() || list.size() > most) {
            throw new UsageException(key + " is " + shown(list.toString()) + "; wanted a list of at most " + most);
        }
        return list;
    }

    /** A text of a request in a message: at most 60 characters of it. */
    static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
