package dev.facet.format;

import java.util.Locale;
import java.util.Set;

/** Numbers as people and programs write them into tables. */
public final class TextNumber {
    private static final Set<String> MISSING = Set.of(
            "",
            "?",
            "-",
            "--",
            ".",
            "nan",
            "na",
            "n/a",
            "#n/a",
            "null",
            "none",
            "nil",
            "missing",
            "inf",
            "+inf",
            "-inf",
            "infinity",
            "-infinity",
            "+infinity",
            "-nan",
            "<na>",
            "nat");

    private TextNumber() {}

    /** Whether a field stands for a value that is not there: it is empty, or NaN, NA, null, ?, infinite and so on. */
    public static boolean missing(String field) {
        return field.length() <= 9 && MISSING.contains(field.toLowerCase(Locale.ROOT));
    }

    /**
     * The number of a field: digits with a point, an exponent and a sign; separators of thousands and a sign of per
     * cent are left out.
     *
     * @param comma whether a single comma is the decimal point even where it could separate thousands
     * @return NaN if it is no number
     */
    public static double of(String field, boolean comma) {
        String plain = field;
        if (!isPlain(plain)) {
            plain = plain(field, comma);
            if (!isPlain(plain)) {
                return Double.NaN;
            }
        }
        return Double.parseDouble(plain);
    }

    private static String plain(String field, boolean comma) {
        String plain = field.replace('\u2212', '-').replace("\u00a0", "").replace("\u202f", "");
        if (plain.endsWith("%")) {
            plain = plain.substring(0, plain.length() - 1).strip();
        }
        if (plain.indexOf(',') < 0) {
            return plain;
        }
        boolean single = plain.indexOf(',') == plain.lastIndexOf(',');
        if (comma && single && plain.lastIndexOf('.') < plain.indexOf(',')) {
            return plain.replace(".", "").replace(',', '.');
        }
        if (plain.matches("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?")) {
            return plain.replace(",", "");
        }
        return single && plain.indexOf('.') < 0 ? plain.replace(',', '.') : plain;
    }

    /** Whether a text is a decimal number as Java reads it, without what only Java allows. */
    private static boolean isPlain(String text) {
        int length = text.length();
        int at = 0;
        if (at < length && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        int digits = 0;
        boolean point = false;
        while (at < length && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && !point))) {
            point |= text.charAt(at) == '.';
            digits += text.charAt(at++) == '.' ? 0 : 1;
        }
        if (digits == 0 || length > 400) {
            return false;
        }
        if (at == length) {
            return true;
        }
        if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
            return false;
        }
        at++;
        if (at < length && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        int exponent = length - at;
        while (at < length && isDigit(text.charAt(at))) {
            at++;
        }
        return exponent > 0 && at == length;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
