package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.format.ArffFile;
import dev.facet.format.FormatException;
import dev.facet.format.TextFile;
import dev.facet.format.TextLines;

/**
 * How a text file with an image in each row is laid out: a column for each pixel, with or without names, or one column
 * with a text of pixels. Labels are in a column with a usual name, else in the first or the last column.
 *
 * @param header whether the first line has names
 * @param arff whether it has the header of ARFF
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
        boolean arff,
        int columns,
        int[] slots,
        int packed,
        int label,
        int usage,
        int values,
        List<String> remarks,
        List<String> unused) {
    private static final int LEAST = 64;
    private static final double[] NO_PIXELS = new double[0];
    private static final int SAMPLE_ROWS = 200;
    private static final int SAMPLE_CHARACTERS = 1 << 23;
    private static final int SAMPLE_OF_TEXT = 512;
    private static final int SAMPLE_OF_ARFF = 1 << 16;
    private static final int MOST_COLUMNS = 1 << 22;
    /** Share of the values of a sample that may be missing; whoever reads them says where. */
    private static final double FEW = 0.01;

    private static final Set<String> LABELS = Set.of(
            "label", "labels", "class", "target", "y", "digit", "emotion", "category", "letter", "character", "gnd");
    private static final Set<String> USAGES = Set.of("usage", "split", "subset", "part", "partition", "set");
    private static final Set<String> OTHERS =
            Set.of("", "id", "index", "idx", "unnamed: 0", "imageid", "image_id", "filename", "file", "image", "name");
    private static final String PIXEL = "(pixels?|pix|px|p|x)?[ _.-]?[0-9]+(x[0-9]+)?";
    private static final String SAYS_PIXEL = "(pixel|pix|px)[ _.-]?[0-9]+(x[0-9]+)?|[0-9]+x[0-9]+";

    /** Whether a file is a table of pixels; other tables of numbers are left to other readers. */
    static boolean looksLikePixels(Path file, boolean asked) throws IOException {
        try {
            return TextFile.of(file).head(SAMPLE_OF_TEXT).isPresent()
                    && look(file, asked).isPresent();
        } catch (FormatException e) {
            // A table that says it has pixels but cannot be read is one; so its reader says what is wrong.
            return e instanceof NoSquare || e instanceof Ragged;
        }
    }

    /** A table whose first rows have pixels, and of which a row is shorter or longer. */
    static final class Ragged extends FormatException {
        private static final long serialVersionUID = 1L;

        Ragged(Path file, int row, int found, int wanted) {
            super(
                    file,
                    "row " + row + " has " + found + " columns where the rows before have " + wanted
                            + "; the file is damaged or cut short there. Get it again, or remove this row");
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

    /**
     * The layout of {@code file}; empty if it is no table of pixels.
     *
     * @param asked whether the user says that these are images, so that pixels may be any numbers
     */
    static Optional<PixelTable> look(Path file, boolean asked) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean arff = ArffFile.detect(TextFile.of(file).head(SAMPLE_OF_ARFF).orElse(""));
        List<String> attributes = List.of();
        try (TextLines text = new TextLines(TextFile.of(file))) {
            if (arff) {
                attributes = attributes(text);
            }
            int characters = 0;
            for (String line = text.next();
                    line != null && lines.size() < SAMPLE_ROWS && characters < SAMPLE_CHARACTERS;
                    line = text.next()) {
                if (!line.isBlank() && !(arff && line.startsWith("%"))) {
                    lines.add(line);
                    characters += line.length();
                }
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (arff) {
            return ofArff(file, attributes, lines, asked);
        }
        char separator = separator(lines.get(lines.size() > 1 ? 1 : 0));
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines) {
            List<String> row = split(line, separator);
            if (row.size() > MOST_COLUMNS) {
                return Optional.empty();
            }
            if (!rows.isEmpty() && row.size() != rows.get(0).size()) {
                if (rows.size() > 1 && of(file, separator, rows, asked).isPresent()) {
                    throw new Ragged(
                            file, rows.size() + 1, row.size(), rows.get(0).size());
                }
                return Optional.empty();
            }
            rows.add(row);
        }
        return of(file, separator, rows, asked);
    }

    /** Reads the header of ARFF, and returns the names of its attributes. */
    static List<String> attributes(TextLines text) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line = text.next(); line != null && names.size() < MOST_COLUMNS; line = text.next()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words[0].equalsIgnoreCase("@data")) {
                break;
            }
            if (words[0].equalsIgnoreCase("@attribute") && words.length > 1) {
                names.add(words[1].replaceAll("^['\"]|['\"]$", ""));
            }
        }
        return names;
    }

    /** A table of pixels in ARFF, whose attributes name its columns. */
    private static Optional<PixelTable> ofArff(Path file, List<String> names, List<String> lines, boolean asked)
            throws IOException {
        List<List<String>> rows = lines.stream().map(line -> split(line, ',')).toList();
        boolean whole = rows.stream().allMatch(row -> row.size() == names.size());
        if (!whole || names.size() < LEAST) {
            return Optional.empty();
        }
        return named(file, ',', names, rows, asked).map(PixelTable::inArff);
    }

    private PixelTable inArff() {
        return new PixelTable(
                file, separator, false, true, columns, slots, packed, label, usage, values, remarks, unused);
    }

    private static Optional<PixelTable> of(Path file, char separator, List<List<String>> rows, boolean asked)
            throws IOException {
        Optional<PixelTable> packed = packed(file, separator, rows);
        return packed.isPresent() ? packed : spread(file, separator, rows, asked);
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
                    file, separator, header, false, columns, none, c, label, usage, numbers.length, List.of(), unused));
        }
        return Optional.empty();
    }

    /** A table with a column for each pixel. */
    private static Optional<PixelTable> spread(Path file, char separator, List<List<String>> rows, boolean asked)
            throws IOException {
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
        return header ? named(file, separator, head, body, asked) : unnamed(file, separator, columns, body, asked);
    }

    private static Optional<PixelTable> named(
            Path file, char separator, List<String> head, List<List<String>> body, boolean asked) throws IOException {
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
                unused.add(name.isEmpty() ? "column " + (c + 1) : name);
            } else {
                slots[c] = values++;
            }
        }
        boolean says = saying * 2 > columns;
        if (!says && (values < LEAST || !arePixels(body, slots, separator, asked))) {
            return Optional.empty();
        }
        if (values < LEAST || !ParquetNumbers.mayBePixels(values)) {
            if (says) {
                throw new NoSquare(file, values);
            }
            return Optional.empty();
        }
        return Optional.of(new PixelTable(
                file, separator, true, false, columns, slots, -1, label, usage, values, List.of(), unused));
    }

    private static Optional<PixelTable> unnamed(
            Path file, char separator, int all, List<List<String>> body, boolean asked) {
        // A separator at the end of each line makes a column without values.
        boolean ended = body.stream().allMatch(row -> row.get(all - 1).isEmpty());
        int columns = ended ? all - 1 : all;
        int label = -1;
        List<String> remarks = new ArrayList<>();
        if (!ParquetNumbers.mayBePixels(columns)) {
            if (!ParquetNumbers.mayBePixels(columns - 1)) {
                return Optional.empty();
            }
            label = isLabel(body, 0, columns - 1, separator) ? 0 : columns - 1;
            remarks.add("labels are in the " + (label == 0 ? "first" : "last") + " column");
        }
        int[] slots = new int[all];
        Arrays.fill(slots, -1);
        int values = 0;
        for (int c = 0; c < columns; c++) {
            slots[c] = c == label ? -1 : values++;
        }
        return arePixels(body, slots, separator, asked)
                ? Optional.of(new PixelTable(
                        file, separator, false, false, all, slots, -1, label, -1, values, remarks, List.of()))
                : Optional.empty();
    }

    /**
     * Whether the labels are in {@code column} rather than in {@code other}: a text, or else whole numbers, or else
     * more different values, as the corners of images mostly have one value, but not more than classes can be.
     */
    private static boolean isLabel(List<List<String>> body, int column, int other, char separator) {
        if (!isNumber(body.get(0).get(column), separator)
                || !isNumber(body.get(0).get(other), separator)) {
            return !isNumber(body.get(0).get(column), separator);
        }
        if (areWhole(body, column, separator) != areWhole(body, other, separator)) {
            return areWhole(body, column, separator);
        }
        Spread own = Spread.of(body, column);
        Spread others = Spread.of(body, other);
        if (own.distinct() == 1 || others.distinct() == 1) {
            return own.distinct() > 1 || others.distinct() == 1;
        }
        int classes = Math.max(2, body.size() / 2);
        if (own.isMostlyOne() != others.isMostlyOne() && Math.max(own.distinct(), others.distinct()) <= classes) {
            return others.isMostlyOne();
        }
        double ownMost = most(body, column, separator);
        double otherMost = most(body, other, separator);
        return ownMost <= otherMost;
    }

    /** How often the fields of a column come back: how many differ, and how often the most frequent is there. */
    private record Spread(int distinct, long most, int rows) {
        static Spread of(List<List<String>> body, int column) {
            Map<String, Integer> counts = new HashMap<>();
            body.forEach(row -> counts.merge(row.get(column), 1, Integer::sum));
            return new Spread(
                    counts.size(),
                    counts.values().stream().mapToInt(count -> count).max().orElse(0),
                    body.size());
        }

        /** Whether one field is in at least three of four rows, as in the corners of images. */
        boolean isMostlyOne() {
            return 4 * most >= 3L * rows;
        }
    }

    private static boolean areWhole(List<List<String>> body, int column, char separator) {
        return body.stream().allMatch(row -> {
            double value = number(row.get(column), separator);
            return value >= 0 && value == Math.rint(value);
        });
    }

    private static double most(List<List<String>> body, int column, char separator) {
        return body.stream()
                .mapToDouble(row -> number(row.get(column), separator))
                .max()
                .orElse(0);
    }

    /** Whether all values of a sample are whole numbers from 0 to 255, or any if asked; a few may be missing. */
    private static boolean arePixels(List<List<String>> body, int[] slots, char separator, boolean asked) {
        int missing = 0;
        for (List<String> row : body) {
            for (int c = 0; c < slots.length; c++) {
                if (slots[c] >= 0 && row.get(c).isEmpty()) {
                    missing++;
                    continue;
                }
                double value = slots[c] < 0 ? 0 : number(row.get(c), separator);
                boolean pixel = asked ? !Double.isNaN(value) : value >= 0 && value <= 255 && value == Math.rint(value);
                if (!pixel) {
                    return false;
                }
            }
        }
        return missing <= FEW * body.size() * slots.length;
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
        checkColumns(fields.size(), number);
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

    /**
     * Reads a line without its pixels, of which the row has none.
     *
     * @throws FormatException if it has not the columns that the first rows have
     */
    Row caption(String line, long number) throws FormatException {
        if (separator == ' ' || line.indexOf('"') >= 0) {
            List<String> fields = split(line, separator);
            checkColumns(fields.size(), number);
            return new Row(
                    number, NO_PIXELS, label < 0 ? null : fields.get(label), usage < 0 ? null : fields.get(usage));
        }
        int column = 0;
        int from = 0;
        String itsLabel = null;
        String itsUsage = null;
        for (int end = line.indexOf(separator); from <= line.length(); end = line.indexOf(separator, from)) {
            int to = end < 0 ? line.length() : end;
            itsLabel = column == label ? line.substring(from, to).strip() : itsLabel;
            itsUsage = column == usage ? line.substring(from, to).strip() : itsUsage;
            column++;
            from = to + 1;
        }
        checkColumns(column, number);
        return new Row(number, NO_PIXELS, itsLabel, itsUsage);
    }

    private void checkColumns(int found, long line) throws FormatException {
        if (found != columns) {
            throw new FormatException(
                    file, "line " + line + " has " + found + " columns where " + columns + " were wanted");
        }
    }

    private double pixel(String field, long line) throws FormatException {
        double value = number(field, separator);
        if (Double.isNaN(value)) {
            throw new FormatException(
                    file,
                    "line " + line + " has \"" + field.substring(0, Math.min(20, field.length()))
                            + "\" where a number of a pixel was wanted. Fill it in or remove the line; if these are"
                            + " series over time, add `--set data.kind=sequences`");
        }
        return value;
    }
}
