package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.format.FormatException;
import dev.facet.format.TextFile;
import dev.facet.format.TextLines;

/**
 * How a text file with an image in each row is laid out: a column for each pixel, with or without names, or one column
 * with a text of pixels. Labels are in a column with a usual name, else in the first or the last column.
 *
 * @param header whether the first line has names
 * @param columns number of columns
 * @param slots for each column the place of its pixel, or −1
 * @param packed the column whose texts have all pixels, −1 if each pixel has its column
 * @param label the column of labels, −1 if there is none
 * @param usage the column that names the part of each row, −1 if there is none
 * @param values number of pixels
 * @param remarks what was assumed, as clauses
 * @param unused the names of columns that are not read
 */
record PixelTable(
        Path file,
        char separator,
        boolean header,
        int columns,
        int[] slots,
        int packed,
        int label,
        int usage,
        int values,
        List<String> remarks,
        List<String> unused) {
    private static final int LEAST = 64;
    private static final int SAMPLE_ROWS = 200;
    private static final int SAMPLE_CHARACTERS = 1 << 23;
    private static final int SAMPLE_OF_TEXT = 512;
    private static final int MOST_COLUMNS = 1 << 22;
    private static final Set<String> LABELS = Set.of(
            "label", "labels", "class", "target", "y", "digit", "emotion", "category", "letter", "character", "gnd");
    private static final Set<String> USAGES = Set.of("usage", "split", "subset", "part", "partition", "set");
    private static final Set<String> OTHERS =
            Set.of("", "id", "index", "idx", "unnamed: 0", "imageid", "image_id", "filename", "file", "image", "name");
    private static final String PIXEL = "(pixels?|pix|px|p|x)?[ _.-]?[0-9]+(x[0-9]+)?";
    private static final String SAYS_PIXEL = "(pixel|pix|px)[ _.-]?[0-9]+(x[0-9]+)?|[0-9]+x[0-9]+";

    /** Whether a file is a table of pixels; other tables of numbers are left to other readers. */
    static boolean looksLikePixels(Path file) throws IOException {
        try {
            return TextFile.of(file).head(SAMPLE_OF_TEXT).isPresent()
                    && look(file).isPresent();
        } catch (FormatException e) {
            // A table that says it has pixels but cannot be read is one; so its reader says what is wrong.
            return e instanceof NoSquare;
        }
    }

    /** A table whose names say that it has pixels, but whose number of columns is not that of a square image. */
    static final class NoSquare extends FormatException {
        private static final long serialVersionUID = 1L;

        NoSquare(Path file, int values) {
            super(
                    file,
                    "has " + values
                            + " pixels in each row, which is neither a square of at least 64 nor three times one;"
                            + " images must be square here. Save them as .npy with their shape, such as"
                            + " np.save('images.npy', x.reshape(-1, height, width))");
        }
    }

    /** The layout of {@code file}; empty if it is no table of pixels. */
    static Optional<PixelTable> look(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TextLines text = new TextLines(TextFile.of(file))) {
            int characters = 0;
            for (String line = text.next();
                    line != null && lines.size() < SAMPLE_ROWS && characters < SAMPLE_CHARACTERS;
                    line = text.next()) {
                if (!line.isBlank()) {
                    lines.add(line);
                    characters += line.length();
                }
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        char separator = separator(lines.get(lines.size() > 1 ? 1 : 0));
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines) {
            List<String> row = split(line, separator);
            if (row.size() > MOST_COLUMNS
                    || (!rows.isEmpty() && row.size() != rows.get(0).size())) {
                return Optional.empty();
            }
            rows.add(row);
        }
        Optional<PixelTable> packed = packed(file, separator, rows);
        return packed.isPresent() ? packed : spread(file, separator, rows);
    }

    /** The separator by which a line has the most fields. */
    private static char separator(String line) {
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t', ' '}) {
            long count = line.chars().filter(c -> c == candidate).count();
            // A decimal comma is not more frequent than what separates the numbers.
            if (candidate == ','
                    ? count > most
                    : candidate == ' ' ? most == 0 && count > most : count > 0 && count * 2 > most) {
                best = candidate;
                most = count;
            }
        }
        return best;
    }

    /** A table with a text of pixels in one column, such as FER2013. */
    private static Optional<PixelTable> packed(Path file, char separator, List<List<String>> rows) throws IOException {
        int columns = rows.get(0).size();
        List<String> last = rows.get(rows.size() - 1);
        if (separator == ' ' || columns > LEAST) {
            return Optional.empty();
        }
        for (int c = 0; c < columns; c++) {
            String[] numbers = last.get(c).strip().split("\\s+");
            if (numbers.length < LEAST || !isNumber(numbers[0], separator) || !isNumber(numbers[1], separator)) {
                continue;
            }
            boolean header = !isNumber(rows.get(0).get(c).strip().split("\\s+")[0], separator);
            if (!ParquetNumbers.mayBePixels(numbers.length)) {
                throw new NoSquare(file, numbers.length);
            }
            int label = -1;
            int usage = -1;
            List<String> unused = new ArrayList<>();
            for (int other = 0; other < columns; other++) {
                String name = header ? name(rows.get(0).get(other)) : "";
                if (other == c) {
                    continue;
                }
                if (USAGES.contains(name) || (!header && last.get(other).matches("(?i)\"?(training|.*test)\"?"))) {
                    usage = other;
                } else if (label < 0 && (LABELS.contains(name) || !header)) {
                    label = other;
                } else {
                    unused.add(header ? name : "column " + (other + 1));
                }
            }
            int[] none = new int[columns];
            Arrays.fill(none, -1);
            return Optional.of(new PixelTable(
                    file, separator, header, columns, none, c, label, usage, numbers.length, List.of(), unused));
        }
        return Optional.empty();
    }

    /** A table with a column for each pixel. */
    private static Optional<PixelTable> spread(Path file, char separator, List<List<String>> rows) throws IOException {
        List<String> head = rows.get(0);
        int columns = head.size();
        if (columns < LEAST) {
            return Optional.empty();
        }
        // A first line of numbers is an image; the label of a row may be a text in either case.
        boolean header =
                head.stream().filter(field -> !isNumber(field, separator)).count() > 3
                        || (head.stream().anyMatch(field -> LABELS.contains(name(field))) && rows.size() > 1);
        List<List<String>> body = header ? rows.subList(1, rows.size()) : rows;
        if (body.isEmpty()) {
            return Optional.empty();
        }
        return header ? named(file, separator, head, body) : unnamed(file, separator, columns, body);
    }

    private static Optional<PixelTable> named(Path file, char separator, List<String> head, List<List<String>> body)
            throws IOException {
        int columns = head.size();
        int label = -1;
        int usage = -1;
        int[] slots = new int[columns];
        int values = 0;
        int saying = 0;
        List<String> unused = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            String name = name(head.get(c));
            slots[c] = -1;
            if (name.matches(PIXEL)) {
                saying += name.matches(SAYS_PIXEL) ? 1 : 0;
                slots[c] = values++;
            } else if (label < 0 && LABELS.contains(name)) {
                label = c;
            } else if (usage < 0 && USAGES.contains(name)) {
                usage = c;
            } else if (OTHERS.contains(name) || !isNumber(body.get(0).get(c), separator)) {
                unused.add(name);
            } else {
                slots[c] = values++;
            }
        }
        boolean says = saying * 2 > columns;
        if (!says && (values < LEAST || !arePixels(body, slots, separator))) {
            return Optional.empty();
        }
        if (values < LEAST || !ParquetNumbers.mayBePixels(values)) {
            if (says) {
                throw new NoSquare(file, values);
            }
            return Optional.empty();
        }
        return Optional.of(
                new PixelTable(file, separator, true, columns, slots, -1, label, usage, values, List.of(), unused));
    }

    private static Optional<PixelTable> unnamed(Path file, char separator, int columns, List<List<String>> body) {
        int label = -1;
        List<String> remarks = new ArrayList<>();
        if (!ParquetNumbers.mayBePixels(columns)) {
            if (!ParquetNumbers.mayBePixels(columns - 1)) {
                return Optional.empty();
            }
            label = isLabel(body, 0, columns - 1, separator) ? 0 : columns - 1;
            remarks.add("labels are in the " + (label == 0 ? "first" : "last") + " column");
        }
        int[] slots = new int[columns];
        int values = 0;
        for (int c = 0; c < columns; c++) {
            slots[c] = c == label ? -1 : values++;
        }
        return arePixels(body, slots, separator)
                ? Optional.of(new PixelTable(
                        file, separator, false, columns, slots, -1, label, -1, values, remarks, List.of()))
                : Optional.empty();
    }

    /**
     * Whether the labels are in {@code column} rather than in {@code other}: a text, or else more different values, as
     * the corners of images mostly have one value, but not more than classes can be.
     */
    private static boolean isLabel(List<List<String>> body, int column, int other, char separator) {
        if (!isNumber(body.get(0).get(column), separator)
                || !isNumber(body.get(0).get(other), separator)) {
            return !isNumber(body.get(0).get(column), separator);
        }
        long own = body.stream().map(row -> row.get(column)).distinct().count();
        long others = body.stream().map(row -> row.get(other)).distinct().count();
        if (own == 1 || others == 1) {
            return own > 1 || others == 1;
        }
        double ownMost = most(body, column, separator);
        double otherMost = most(body, other, separator);
        return ownMost <= otherMost;
    }

    private static double most(List<List<String>> body, int column, char separator) {
        return body.stream()
                .mapToDouble(row -> number(row.get(column), separator))
                .max()
                .orElse(0);
    }

    /** Whether all values of a sample are whole numbers from 0 to 255. */
    private static boolean arePixels(List<List<String>> body, int[] slots, char separator) {
        for (List<String> row : body) {
            for (int c = 0; c < slots.length; c++) {
                double value = slots[c] < 0 ? 0 : number(row.get(c), separator);
                if (!(value >= 0 && value <= 255 && value == Math.rint(value))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String name(String field) {
        return field.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isNumber(String field, char separator) {
        return !Double.isNaN(number(field, separator));
    }

    /** The number in a field, with a decimal comma if commas do not separate fields; NaN if it is none. */
    static double number(String field, char separator) {
        String text = field.strip();
        int length = text.length();
        int whole = 0;
        if (length > 0 && length < 9) {
            int at = 0;
            while (at < length && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                whole = 10 * whole + text.charAt(at++) - '0';
            }
            if (at == length) {
                return whole;
            }
        }
        if (length == 0 || length > 40 || !(Character.isDigit(text.charAt(length - 1)) || text.endsWith("."))) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(separator == ',' ? text : text.replace(',', '.'));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The fields of a line; those in quotes lose these. */
    static List<String> split(String line, char separator) {
        List<String> fields = new ArrayList<>();
        String text = separator == ' ' ? line.strip() : line;
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                add(fields, text.substring(from, i), separator);
                from = i + 1;
            }
        }
        add(fields, text.substring(from), separator);
        return fields;
    }

    private static void add(List<String> fields, String field, char separator) {
        if (separator == ' ' && field.isEmpty()) {
            return;
        }
        String text = field.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        fields.add(quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text);
    }

    /** A row of the table. */
    record Row(
            long line,
            double[] pixels,
            @Nullable String label,
            @Nullable String usage) {}

    /**
     * Reads a line.
     *
     * @param pixels gets the values
     * @throws FormatException if it has not the columns that the first rows have, or no numbers in them
     */
    Row row(String line, long number, double[] pixels) throws FormatException {
        List<String> fields = split(line, separator);
        if (fields.size() != columns) {
            throw new FormatException(
                    file, "line " + number + " has " + fields.size() + " columns where " + columns + " were wanted");
        }
        if (packed >= 0) {
            String[] texts = fields.get(packed).strip().split("\\s+");
            if (texts.length != values) {
                throw new FormatException(
                        file, "line " + number + " has " + texts.length + " pixels where " + values + " were wanted");
            }
            for (int k = 0; k < values; k++) {
                pixels[k] = pixel(texts[k], number);
            }
        } else {
            for (int c = 0; c < columns; c++) {
                if (slots[c] >= 0) {
                    pixels[slots[c]] = pixel(fields.get(c), number);
                }
            }
        }
        return new Row(number, pixels, label < 0 ? null : fields.get(label), usage < 0 ? null : fields.get(usage));
    }

    private double pixel(String field, long line) throws FormatException {
        double value = number(field, separator);
        if (Double.isNaN(value)) {
            throw new FormatException(
                    file,
                    "line " + line + " has \"" + field.substring(0, Math.min(20, field.length()))
                            + "\" where a number of a pixel was wanted");
        }
        return value;
    }
}
