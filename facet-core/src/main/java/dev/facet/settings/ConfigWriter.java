package dev.facet.settings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import dev.facet.config.Numbers;
import dev.facet.config.RunConfig;

/**
 * Writes a configuration as YAML: the text of the defaults, with its comments and units, and this configuration's
 * values. {@link ConfigReader#read} gives back an equal configuration.
 */
public final class ConfigWriter {
    private static final Pattern KEY = Pattern.compile("( *)([a-z0-9-]+):( +[^#\\s][^#]*?)?( +#.*)?");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9/._-]*");
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "yes", "no", "on", "off");
    private static final int COMMENT_COLUMN = 38;

    private ConfigWriter() {}

    /** All settings, one per line. */
    public static String yaml(RunConfig config) {
        ObjectNode root = ConfigTree.of(config);
        StringBuilder yaml = new StringBuilder("# The resolved configuration of a run: every setting there is.\n");
        Deque<ObjectNode> sections = new ArrayDeque<>();
        sections.push(root);
        Presets.defaultsText().lines().skip(1).forEach(line -> {
            Matcher key = KEY.matcher(line);
            if (!key.matches()) {
                if (!line.strip().startsWith("-")) {
                    yaml.append(line).append('\n');
                }
                return;
            }
            int depth = key.group(1).length() / 2;
            while (sections.size() > depth + 1) {
                sections.pop();
            }
            String start = key.group(1) + key.group(2) + ":";
            JsonNode value = sections.element().path(key.group(2));
            if (value instanceof ObjectNode section && key.group(3) == null) {
                sections.push(section);
                yaml.append(start).append('\n');
            } else if (value instanceof ArrayNode list) {
                yaml.append(commented(start + (list.isEmpty() ? " []" : ""), key.group(4)));
                list.forEach(item -> yaml.append(key.group(1))
                        .append("  - ")
                        .append(flow(item))
                        .append('\n'));
            } else {
                yaml.append(commented(start + " " + flow(value), key.group(4)));
            }
        });
        return yaml.toString();
    }

    private static String commented(String text, @Nullable String comment) {
        return comment == null
                ? text + '\n'
                : text + " ".repeat(Math.max(1, COMMENT_COLUMN - text.length())) + comment.strip() + '\n';
    }

    /** A value on one line. Text that YAML could read as another type gets JSON quotes. */
    static String flow(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object.properties().stream()
                    .map(entry -> scalar(entry.getKey()) + ": " + flow(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof ArrayNode array) {
            return array.valueStream().map(ConfigWriter::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node.isString()) {
            return scalar(node.stringValue());
        }
        return node.isFloatingPointNumber() ? Numbers.plain(node.doubleValue()) : node.toString();
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : StringNode.valueOf(text).toString();
    }
}
