package dev.facet.data.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.facet.data.LeftOut;
import dev.facet.data.series.TableForm.Form;
import dev.facet.format.TextNumber;

/** Gives each column of a table its role, once. Not thread-safe. */
final class TableRoles {
    private static final int FEWEST_STEPS = 8;
    private static final int FEWEST_UNNAMED = 16;
    private static final int MOST_FACTS = 8;
    private static final int MOST_CLASSES = 20;

    private final TableSurvey survey;
    private final boolean archived;
    private final boolean constants;
    private final Set<TableColumn> free;
    private final Map<String, List<String>> left = new LinkedHashMap<>();

    TableRoles(TableSurvey survey, boolean archived, boolean constants) {
        this.survey = survey;
        this.archived = archived && !survey.header();
        this.constants = constants;
        this.free = new LinkedHashSet<>(survey.columns());
    }

    TableForm form() {
        leave(column -> column.isEmpty() && column.hasTitle(), "because there are no values");
        free.removeIf(TableColumn::isEmpty);
        leave(this::isIndex, "because it counts the rows");
        Predicate<TableColumn> named = column -> TableNames.IDS.contains(column.key()) && column.repeats();
        boolean several = free.stream().anyMatch(named) && free.stream().anyMatch(TableRoles::isTime);
        Optional<TableForm> rows = several ? Optional.empty() : rows();
        if (rows.isPresent()) {
            return rows.get();
        }
        Optional<TableColumn> id = take(named).or(this::unnamedId);
        return id.isPresent() ? longForm(id.get()) : one();
    }

    private boolean isIndex(TableColumn column) {
        return column.index() == 0
                && survey.header()
                && TableNames.INDICES.contains(column.key())
                && column.isCounting()
                && free.size() > 1;
    }

    // --- a series a row

    private Optional<TableForm> rows() {
        List<TableColumn> numbers = free.stream().filter(TableColumn::isNumber).toList();
        if (numbers.size() < FEWEST_STEPS) {
            return Optional.empty();
        }
        Optional<TableColumn> label = rowLabel();
        List<List<TableColumn>> groups = survey.header() ? numbered(label) : List.of();
        if (groups.isEmpty()) {
            boolean clock = survey.header() && free.stream().anyMatch(TableRoles::isClock);
            boolean enough = survey.header()
                    ? label.isPresent() && numbers.size() > FEWEST_UNNAMED
                    : archived || numbers.size() >= FEWEST_UNNAMED;
            if (clock || !enough) {
                return Optional.empty();
            }
            groups = List.of(free.stream()
                    .filter(column ->
                            column.isNumber() && label.filter(column::equals).isEmpty())
                    .toList());
        }
        label.ifPresent(free::remove);
        groups.forEach(group -> group.forEach(free::remove));
        Optional<TableColumn> id = take(column -> !column.isNumber() && !column.repeats());
        leave(column -> true, "because these are no steps in time");
        List<String> names = groups.size() == 1
                ? List.of()
                : groups.stream().map(group -> prefix(group.get(0))).toList();
        return Optional.of(new TableForm(
                Form.ROWS,
                groups,
                names,
                label,
                id,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                leftOut()));
    }

    private static boolean isTime(TableColumn column) {
        return column.isTime() || TableNames.TIMES.contains(column.key());
    }

    /** Whether a column is a time that is different in each row, so that all rows are one series. */
    private static boolean isClock(TableColumn column) {
        return isTime(column) && (column.isRising() || column.isFalling());
    }

    /** The column of the classes: by its name, or the first or last one if it looks like classes. */
    private Optional<TableColumn> rowLabel() {
        if (archived) {
            return Optional.of(first());
        }
        Optional<TableColumn> named = free.stream()
                .filter(column -> TableNames.LABELS.contains(column.key()))
                .findFirst();
        if (named.isPresent()) {
            return named;
        }
        Optional<TableColumn> text = free.stream()
                .filter(column -> column.isText() && (column.repeats() || column.distinct() <= 2))
                .findFirst();
        if (text.isPresent()) {
            return text;
        }
        List<TableColumn> columns = List.copyOf(free);
        TableColumn first = first();
        TableColumn last = columns.get(columns.size() - 1);
        return looksLikeClasses(first)
                ? Optional.of(first)
                : looksLikeClasses(last) ? Optional.of(last) : Optional.empty();
    }

    /** Whether a column has few whole numbers, and the others have fractions or many more different numbers. */
    private boolean looksLikeClasses(TableColumn column) {
        boolean numbered = survey.header() && Numbered.of(column).isPresent() && numberedLike(column);
        if (!column.isWhole() || column.isConstant() || numbered) {
            return false;
        }
        List<TableColumn> others = free.stream()
                .filter(other -> other != column && other.isNumber())
                .toList();
        boolean fractions =
                2 * others.stream().filter(other -> !other.isWhole()).count() > others.size();
        long[] distinct = others.stream()
                .mapToLong(TableColumn::distinct)
                .filter(count -> count < survey.rows())
                .sorted()
                .toArray();
        long usual = distinct.length == 0 ? survey.rows() : distinct[distinct.length / 2];
        return fractions ? column.distinct() <= Math.max(2, survey.rows() / 2) : 3 * column.distinct() <= usual;
    }

    /** Whether another column's name differs from that of {@code column} in its number only. */
    private boolean numberedLike(TableColumn column) {
        return free.stream().anyMatch(other -> other != column && prefix(other).equals(prefix(column)));
    }

    /** Columns whose names are numbered, by what comes before the number; empty if most are not. */
    private List<List<TableColumn>> numbered(Optional<TableColumn> label) {
        Map<String, List<TableColumn>> groups = new LinkedHashMap<>();
        for (TableColumn column : free) {
            if (column.isNumber()
                    && label.filter(column::equals).isEmpty()
                    && Numbered.of(column).isPresent()) {
                groups.computeIfAbsent(prefix(column), any -> new ArrayList<>()).add(column);
            }
        }
        int most = groups.values().stream().mapToInt(List::size).max().orElse(0);
        groups.values().removeIf(group -> group.size() < most || !inOrder(group));
        boolean steps = free.stream().noneMatch(TableRoles::isClock) || TableNames.STEPS.containsAll(groups.keySet());
        return most < FEWEST_STEPS || !steps ? List.of() : List.copyOf(groups.values());
    }

    private static boolean inOrder(List<TableColumn> group) {
        double before = Double.NEGATIVE_INFINITY;
        for (TableColumn column : group) {
            double number = Numbered.of(column).map(Numbered::number).orElse(before);
            if (number <= before) {
                return false;
            }
            before = number;
        }
        return true;
    }

    private static String prefix(TableColumn column) {
        return Numbered.of(column).map(Numbered::prefix).orElse(column.key());
    }

    // --- a step a row

    /** The column that says of which series a row is, if there are several, by what is in the columns. */
    private Optional<TableColumn> unnamedId() {
        if (free.isEmpty() || free.stream().anyMatch(TableRoles::isClock)) {
            return Optional.empty();
        }
        Optional<TableColumn> time = free.stream().filter(TableRoles::isTime).findFirst();
        // Where several columns make up the time, that one of them comes back says nothing.
        boolean several =
                hasCalendar() || free.stream().filter(TableColumn::isTime).count() > 1;
        boolean again = time.isPresent() && !several && time.get().distinct() < survey.rows();
        Optional<TableColumn> text = time.isEmpty()
                ? Optional.empty()
                : take(column ->
                        column.isText() && column.repeats() && !column.isConstant() && (again || column.isInBlocks()));
        if (text.isPresent()) {
            return text;
        }
        Optional<TableColumn> crossed = time.isEmpty() || !again ? Optional.empty() : take(this::hasEachTime);
        if (crossed.isPresent()) {
            return crossed;
        }
        TableColumn first = first();
        boolean grouped = survey.grouped()
                && first.index() == 0
                && free.size() > 2
                && (first.isWhole() || first.isText())
                && !isTime(first)
                && first.isInBlocks()
                && first.repeats()
                && !first.isConstant();
        return grouped ? take(column -> column == first) : Optional.empty();
    }

    /** Whether each whole number of a column is there once for each time. */
    private boolean hasEachTime(TableColumn column) {
        return column.isWhole()
                && !column.isConstant()
                && !isTime(column)
                && free.stream()
                        .filter(TableRoles::isTime)
                        .anyMatch(time -> time.distinct() * column.distinct() == survey.rows());
    }

    /** Whether there is a row for each time, each {@code id} and each field of a column, so that both are ids. */
    private boolean crosses(TableColumn column, TableColumn id, TableColumn time) {
        return (column.isWhole() || column.isText())
                && !column.isConstant()
                && column.repeats()
                && !TableNames.PARTS.contains(column.key())
                && !isTime(column)
                && time.distinct() * id.distinct() * column.distinct() == survey.rows();
    }

    private TableForm longForm(TableColumn id) {
        List<TableColumn> times = times(id);
        Optional<TableColumn> second =
                times.size() == 1 ? take(column -> crosses(column, id, times.get(0))) : Optional.empty();
        Optional<TableColumn> part = take(column -> TableNames.PARTS.contains(column.key()) && !column.isConstant());
        leave(TableColumn::isTime, "because another column is the time");
        List<TableColumn> facts = free.stream()
                .filter(column -> TableNames.LABELS.contains(column.key()) || column.isText())
                .sorted(Comparator.comparing(column -> !TableNames.LABELS.contains(column.key())))
                .limit(MOST_FACTS)
                .toList();
        free.removeIf(column -> column.isText() && facts.contains(column));
        return steps(Form.LONG, Optional.of(id), second, part, times, facts);
    }

    /** The form of a table that is one series. */
    TableForm one() {
        List<TableColumn> times = times(null);
        leave(TableColumn::isTime, "because another column is the time");
        leave(this::isClassOfSteps, "because a series can have a class, but a step cannot");
        return steps(Form.ONE, Optional.empty(), Optional.empty(), Optional.empty(), times, List.of());
    }

    private boolean isClassOfSteps(TableColumn column) {
        return TableNames.LABELS.contains(column.key())
                && !column.key().equals("y")
                && free.size() > 1
                && (column.isText() || (column.isWhole() && column.distinct() <= MOST_CLASSES));
    }

    private TableForm steps(
            Form form,
            Optional<TableColumn> id,
            Optional<TableColumn> second,
            Optional<TableColumn> part,
            List<TableColumn> times,
            List<TableColumn> facts) {
        leave(TableColumn::isText, "because texts are not numbers");
        if (!constants && free.stream().anyMatch(column -> !column.isConstant())) {
            leave(TableColumn::isConstant, "because the values never change");
        }
        List<List<TableColumn>> channels = free.stream().map(List::of).toList();
        return new TableForm(
                form, channels, unique(List.copyOf(free)), Optional.empty(), id, second, part, times, facts, leftOut());
    }

    /** The columns of the time; those of dates are left out aloud, because they are not learned. */
    private List<TableColumn> times(@Nullable TableColumn id) {
        List<TableColumn> times = new ArrayList<>();
        if (hasCalendar()) {
            TableNames.CALENDAR.forEach(
                    name -> take(column -> column.key().equals(name)).ifPresent(times::add));
        } else {
            take(TableColumn::isTime)
                    .or(() -> take(column -> TableNames.TIMES.contains(column.key()) && column.isNumber()))
                    .or(() -> take(column -> isUnnamedTime(column, id)))
                    .ifPresent(times::add);
            if (!times.isEmpty() && times.get(0).isTime() && !times.get(0).isRising()) {
                take(column -> column.isTime() && column.key().startsWith("time"))
                        .ifPresent(times::add);
            }
        }
        times.forEach(column -> leave("because time orders the steps and is not learned", column.name()));
        return times;
    }

    /** Whether a column without a telling name is the time: the one that rises in all rows, or within each group. */
    private boolean isUnnamedTime(TableColumn column, @Nullable TableColumn id) {
        boolean place = column.index() == (id != null && id.index() == 0 ? 1 : 0);
        return place
                && column.isNumber()
                && free.stream().filter(TableColumn::isNumber).count() > 1
                && (id == null ? (column.isRising() && column.isWhole()) || column.isCounting() : survey.grouped());
    }

    private boolean hasCalendar() {
        return has("year") && has("month");
    }

    private boolean has(String name) {
        return free.stream().anyMatch(column -> column.key().equals(name));
    }

    // --- bookkeeping

    private TableColumn first() {
        return free.iterator().next();
    }

    private Optional<TableColumn> take(Predicate<TableColumn> wanted) {
        Optional<TableColumn> found = free.stream().filter(wanted).findFirst();
        found.ifPresent(free::remove);
        return found;
    }

    private void leave(Predicate<TableColumn> unwanted, String why) {
        for (TableColumn column : List.copyOf(free)) {
            if (unwanted.test(column)) {
                free.remove(column);
                leave(why, column.name());
            }
        }
    }

    private void leave(String why, String name) {
        left.computeIfAbsent(why, any -> new ArrayList<>()).add(name);
    }

    private List<LeftOut> leftOut() {
        return left.entrySet().stream()
                .map(entry -> new LeftOut("columns", entry.getValue().size(), entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The names of columns, all different. */
    private static List<String> unique(List<TableColumn> columns) {
        if (columns.stream().noneMatch(TableColumn::hasTitle)) {
            return List.of();
        }
        Set<String> names = new HashSet<>();
        List<String> unique = new ArrayList<>();
        for (TableColumn column : columns) {
            String name = column.name().replaceAll("\\p{Cntrl}", " ");
            name = name.length() > 60 ? name.substring(0, 60) : name;
            String wanted = name;
            for (int i = 2; !names.add(wanted); i++) {
                wanted = name + " " + i;
            }
            unique.add(wanted);
        }
        return unique;
    }

    /** A name that ends with a number. */
    private record Numbered(String prefix, double number) {
        static Optional<Numbered> of(TableColumn column) {
            double all = column.hasTitle() ? TextNumber.of(column.name(), false) : Double.NaN;
            if (!Double.isNaN(all)) {
                return Optional.of(new Numbered("", all));
            }
            String key = column.key();
            int at = key.length();
            while (at > 0 && (Character.isDigit(key.charAt(at - 1)) || key.charAt(at - 1) == ':')) {
                at--;
            }
            String digits = key.substring(at).replace(":", "");
            return digits.isEmpty() || digits.length() > 9
                    ? Optional.empty()
                    : Optional.of(new Numbered(key.substring(0, at).replaceAll("_+$", ""), Integer.parseInt(digits)));
        }
    }
}
