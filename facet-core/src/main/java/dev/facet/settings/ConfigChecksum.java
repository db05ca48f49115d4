package dev.facet.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.RunConfig;

/** A checksum of settings. It depends on their values alone, not on the text of the file. */
public final class ConfigChecksum {
    private ConfigChecksum() {}

    /** The SHA-256 of all settings, as 64 digits in lower-case hex. */
    public static String of(RunConfig config) {
        JsonNode all = ConfigTree.of(config);
        return of(all, all);
    }

    /**
     * The same of those settings that a YAML text has, so that settings which came later do not count in files from
     * before.
     */
    public static String of(RunConfig config, String yaml) {
        return of(ConfigTree.of(config), YamlDocument.parse(yaml, "config.yaml").root());
    }

    private static String of(JsonNode config, JsonNode known) {
        StringBuilder values = new StringBuilder();
        append("", config, known, values);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(values.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void append(String path, JsonNode node, JsonNode known, StringBuilder values) {
        if (node instanceof ObjectNode object) {
            for (String key : new TreeSet<>(object.propertyNames())) {
                if (!(known instanceof ObjectNode) || known.has(key)) {
                    append(path + "/" + key, object.path(key), known.path(key), values);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                append(path + "/" + i, array.path(i), array.path(i), values);
            }
        } else {
            // the bits of a number, because Java's versions differ in how they print one
            String value = node.isFloatingPointNumber()
                    ? Long.toHexString(Double.doubleToLongBits(node.doubleValue()))
                    : node.toString();
            values.append(path).append('=').append(value).append('\n');
        }
    }
}
