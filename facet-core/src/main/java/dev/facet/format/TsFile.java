package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The {@code .ts} format of the UCR and UEA archives and of sktime: a header of lines {@code @key value}, then a line
 * per series, with its channels and its class between colons. A value is a number, {@code ?} if it is missing, or
 * {@code (time,number)}; times are not kept.
 */
public final class TsFile {
    private static final Set<String> KEYS = Set.of(
            "@problemname",
            "@univariate",
            "@equallength",
            "@serieslength",
            "@classlabel",
            "@targetlabel",
            "@timestamps",
            "@dimensions",
            "@dimension",
            "@missing");

    private static final int MOST_CHANNELS = 1 << 16;

    private final Path file;
    private final SeriesMemory memory;
    private final List<Series> series = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();
    private boolean equal;
    private boolean target;
    private @Nullable Boolean labelled;
    private int dimensions;

    private TsFile(Path file) {
        this.file = file;
        this.memory = new SeriesMemory(file);
    }

    /** Whether a text begins like this format: the first line that is no comment has one of its keys. */
    public static boolean detect(String head) {
        return head.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> KEYS.contains(key(line)))
                .isPresent();
    }

    /** Reads all series. */
    public static SeriesFile read(TextFile text) throws IOException {
        return new TsFile(text.path()).all(text);
    }

    private SeriesFile all(TextFile text) throws IOException {
        HeadedLines.read(text, "#", this::header, this::series);
        return new SeriesFile(series, List.of(), classes, target, equal);
    }

    private static String key(String line) {
        return line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    }

    /** Reads a line of the header, and says whether it is the last. */
    private boolean header(String line, long number) throws FormatException {
        String[] words = line.split("\\s+");
        boolean yes = words.length > 1 && words[1].equalsIgnoreCase("true");
        switch (key(line)) {
            case "@equallength" -> equal = yes;
            case "@targetlabel" -> {
                target = yes;
                labelled = yes;
            }
            case "@classlabel" -> {
                labelled = yes;
                if (yes) {
                    classes.addAll(Arrays.asList(words).subList(2, words.length));
                }
            }
            case "@dimensions", "@dimension" -> {
                double value = words.length > 1 ? TextNumber.of(words[1], false) : Double.NaN;
                if (!(value >= 1 && value <= TextRecords.MOST_FIELDS)) {
                    throw error(
                            number,
                            "@dimensions is followed by the number of channels, at least 1; found \"" + start(line)
                                    + "\"");
                }
                dimensions = (int) value;
            }
            default -> {
                // The other lines say nothing that the series do not show.
            }
        }
        return key(line).equals("@data");
    }

    private void series(String line, long number) throws IOException {
        List<String> parts = parts(line, number);
        int count = parts.size();
        if (labelled == null) {
            labelled = dimensions > 0
                    ? count == dimensions + 1
                    : count > 1
                            && parts.get(count - 1).indexOf(',') < 0
                            && parts.get(0).indexOf(',') >= 0;
        }
        String label = labelled ? parts.get(--count).strip() : "";
        int wanted = series.isEmpty() ? dimensions : series.get(0).values().length;
        if (count == 0 || (wanted > 0 && count != wanted)) {
            throw error(
                    number,
                    "has " + count + (labelled ? " channels and a class" : " channels") + " between colons; "
                            + (wanted > 0 ? wanted : "at least 1") + " channels were wanted");
        }
        double[][] values = new double[count][];
        int length = 1;
        for (int c = 0; c < count; c++) {
            values[c] = values(parts.get(c), number);
            length = Math.max(length, values[c].length);
        }
        memory.add((long) count * length);
        series.add(new Series("line " + number, even(values, length), label(label, number)));
    }

    private Optional<String> label(String label, long number) throws FormatException {
        if (label.isEmpty() || label.equals("?")) {
            return Optional.empty();
        }
        if (target || classes.isEmpty() || classes.contains(label)) {
            return Optional.of(label);
        }
        return Optional.of(classes.stream()
                .filter(known -> same(known, label))
                .findFirst()
                .orElseThrow(() -> error(
                        number,
                        "has the class \"" + start(label) + "\", which is none of @classLabel: "
                                + start(String.join(" ", classes)))));
    }

    /** Whether two texts are one class: programs change the case of letters and write 1 as 1.0. */
    private static boolean same(String known, String label) {
        return known.equalsIgnoreCase(label) || TextNumber.of(known, false) == TextNumber.of(label, false);
    }

    /** The channels, shorter ones with NaN at their ends. */
    static double[][] even(double[][] values, int length) {
        for (int c = 0; c < values.length; c++) {
            int own = values[c].length;
            if (own < length) {
                values[c] = Arrays.copyOf(values[c], length);
                Arrays.fill(values[c], own, length, Double.NaN);
            }
        }
        return values;
    }

    /** What is between colons, except those within parentheses, which belong to a time of day. */
    private List<String> parts(String line, long number) throws FormatException {
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean within = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            within = c == '(' || (within && c != ')');
            if (c == ':' && !within) {
                if (parts.size() == MOST_CHANNELS) {
                    throw error(number, "has more than " + MOST_CHANNELS + " channels");
                }
                parts.add(line.substring(from, i));
                from = i + 1;
            }
        }
        if (within) {
            throw error(number, "has a parenthesis that is not closed: \"" + start(line.substring(from)) + "\"");
        }
        parts.add(line.substring(from));
        return parts;
    }

    private double[] values(String part, long number) throws FormatException {
        double[] values = new double[16];
        int count = 0;
        int at = 0;
        while (at < part.length() && !part.isBlank()) {
            int end = part.indexOf(',', at);
            int from = at;
            while (at < part.length() && Character.isWhitespace(part.charAt(at))) {
                at++;
            }
            if (at < part.length() && part.charAt(at) == '(') {
                int closed = part.indexOf(')', at);
                if (closed < 0) {
                    throw error(number, "has a parenthesis that is not closed: \"" + start(part.substring(at)) + "\"");
                }
                from = part.lastIndexOf(',', closed) + 1;
                if (from <= at) {
                    throw error(number, "(time,number) was wanted; found \"" + start(part.substring(at)) + "\"");
                }
                end = part.indexOf(',', closed);
                at = closed;
            } else {
                at = end < 0 ? part.length() : end;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = number(part.substring(from, at).strip(), number);
            at = end < 0 ? part.length() : end + 1;
        }
        return Arrays.copyOf(values, count);
    }

    private double number(String field, long line) throws FormatException {
        double value = TextNumber.of(field, false);
        if (Double.isNaN(value) && !TextNumber.missing(field)) {
            throw error(line, "a number was wanted, or ? where it is missing; found \"" + start(field) + "\"");
        }
        return value;
    }

    private FormatException error(long line, String problem) {
        return new FormatException(file, "line " + line + ": " + problem);
    }

    /** The beginning of a text, for messages. */
    static String start(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
