package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code .tsf} format of the Monash archive of series for forecasting: a header with an {@code @attribute} for each
 * of the fields that stand before a series, then a line per series, with these fields and its values between colons. A
 * value is a number, or {@code ?} if it is missing. Times are not kept.
 */
public final class TsfFile {
    private static final Set<String> KEYS = Set.of("@frequency", "@horizon", "@missing", "@equallength");
    private static final Set<String> NAMES = Set.of("series_name", "name", "id");

    private final Path file;
    private final SeriesMemory memory;
    private final List<String> attributes = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();
    private boolean equal;

    private TsfFile(Path file) {
        this.file = file;
        this.memory = new SeriesMemory(file);
    }

    /** Whether a text begins like this format: with keys of its own, before {@code @data}. */
    public static boolean detect(String head) {
        for (String line : (Iterable<String>) head.lines().map(String::strip)::iterator) {
            String key = key(line);
            if (KEYS.contains(key)) {
                return true;
            }
            boolean header = line.isEmpty()
                    || line.startsWith("#")
                    || key.equals("@relation")
                    || (key.equals("@attribute") && line.split("\\s+").length == 3);
            if (!header) {
                return false;
            }
        }
        return false;
    }

    /** Reads all series. */
    public static SeriesFile read(TextFile text) throws IOException {
        return new TsfFile(text.path()).all(text);
    }

    private SeriesFile all(TextFile text) throws IOException {
        HeadedLines.read(text, "#", this::header, this::series);
        return new SeriesFile(series, List.of(), List.of(), false, equal);
    }

    private static String key(String line) {
        return line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    }

    /** Reads a line of the header, and says whether it is the last. */
    private boolean header(String line, long number) throws FormatException {
        String[] words = line.split("\\s+");
        switch (key(line)) {
            case "@attribute" -> attributes.add(words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "");
            case "@equallength" -> equal = words.length > 1 && words[1].equalsIgnoreCase("true");
            default -> {
                // The other lines say nothing that the series do not show.
            }
        }
        if (attributes.size() > TextRecords.MOST_FIELDS) {
            throw error(number, "there are more than " + TextRecords.MOST_FIELDS + " attributes");
        }
        return key(line).equals("@data");
    }

    private void series(String line, long number) throws IOException {
        String[] parts = line.split(":", attributes.size() + 1);
        if (parts.length != attributes.size() + 1) {
            throw error(
                    number,
                    "has " + parts.length + " fields between colons; " + attributes.size()
                            + " attributes and the values were wanted");
        }
        String name = "line " + number;
        for (int a = 0; a < attributes.size(); a++) {
            name = NAMES.contains(attributes.get(a)) ? parts[a].strip() : name;
        }
        String values = parts[attributes.size()];
        double[] read = new double[16];
        int count = 0;
        for (int at = 0; at <= values.length() && !values.isBlank(); count++) {
            int comma = values.indexOf(',', at);
            int end = comma < 0 ? values.length() : comma;
            if (count == read.length) {
                read = Arrays.copyOf(read, 2 * count);
            }
            read[count] = number(values.substring(at, end).strip(), number);
            at = end + 1;
        }
        memory.add(count);
        series.add(new Series(name, new double[][] {Arrays.copyOf(read, count)}, Optional.empty()));
    }

    private double number(String field, long line) throws FormatException {
        double value = TextNumber.of(field, false);
        if (Double.isNaN(value) && !TextNumber.missing(field)) {
            throw error(line, "a number was wanted, or ? where it is missing; found \"" + TsFile.start(field) + "\"");
        }
        return value;
    }

    private FormatException error(long line, String problem) {
        return new FormatException(file, "line " + line + ": " + problem);
    }
}
