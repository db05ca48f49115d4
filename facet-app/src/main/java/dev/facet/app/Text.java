package dev.facet.app;

import java.util.Locale;

import dev.facet.codes.Code;

/** Numbers and codes as people read them. */
final class Text {
    private Text() {}

    /** 12,345. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Seconds as 4:05 or 1:02:03. */
    static String duration(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** Bytes as 9.9 MB. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** Name and prior: digit (10 categories). */
    static String code(Code code) {
        if (code instanceof Code.Categorical categorical) {
            return categorical.name() + " (" + categorical.size() + " categories)";
        }
        if (code instanceof Code.Uniform uniform) {
            return uniform.name() + " (uniform, " + number(uniform.low()) + " to " + number(uniform.high()) + ")";
        }
        return code.name() + " (normal, standard deviation " + number(((Code.Normal) code).std()) + ")";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
