package dev.facet.data.series;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.facet.format.FormatException;
import dev.facet.format.TextFile;
import dev.facet.format.TextNumber;
import dev.facet.format.TextRecords;

/**
 * What a first pass over a table finds: its separator, its header, its columns.
 *
 * @param comma whether a comma is a decimal point
 * @param header whether the first record names the columns
 * @param rows number of records after the header
 * @param grouped whether the first column has several rows for each of its values, one after the other, within which
 *     the second column rises
 */
record TableSurvey(
        TextFile text,
        char separator,
        boolean comma,
        boolean header,
        List<TableColumn> columns,
        long rows,
        boolean grouped) {
    private static final int MOST_COLUMNS = 1 << 17;
    private static final int ALL_TRACKED = 64;
    private static final int FEWEST_NUMBERED = 8;
    private static final int SAMPLE_ROWS = 20;
    private static final int SAMPLE_FIELDS = 1 << 18;
    /** Names by which a first record is a header, even if the column has texts. */
    private static final Set<String> TITLES = Set.of(
            "label",
            "labels",
            "class",
            "classes",
            "target",
            "id",
            "name",
            "time",
            "date",
            "datetime",
            "timestamp",
            "category",
            "type",
            "series",
            "y");

    /** The first records of a table, and how they are separated. */
    record Sample(char separator, List<List<String>> records) {
        static Sample of(TextFile text) throws IOException {
            char separator = TextRecords.separator(text);
            List<List<String>> records = new ArrayList<>();
            int fields = 0;
            try (TextRecords table = new TextRecords(text, separator)) {
                while (records.size() < SAMPLE_ROWS && fields < SAMPLE_FIELDS && table.next()) {
                    List<String> record = new ArrayList<>();
                    for (int i = 0; i < table.fields(); i++) {
                        record.add(table.field(i));
                    }
                    records.add(record);
                    fields += record.size();
                }
            }
            return new Sample(separator, records);
        }

        boolean comma() {
            return separator != ',';
        }

        /** Whether the first record names the columns. */
        boolean header() {
            if (records.isEmpty()) {
                return false;
            }
            List<String> first = records.get(0);
            for (int c = 0; c < first.size(); c++) {
                if (Double.isNaN(TextNumber.of(first.get(c), comma()))
                        && (TITLES.contains(first.get(c).toLowerCase(Locale.ROOT))
                                || (records.size() > 1 && named(c)))) {
                    return true;
                }
            }
            // Steps in time may be named by their numbers.
            return records.size() > 1 && counts(first) && !counts(records.get(1));
        }

        /** Whether the numbers of a record are 0, 1, 2 and so on, or 1, 2, 3. */
        private boolean counts(List<String> record) {
            double before = Double.NaN;
            int numbers = 0;
            for (String field : record) {
                double value = TextNumber.of(field, comma());
                if (!Double.isNaN(value)) {
                    if (numbers == 0 ? value != 0 && value != 1 : value != before + 1) {
                        return false;
                    }
                    before = value;
                    numbers++;
                }
            }
            return numbers >= FEWEST_NUMBERED;
        }

        /** Whether a column begins with a text and goes on with numbers or nothing. */
        private boolean named(int column) {
            if (TextNumber.missing(records.get(0).get(column))) {
                return false;
            }
            int numbers = 0;
            int known = 0;
            for (List<String> record : records.subList(1, records.size())) {
                String field = column < record.size() ? record.get(column) : "";
                known += TextNumber.missing(field) ? 0 : 1;
                numbers += Double.isNaN(TextNumber.of(field, comma())) ? 0 : 1;
            }
            return numbers > 0 && 2 * numbers > known;
        }

        /** Whether it is a table in which at least one column has numbers. */
        boolean hasNumbers() {
            int from = header() ? 1 : 0;
            if (records.size() - from < 1) {
                return false;
            }
            int columns = records.get(records.size() - 1).size();
            for (int c = 0; c < columns; c++) {
                int numbers = 0;
                int known = 0;
                for (List<String> record : records.subList(from, records.size())) {
                    String field = c < record.size() ? record.get(c) : "";
                    known += TextNumber.missing(field) ? 0 : 1;
                    numbers += Double.isNaN(TextNumber.of(field, comma())) ? 0 : 1;
                }
                if (numbers > 0 && 5 * numbers >= 4 * known && 3 * known >= records.size() - from) {
                    return true;
                }
            }
            return false;
        }

        /** Whether it is a table of the pixels of images, one image a row. */
        boolean hasPixels() {
            List<String> first = records.isEmpty() ? List.of() : records.get(0);
            if (header()
                    && first.stream()
                            .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("pixel"))) {
                return true;
            }
            int columns = first.size();
            if (!isPicture(columns) && !isPicture(columns - 1)) {
                return false;
            }
            for (List<String> record : records.subList(header() ? 1 : 0, records.size())) {
                for (int c = 0; c < record.size(); c++) {
                    double value = TextNumber.of(record.get(c), comma());
                    boolean label = c == 0 || c == columns - 1;
                    if (label ? value != Math.rint(value) && !Double.isNaN(value) : !isByte(value)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private static boolean isByte(double value) {
            return value >= 0 && value <= 255 && value == Math.rint(value);
        }

        private static boolean isPicture(int count) {
            return count >= 64 && (isSquare(count) || (count % 3 == 0 && isSquare(count / 3)));
        }

        private static boolean isSquare(int count) {
            int side = (int) Math.round(Math.sqrt(count));
            return side * side == count;
        }
    }

    /**
     * Reads a table once.
     *
     * @throws FormatException if it is empty, or a record has more fields than the header
     */
    static TableSurvey of(TextFile text) throws IOException {
        Sample sample = Sample.of(text);
        if (sample.records().isEmpty()) {
            throw new FormatException(text.path(), "is empty; a table of numbers was wanted");
        }
        boolean header = sample.header();
        List<String> titles = header ? sample.records().get(0) : List.of();
        int first = sample.records().get(sample.records().size() - 1).size();
        List<TableColumn> columns = new ArrayList<>();
        widen(columns, header ? titles.size() : first, titles, text);
        long rows = 0;
        boolean grouped = true;
        String[] before = {"", ""};
        double stepBefore = Double.NaN;
        try (TextRecords table = new TextRecords(text, sample.separator())) {
            for (int record = 0; table.next(); record++) {
                if (record == 0 && header) {
                    continue;
                }
                int fields = table.fields();
                while (fields > columns.size() && table.field(fields - 1).isEmpty()) {
                    fields--;
                }
                if (fields > columns.size()) {
                    if (header) {
                        throw new FormatException(
                                text.path(),
                                "line " + table.line() + " has " + fields + " fields where the header has "
                                        + columns.size() + ". Quote fields that contain the separator");
                    }
                    widen(columns, fields, titles, text);
                }
                for (TableColumn column : columns) {
                    column.add(table.field(column.index()), sample.comma());
                }
                String group = table.field(0);
                String at = table.field(1);
                double step = TextNumber.of(at, sample.comma());
                if (rows > 0 && group.equals(before[0])) {
                    grouped &= Double.isNaN(step) ? at.compareTo(before[1]) > 0 : step > stepBefore;
                }
                before[0] = group;
                before[1] = at;
                stepBefore = step;
                rows++;
            }
        }
        if (rows == 0) {
            throw new FormatException(text.path(), "has a header and no rows; rows of numbers were wanted");
        }
        return new TableSurvey(
                text, sample.separator(), sample.comma(), header, List.copyOf(columns), rows, grouped && rows > 1);
    }

    private static void widen(List<TableColumn> columns, int count, List<String> titles, TextFile text)
            throws FormatException {
        if (count > MOST_COLUMNS) {
            throw new FormatException(
                    text.path(),
                    "has " + count + " columns; at most " + MOST_COLUMNS + " are read. Are line ends missing? Save one"
                            + " series or one time step in each line");
        }
        while (columns.size() < count) {
            int index = columns.size();
            boolean tracked = count <= ALL_TRACKED || index < 3 || index >= count - 2 || index % (count / 8) == 0;
            columns.add(new TableColumn(index, index < titles.size() ? titles.get(index) : "", tracked));
        }
    }
}
