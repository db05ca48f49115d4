package dev.facet.app.console;

import java.util.Locale;

import dev.facet.codes.Code;
import dev.facet.train.ProgressLine;

/** Formats numbers and codes for people. */
public final class Text {
    private Text() {}

    /** A count such as 12,345. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A duration such as 4:05 or 1:02:03. */
    public static String duration(double seconds) {
        return ProgressLine.duration(seconds);
    }

    /** The name and the prior of a code: digit (10 categories). */
    public static String code(Code code) {
        if (code instanceof Code.Categorical categorical) {
            return categorical.name() + " (" + categorical.size() + " categories)";
        }
        if (code instanceof Code.Uniform uniform) {
            return uniform.name() + " (uniform, " + number(uniform.low()) + " to " + number(uniform.high()) + ")";
        }
        return code.name() + " (normal, standard deviation " + number(((Code.Normal) code).std()) + ")";
    }

    /**
     * Foreign text, safe to print: control characters, such as those of escape sequences, and characters that change
     * the direction of text are written as \\u and four digits. Line breaks are kept.
     */
    public static String plain(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean acts = type == Character.CONTROL && c != '\n' && c != '\t';
            if (acts || type == Character.FORMAT || type == Character.SURROGATE) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
