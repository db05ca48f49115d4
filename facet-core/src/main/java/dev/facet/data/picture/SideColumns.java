package dev.facet.data.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What the columns of a table say of the pictures: classes or factors.
 *
 * @param label the column of the classes, or in words which columns; empty if there is none
 * @param named whether the column's name says that it is a class
 * @param classes the class of each picture that has one, by the number of the picture
 * @param factors the names of factors
 * @param values the factors of each picture, by its number
 * @param unused columns that are neither
 */
record SideColumns(
        String label,
        boolean named,
        Map<Integer, String> classes,
        List<String> factors,
        Map<Integer, double[]> values,
        List<String> unused) {
    private static final Set<String> LABELS = Set.of(
            "label",
            "labels",
            "class",
            "classes",
            "class_name",
            "classname",
            "class_id",
            "label_name",
            "category",
            "category_name",
            "category_id",
            "target",
            "targets",
            "y",
            "cls",
            "species",
            "breed",
            "fine_label");

    /** Columns that count rows or say to which part they belong. */
    private static final Set<String> NEITHER =
            Set.of("", "unnamed: 0", "index", "split", "set", "subset", "part", "partition", "fold");

    // Java's own parser would also accept hexadecimal numbers and type suffixes.
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private static final int MOST_CLASSES = 10_000;

    /** A column, as far as its cells tell. */
    private record Column(String name, int at, int filled, boolean numbers, boolean whole, Set<String> distinct) {
        boolean isLabel() {
            return LABELS.contains(name.toLowerCase(Locale.ROOT));
        }

        boolean isNeither() {
            return NEITHER.contains(name.toLowerCase(Locale.ROOT));
        }

        /** Whether there are at least three pictures of each value, on the average. */
        boolean isGrouping() {
            return distinct.size() > 1 && distinct.size() <= Math.max(2, filled / 3);
        }

        boolean isBinary() {
            return Set.of("0", "1", "0.0", "1.0").containsAll(distinct);
        }
    }

    /**
     * Reads columns.
     *
     * @param rows the cells of each picture, by its number
     * @param labels whether the table's name says that it is one of labels
     */
    static SideColumns of(List<String> columns, Map<Integer, List<String>> rows, boolean labels) {
        List<Column> all = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            all.add(column(columns.get(c), c, rows));
        }
        List<Column> useful = all.stream().filter(column -> !column.isNeither()).toList();
        Column label = labelColumn(useful, labels);
        List<Column> oneHot = label == null ? oneHot(useful, rows) : List.of();
        Map<Integer, String> classes = new HashMap<>();
        if (label != null) {
            rows.forEach((picture, cells) -> {
                if (!cells.get(label.at()).isEmpty()) {
                    classes.put(picture, cells.get(label.at()));
                }
            });
        } else if (!oneHot.isEmpty()) {
            rows.forEach((picture, cells) -> oneHot.stream()
                    .filter(column -> cells.get(column.at()).startsWith("1"))
                    .forEach(column -> classes.put(picture, column.name())));
        }
        // by position, because equal columns are compared value by value
        Set<Integer> told = oneHot.stream().map(Column::at).collect(Collectors.toCollection(HashSet::new));
        if (label != null) {
            told.add(label.at());
        }
        List<Column> factors = useful.stream()
                .filter(column -> !told.contains(column.at()) && !column.isLabel())
                .filter(column -> column.numbers() && column.filled() == rows.size())
                .toList();
        factors.forEach(column -> told.add(column.at()));
        List<String> unused = useful.stream()
                .filter(column -> !told.contains(column.at()))
                .map(Column::name)
                .toList();
        boolean signs =
                factors.stream().allMatch(column -> Set.of("1", "-1", "0").containsAll(column.distinct()))
                        && factors.stream().anyMatch(column -> column.distinct().contains("-1"));
        Map<Integer, double[]> values = new HashMap<>();
        rows.forEach((picture, cells) -> values.put(
                picture,
                factors.stream()
                        .mapToDouble(column -> number(cells.get(column.at())))
                        .map(value -> signs ? Math.max(0, value) : value)
                        .toArray()));
        String said = label != null ? label.name() : oneHot.isEmpty() ? "" : oneHot.size() + " columns of 0 and 1";
        return new SideColumns(
                said,
                (label != null && label.isLabel()) || labels,
                classes,
                factors.stream().map(Column::name).toList(),
                values,
                unused);
    }

    private static Column column(String name, int at, Map<Integer, List<String>> rows) {
        int filled = 0;
        boolean numbers = true;
        boolean whole = true;
        Set<String> distinct = new HashSet<>();
        for (List<String> cells : rows.values()) {
            String cell = cells.get(at);
            if (!cell.isEmpty()) {
                filled++;
                numbers &= Double.isFinite(number(cell));
                whole &= cell.matches("-?[0-9]{1,18}");
                if (distinct.size() <= MOST_CLASSES) {
                    distinct.add(cell);
                }
            }
        }
        return new Column(name, at, filled, numbers && filled > 0, whole && filled > 0, distinct);
    }

    private static @Nullable Column labelColumn(List<Column> columns, boolean labels) {
        Column found = null;
        for (Column column : columns) {
            boolean fits = column.isLabel() && column.filled() > 0 && (!column.numbers() || column.whole());
            // The name of a class says more than its number.
            if (fits && (found == null || (found.numbers() && !column.numbers()))) {
                found = column;
            }
        }
        if (found == null && labels && columns.size() == 1 && columns.get(0).filled() > 0) {
            found = columns.get(0);
        }
        if (found == null) {
            found = columns.stream()
                    .filter(column -> !column.numbers() && column.isGrouping())
                    .findFirst()
                    .orElse(null);
        }
        return found;
    }

    /** The columns of 0 and 1, if there is exactly one 1 in each row. */
    private static List<Column> oneHot(List<Column> columns, Map<Integer, List<String>> rows) {
        List<Column> binary = columns.stream()
                .filter(column -> column.isBinary() && column.filled() == rows.size())
                .toList();
        boolean one = binary.size() > 1
                && rows.values().stream()
                        .allMatch(cells -> binary.stream()
                                        .filter(column -> cells.get(column.at()).startsWith("1"))
                                        .count()
                                == 1);
        return one ? binary : List.of();
    }

    /** The number that a cell says; NaN if it says none. */
    static double number(String cell) {
        String text = cell.strip();
        if (NUMBER.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : Double.NaN;
        }
        return text.equalsIgnoreCase("true") ? 1 : text.equalsIgnoreCase("false") ? 0 : Double.NaN;
    }
}
