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
        StringBuilder values = new StringBuilder();
        append("", ConfigTree.of(config), values);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(values.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void append(String path, JsonNode node, StringBuilder values) {
        if (node instanceof ObjectNode object) {
            for (String key : new TreeSet<>(object.propertyNames())) {
                append(path + "/" + key, object.path(key), values);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                append(path + "/" + i, array.path(i), values);
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
