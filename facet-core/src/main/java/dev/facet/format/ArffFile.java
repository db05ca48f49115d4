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
 * Series in Weka's ARFF format, in the two forms of the UCR and UEA archives: a numeric attribute per step in time and
 * a nominal one for the class; or a relational attribute, in which each line is a channel. Sparse data is refused.
 */
public final class ArffFile {
    private static final Set<String> CLASSES = Set.of("class", "target", "label", "classatt", "classattribute", "y");
    private static final Set<String> NUMERIC = Set.of("numeric", "real", "integer");
    private static final int FEWEST = 4;

    private final Path file;
    private final SeriesMemory memory;
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();
    /** The relational attribute whose own attributes are being read, or nothing. */
    private String within = "";

    private int relation = -1;
    private int label = -1;

    /**
     * A column of the data.
     *
     * @param type {@code numeric}, {@code nominal}, {@code relational} or another word of the format
     */
    private record Attribute(String name, String type, List<String> classes) {}

    private ArffFile(Path file) {
        this.file = file;
        this.memory = new SeriesMemory(file);
    }

    /** Whether a text begins like this format: with {@code @relation}, after comments. */
    public static boolean detect(String head) {
        return head.lines()
                .map(line -> line.strip().toLowerCase(Locale.ROOT))
                .filter(line -> !line.isEmpty() && !line.startsWith("%"))
                .findFirst()
                .filter(line -> line.startsWith("@relation") || line.startsWith("@attribute"))
                .isPresent();
    }

    /** Reads all series. */
    public static SeriesFile read(TextFile text) throws IOException {
        return new ArffFile(text.path()).all(text);
    }

    private SeriesFile all(TextFile text) throws IOException {
        HeadedLines.read(text, "%", this::header, this::series);
        Attribute classes = label < 0 ? new Attribute("", "", List.of()) : attributes.get(label);
        return new SeriesFile(
                series,
                List.of(),
                classes.classes(),
                label >= 0 && classes.type().equals("numeric"),
                false);
    }

    /** Reads a line of the header, and says whether it is the last. */
    private boolean header(String line, long number) throws FormatException {
        String low = line.toLowerCase(Locale.ROOT);
        if (low.startsWith("@data")) {
            roles();
            return true;
        }
        if (low.startsWith("@end")) {
            within = "";
        } else if (low.startsWith("@attribute") && within.isEmpty()) {
            Attribute attribute = attribute(line.substring("@attribute".length()), number);
            attributes.add(attribute);
            within = attribute.type().equals("relational") ? attribute.name() : "";
        }
        if (attributes.size() > TextRecords.MOST_FIELDS) {
            throw error(number, "there are more than " + TextRecords.MOST_FIELDS + " attributes");
        }
        return false;
    }

    private Attribute attribute(String text, long line) throws FormatException {
        Fields fields = new Fields(text.strip(), ' ', line);
        String name = fields.next();
        String type = name == null || !fields.more
                ? ""
                : text.strip().substring(fields.at).strip();
        if (name == null || type.isEmpty()) {
            throw error(line, "@attribute was to have a name and a type; found \"" + TsFile.start(text) + "\"");
        }
        if (type.startsWith("{")) {
            int end = type.lastIndexOf('}');
            Fields values = new Fields(end < 0 ? "" : type.substring(1, end), ',', line);
            List<String> classes = new ArrayList<>();
            for (String value = values.next(); value != null; value = values.next()) {
                classes.add(value);
            }
            return new Attribute(name, "nominal", classes);
        }
        String word = type.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        return new Attribute(name, NUMERIC.contains(word) ? "numeric" : word, List.of());
    }

    /** Finds the relational attribute and the class. */
    private void roles() throws FormatException {
        int numbers = 0;
        int pixels = 0;
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            numbers += attribute.type().equals("numeric") ? 1 : 0;
            pixels += attribute.name().toLowerCase(Locale.ROOT).startsWith("pixel") ? 1 : 0;
            if (attribute.type().equals("relational") && relation < 0) {
                relation = i;
            }
            if (attribute.type().equals("nominal") || isClass(attribute)) {
                label = label >= 0 && isClass(attributes.get(label)) ? label : i;
            }
        }
        if (pixels > 0) {
            throw new FormatException(
                    file, "is a table of pixels in ARFF, and of this format only series are read; save it as CSV");
        }
        if (relation < 0 && numbers < FEWEST) {
            throw new FormatException(
                    file,
                    "has " + numbers + " numeric attributes; a series needs one for each step in time, at least "
                            + FEWEST + ", or a relational attribute");
        }
    }

    private static boolean isClass(Attribute attribute) {
        return CLASSES.contains(attribute.name().toLowerCase(Locale.ROOT));
    }

    private void series(String line, long number) throws IOException {
        if (line.startsWith("{")) {
            throw error(
                    number,
                    "is sparse ({index value, …}), which is not read; save the data in the usual form, with"
                            + " a value for each attribute");
        }
        Fields fields = new Fields(line, line.indexOf(',') < 0 && line.indexOf('\t') > 0 ? '\t' : ',', number);
        double[] values = new double[attributes.size()];
        int count = 0;
        double[][] channels = {};
        String found = "";
        for (int i = 0; i < attributes.size(); i++) {
            String field = fields.next();
            if (field == null) {
                throw error(number, "has " + i + " values; there are " + attributes.size() + " attributes");
            }
            if (i == relation) {
                channels = channels(field, number);
            } else if (i == label) {
                found = field;
            } else if (relation < 0 && attributes.get(i).type().equals("numeric")) {
                values[count++] = number(field, number);
            }
        }
        String more = fields.next();
        if (more != null && !more.startsWith("{")) {
            throw error(number, "has more values than the " + attributes.size() + " attributes");
        }
        if (relation < 0) {
            memory.add(count);
            channels = new double[][] {Arrays.copyOf(values, count)};
        }
        if (!series.isEmpty() && series.get(0).values().length != channels.length) {
            throw error(
                    number,
                    "has " + channels.length + " channels; the first series has "
                            + series.get(0).values().length);
        }
        series.add(new Series(
                "line " + number,
                channels,
                found.isEmpty() || found.equals("?") ? Optional.empty() : Optional.of(found)));
    }

    private double[][] channels(String relational, long line) throws IOException {
        String[] rows = relational.split("\\\\n|\n", -1);
        int count = rows.length;
        while (count > 1 && rows[count - 1].isBlank()) {
            count--;
        }
        double[][] channels = new double[count][];
        int length = 1;
        for (int c = 0; c < count; c++) {
            Fields fields = new Fields(rows[c], ',', line);
            List<Double> values = new ArrayList<>();
            for (String field = fields.next(); field != null; field = fields.next()) {
                values.add(number(field, line));
                if (values.size() > TextRecords.MOST_FIELDS) {
                    throw error(line, "has a series of more than " + TextRecords.MOST_FIELDS + " steps");
                }
            }
            channels[c] = values.stream().mapToDouble(Double::doubleValue).toArray();
            length = Math.max(length, channels[c].length);
        }
        memory.add((long) count * length);
        return TsFile.even(channels, length);
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

    /** The fields of a line, in quotes of either kind or not. */
    private final class Fields {
        private final String text;
        private final char separator;
        private final long line;
        private int at;
        private boolean more;

        Fields(String text, char separator, long line) {
            this.text = text;
            this.separator = separator;
            this.line = line;
            this.more = !text.isBlank();
        }

        /** The next field without its quotes; {@code null} if there is none. */
        @Nullable
        String next() throws FormatException {
            if (!more) {
                return null;
            }
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            String field;
            if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
                int end = text.indexOf(text.charAt(at), at + 1);
                while (end > 0 && text.charAt(end - 1) == '\\') {
                    end = text.indexOf(text.charAt(at), end + 1);
                }
                if (end < 0) {
                    throw error(line, "has a quote that is not closed: \"" + TsFile.start(text.substring(at)) + "\"");
                }
                field = text.substring(at + 1, end);
                at = end + 1;
            } else {
                int from = at;
                while (at < text.length() && !separates(text.charAt(at))) {
                    at++;
                }
                field = text.substring(from, at).strip();
            }
            while (at < text.length() && !separates(text.charAt(at))) {
                at++;
            }
            more = at < text.length();
            at++;
            return field;
        }

        private boolean separates(char c) {
            return c == separator || (separator == ' ' && c == '\t');
        }
    }
}
