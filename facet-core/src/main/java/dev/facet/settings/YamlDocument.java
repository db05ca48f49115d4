package dev.facet.settings;

import java.util.HashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

import dev.facet.config.Shown;
import dev.facet.config.UsageException;

/**
 * A YAML 1.2 text as a tree that remembers which line each key came from. Aliases are refused, so that a small text
 * cannot expand into a large tree. Repeated keys, further documents, and deep nesting are also refused.
 *
 * @param root the tree; an empty object for an empty text
 * @param lines line numbers from 1 by path, such as {@code training.batch} or {@code latent.codes[1].name}
 * @param origin where the text came from, for messages
 */
record YamlDocument(JsonNode root, Map<String, Integer> lines, String origin) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 12;
    private static final int MOST_DIGITS = 100;

    /** Parses a text; a {@link UsageException} names the origin and the line. */
    static YamlDocument parse(String text, String origin) {
        Map<String, Integer> lines = new HashMap<>();
        try (YAMLParser parser = (YAMLParser) YAML.createParser(text)) {
            Parse parse = new Parse(parser, lines, origin);
            JsonToken first = parser.nextToken();
            JsonNode root = first == null ? NODES.objectNode() : parse.node(first, "", 0);
            if (parser.nextToken() != null) {
                throw parse.error("a second YAML document begins; only one is wanted");
            }
            return new YamlDocument(root, lines, origin);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new UsageException(place(origin, line) + " is not valid YAML: " + Shown.of(problem(e)), e);
        }
    }

    /** The place of a key: the origin, and the line if the text has several. */
    String where(String path) {
        return place(origin, lines.getOrDefault(path, 0));
    }

    private static String place(String origin, int line) {
        return line < 1 || origin.startsWith("--set") ? origin : origin + ", line " + line;
    }

    /** The last sentence of the parser's report, which quotes the text over several lines. */
    private static String problem(JacksonException e) {
        String problem = e.getOriginalMessage();
        for (String line : e.getOriginalMessage().split("\n")) {
            if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
                problem = line.strip();
            }
        }
        return problem;
    }

    private record Parse(YAMLParser parser, Map<String, Integer> lines, String origin) {
        JsonNode node(JsonToken token, String path, int depth) {
            lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
            if (depth > MAX_DEPTH) {
                throw error("nested more than " + MAX_DEPTH + " deep; no setting is");
            }
            if (parser.isCurrentAlias()) {
                throw error("aliases (*" + parser.getString() + ") are not supported; write the value out");
            }
            return switch (token) {
                case START_OBJECT -> object(path, depth);
                case START_ARRAY -> array(path, depth);
                case VALUE_NUMBER_INT -> {
                    checkDigits(path);
                    yield NODES.numberNode(parser.getBigIntegerValue());
                }
                case VALUE_NUMBER_FLOAT -> {
                    checkDigits(path);
                    yield NODES.numberNode(parser.getDoubleValue());
                }
                case VALUE_TRUE -> NODES.booleanNode(true);
                case VALUE_FALSE -> NODES.booleanNode(false);
                case VALUE_NULL -> NODES.nullNode();
                default -> NODES.stringNode(parser.getString());
            };
        }

        /** Refuses numbers with too many digits: parsing them is slow, and messages that show them are long. */
        private void checkDigits(String path) {
            int digits = parser.getStringLength();
            if (digits > MOST_DIGITS) {
                throw error((path.isEmpty() ? "" : path + " is ") + "a number of " + digits
                        + " characters; no setting has more than " + MOST_DIGITS);
            }
        }

        private ObjectNode object(String path, int depth) {
            ObjectNode object = NODES.objectNode();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                String child = path.isEmpty() ? name : path + "." + name;
                if (object.has(name)) {
                    throw error("key '" + child + "' is given twice; keep one");
                }
                lines.put(child, parser.currentTokenLocation().getLineNr());
                object.set(name, node(parser.nextToken(), child, depth + 1));
            }
            return object;
        }

        private ArrayNode array(String path, int depth) {
            ArrayNode array = NODES.arrayNode();
            for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
                array.add(node(t, path + "[" + array.size() + "]", depth + 1));
            }
            return array;
        }

        private UsageException error(String problem) {
            return new UsageException(
                    place(origin, parser.currentTokenLocation().getLineNr()) + ": " + problem + ".");
        }
    }
}
