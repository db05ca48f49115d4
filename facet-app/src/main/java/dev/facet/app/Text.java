package dev.facet.app;

import java.util.Locale;

import dev.facet.codes.Code;
import dev.facet.train.ProgressLine;

/** Numbers and codes as people read them. */
final class Text {
    private Text() {}

    /** 12,345. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Seconds as 4:05 or 1:02:03. */
    static String duration(double seconds) {
        return ProgressLine.duration(seconds);
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
