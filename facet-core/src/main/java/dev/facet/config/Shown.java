package dev.facet.config;

import tools.jackson.databind.JsonNode;

/** Formats values for messages; long ones are cut off. */
public final class Shown {
    private static final int LONGEST = 80;

    private Shown() {}

    /** A value of a setting as JSON; a missing value is shown as "empty". */
    public static String of(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "empty" : of(value.toString());
    }

    public static String of(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
    }
}
