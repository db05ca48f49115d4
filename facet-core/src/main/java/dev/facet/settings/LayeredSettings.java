package dev.facet.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.Nearest;
import dev.facet.config.Shown;
import dev.facet.config.UsageException;

/**
 * The defaults with layers of other settings over them: a preset, a file, overrides. It records where the value of
 * every key came from. A key that the defaults do not have is refused, and the nearest known key is suggested. Lists
 * are replaced as a whole, and so are {@code infogan.lambda}, {@code data.scales} and {@code training.averages}, whose
 * keys are names. Not thread-safe.
 */
final class LayeredSettings {
    /** Sections whose keys are the user's names. */
    private static final List<String> NAMED = List.of("infogan.lambda", "data.scales", "training.averages");

    private final ObjectNode root;
    private final Map<String, String> origins = new HashMap<>();

    LayeredSettings(YamlDocument defaults) {
        root = (ObjectNode) defaults.root();
    }

    ObjectNode root() {
        return root;
    }

    /** Adds a document as a layer over the present settings. */
    void merge(YamlDocument document) {
        if (!(document.root() instanceof ObjectNode over)) {
            throw new UsageException(document.origin() + " holds " + Shown.of(document.root())
                    + "; wanted keys and values, such as 'training: {steps: 2000}'.");
        }
        merge(root, over, "", document);
    }

    /** Applies {@code key=value}; the value is YAML, or plain text where the key is a text. */
    void set(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new UsageException(
                    "--set " + Shown.of(override) + " is not of the form key=value, such as training.steps=2000.");
        }
        String path = override.substring(0, equals).strip();
        String text = override.substring(equals + 1).strip();
        String origin = "--set " + Shown.of(override);

        ObjectNode section = root;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            if (!(section.get(keys[i]) instanceof ObjectNode inner)) {
                throw unknown(path, origin);
            }
            section = inner;
        }
        String key = keys[keys.length - 1];
        boolean weight = NAMED.stream().anyMatch(named -> path.startsWith(named + ".")) && !key.isEmpty();
        if (!section.has(key) && !weight) {
            throw unknown(path, origin);
        }
        ObjectNode value = root.objectNode();
        boolean verbatim = path.equals("data.source") || (path.equals("latent.codes") && !text.startsWith("["));
        YamlDocument document = verbatim
                ? new YamlDocument(value.stringNode(unquoted(text)), Map.of(), origin)
                : YamlDocument.parse(text.isEmpty() ? "''" : text, origin);
        value.set(key, document.root());
        if (weight) {
            section.set(key, document.root());
            origins.put(path, origin);
        } else {
            String prefix = path.substring(0, path.length() - key.length());
            merge(section, value, prefix, new YamlDocument(value, Map.of(), origin));
        }
    }

    /** The origin of the value at a path: a file and line, or an override. */
    String origin(String path) {
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            String origin = origins.get(at);
            if (origin != null) {
                return origin;
            }
        }
        return "a default";
    }

    private void merge(ObjectNode into, ObjectNode from, String prefix, YamlDocument document) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            String path = prefix + entry.getKey();
            JsonNode old = into.get(entry.getKey());
            JsonNode value = entry.getValue();
            if (old == null) {
                throw unknown(path, document.where(path));
            }
            if (old instanceof ObjectNode section && !NAMED.contains(path)) {
                if (value instanceof ObjectNode over) {
                    merge(section, over, path + ".", document);
                } else if (!value.isNull()) {
                    throw new UsageException(path + " is " + Shown.of(value) + " (" + document.where(path)
                            + "), but it is a section with the keys " + keys(section) + ".");
                }
            } else {
                into.set(entry.getKey(), value);
                origins.keySet().removeIf(known -> known.startsWith(path + ".") || known.startsWith(path + "["));
                origins.put(path, document.where(path));
                document.lines().keySet().stream()
                        .filter(line -> line.startsWith(path + "[") || line.startsWith(path + "."))
                        .forEach(line -> origins.put(line, document.where(line)));
            }
        }
    }

    private UsageException unknown(String path, String where) {
        String parent = parent(path);
        List<String> all = new ArrayList<>();
        collect(root, "", all);
        String message = "unknown key '" + path + "' (" + where + ")";
        return Nearest.of(path, all)
                .or(() -> Nearest.of(
                                last(path),
                                all.stream().map(LayeredSettings::last).toList())
                        .flatMap(name -> all.stream()
                                .filter(known -> last(known).equals(name))
                                .findFirst()))
                .map(near -> new UsageException(message + "; did you mean '" + near + "'?"))
                .orElseGet(() -> root.at("/" + parent.replace('.', '/')) instanceof ObjectNode section
                        ? new UsageException(message + "; the keys of '" + parent + "' are " + keys(section) + ".")
                        : new UsageException(message + "; the sections are " + keys(root) + "."));
    }

    private static void collect(ObjectNode node, String prefix, List<String> paths) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            paths.add(prefix + entry.getKey());
            if (entry.getValue() instanceof ObjectNode section && !NAMED.contains(prefix + entry.getKey())) {
                collect(section, prefix + entry.getKey() + ".", paths);
            }
        }
    }

    private static String keys(ObjectNode section) {
        return section.properties().stream().map(Map.Entry::getKey).collect(Collectors.joining(", "));
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && (text.startsWith("\"") || text.startsWith("'"))
                && text.charAt(0) == text.charAt(text.length() - 1);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String parent(String path) {
        int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return end < 0 ? "" : path.substring(0, end);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
