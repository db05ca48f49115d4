package dev.facet.data.series;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.data.LeftOut;
import dev.facet.data.series.Steps.Order;
import dev.facet.format.FormatException;
import dev.facet.format.Series;
import dev.facet.format.SeriesFile;
import dev.facet.format.SeriesMemory;
import dev.facet.format.TextFile;
import dev.facet.format.TextNumber;
import dev.facet.format.TextRecords;

/** Reads the series of a table, in a second pass over it. */
final class TableSeries {
    private static final int MOST_PARTS = 1 << 12;
    /** What a series takes beside its values, and each of its channels, counted in values. */
    private static final int EACH = 40;

    private static final int EACH_CHANNEL = 8;
    private static final int SHOWN = 60;
    private static final int FEWEST_PIXELS = 64;
    private static final int MOST_PIXEL = 65_535;

    private final TableSurvey survey;
    private final TableForm form;
    private final SeriesMemory memory;

    private TableSeries(TableSurvey survey, TableForm form) {
        this.survey = survey;
        this.form = form;
        this.memory = new SeriesMemory(survey.text().path());
    }

    /**
     * The series of a table.
     *
     * @param whole whether it is one long series, which is cut into pieces
     * @param named whether they have names of their own
     * @param remark how the table was interpreted, as a clause
     */
    record Read(SeriesFile file, boolean whole, boolean named, String remark, List<LeftOut> leftOut) {}

    /** One of several series while it is read: its steps by channel, and which of the possible classes it keeps. */
    private static final class Entity {
        private final Map<String, Steps> parts = new LinkedHashMap<>();
        private final @Nullable String[] facts;

        Entity(int facts) {
            this.facts = new String[facts];
        }
    }

    /**
     * Reads a table.
     *
     * @param archived whether its name is that of the UCR archive, where the class is first
     * @throws FormatException if it is malformed or has no column of numbers
     */
    static Read of(TextFile text, boolean archived) throws IOException {
        TableSurvey survey = TableSurvey.of(text);
        TableForm form = TableForm.of(survey, archived);
        if (form.channels().isEmpty()) {
            throw new FormatException(
                    text.path(),
                    "has no column of numbers that change over time; series were wanted, one a row, or one step in"
                            + " time a row");
        }
        TableSeries reader = new TableSeries(survey, form);
        return switch (form.form()) {
            case ROWS -> reader.rows();
            case LONG -> reader.several();
            case ONE -> reader.one();
        };
    }

    /** The only series of a file that is one of many, all of which have the form {@code form}. */
    static Series one(TextFile text, String name, Optional<String> label, TableSurvey like, TableForm form)
            throws IOException {
        TableSurvey.Sample sample = TableSurvey.Sample.of(text);
        TableSurvey own = new TableSurvey(
                text, sample.separator(), sample.comma(), sample.header(), like.columns(), like.rows(), false);
        return new Series(name, new TableSeries(own, form).steps().ordered(), label);
    }

    // --- a series a row

    private Read rows() throws IOException {
        int steps = form.channels().stream().mapToInt(List::size).max().orElse(0);
        int channels = form.channels().size();
        List<Series> series = new ArrayList<>();
        double least = 0;
        double most = 0;
        try (TextRecords table = open()) {
            while (table.next()) {
                memory.add((long) channels * steps);
                double[][] values = new double[channels][steps];
                for (int c = 0; c < channels; c++) {
                    for (int t = 0; t < steps; t++) {
                        values[c][t] = number(table, form.channels().get(c).get(t));
                        least = values[c][t] < least ? values[c][t] : least;
                        most = values[c][t] > most ? values[c][t] : most;
                    }
                }
                String name = form.id().map(id -> table.field(id.index())).orElse("line " + table.line());
                series.add(new Series(
                        name, values, form.label().flatMap(column -> label(table.field(column.index())))));
            }
        }
        String remark = "each row is a series"
                + (channels > 1 ? " of the channels " + String.join(", ", form.names()) : "")
                + form.label()
                        .map(column -> ", with its class in " + column.name())
                        .orElse("")
                + (channels == 1 && mayBeImages(steps, least, most)
                        ? "; if these are images, `--set data.kind=images` reads their " + steps + " values as squares"
                        : "");
        return new Read(file(series, form.names()), false, form.id().isPresent(), remark, form.leftOut());
    }

    /** Whether rows of values may be images: these are squares, and the values have a range of pixels. */
    private static boolean mayBeImages(int steps, double least, double most) {
        int side = (int) Math.round(Math.sqrt(steps));
        return steps >= FEWEST_PIXELS
                && side * side == steps
                && ((least >= -1 && most <= 1) || (least >= 0 && most > 1 && most <= MOST_PIXEL));
    }

    private static Optional<String> label(String field) {
        return TextNumber.missing(field) ? Optional.empty() : Optional.of(field);
    }

    // --- a step a row

    private Read one() throws IOException {
        Steps steps = steps();
        String remark = "one series, a step a row" + order(form.times().isEmpty() ? Order.RISING : steps.order());
        Series series = new Series("series", steps.ordered(), Optional.empty());
        return new Read(file(List.of(series), form.names()), true, false, remark, form.leftOut());
    }

    private Steps steps() throws IOException {
        int channels = form.channels().size();
        Steps steps = new Steps(channels);
        double[] step = new double[channels];
        double position = 0;
        try (TextRecords table = open()) {
            while (table.next()) {
                memory.add(channels + 1L);
                read(table, step);
                steps.add(form.times().isEmpty() ? position++ : time(table), step);
            }
        }
        return steps;
    }

    private String order(Order order) {
        if (form.times().isEmpty()) {
            return "";
        }
        String time = form.times().get(form.times().size() - 1).name();
        return switch (order) {
            case RISING -> "";
            case FALLING -> ", turned round so that the oldest is first, by " + time;
            case NONE -> ", sorted by " + time;
            case UNKNOWN -> ", in the order of the file, as some rows have no " + time;
        };
    }

    private Read several() throws IOException {
        int id = form.id().orElseThrow().index();
        OptionalInt part = form.part().stream().mapToInt(TableColumn::index).findFirst();
        int channels = part.isPresent() ? 1 : form.channels().size();
        Map<String, Entity> entities = new LinkedHashMap<>();
        Map<String, Integer> parts = new LinkedHashMap<>();
        boolean[] changing = new boolean[form.facts().size()];
        double[] step = new double[form.channels().size()];
        double position = 0;
        try (TextRecords table = open()) {
            while (table.next()) {
                memory.add(channels + 1L);
                String own = table.field(id)
                        + form.second()
                                .map(column -> ", " + table.field(column.index()))
                                .orElse("");
                Entity entity = entities.computeIfAbsent(own, any -> new Entity(changing.length));
                String key = part.isPresent() ? table.field(part.getAsInt()) : "";
                if (parts.putIfAbsent(key, parts.size()) == null && parts.size() > MOST_PARTS) {
                    throw new FormatException(
                            survey.text().path(),
                            "has more than " + MOST_PARTS + " channels in "
                                    + form.part().orElseThrow().name());
                }
                read(table, step);
                if (!entity.parts.containsKey(key)) {
                    memory.add(EACH + (long) EACH_CHANNEL * channels);
                    entity.parts.put(key, new Steps(channels));
                }
                Objects.requireNonNull(entity.parts.get(key))
                        .add(form.times().isEmpty() ? position++ : time(table), step);
                for (int f = 0; f < changing.length; f++) {
                    String fact = table.field(form.facts().get(f).index());
                    changing[f] |= entity.facts[f] != null && !fact.equals(entity.facts[f]);
                    entity.facts[f] = fact;
                }
            }
        }
        OptionalInt label = IntStream.range(0, changing.length)
                .filter(f -> !changing[f] && isClass(form.facts().get(f), entities.size()))
                .findFirst();
        List<String> names = part.isPresent() ? List.copyOf(parts.keySet()) : form.names();
        List<Series> series = new ArrayList<>();
        for (Map.Entry<String, Entity> entry : entities.entrySet()) {
            Entity entity = entry.getValue();
            double[][] values = part.isPresent() ? byPart(entity, parts) : alone(entity);
            Optional<String> found = label.isPresent()
                    ? label(Objects.requireNonNull(entity.facts[label.getAsInt()]))
                    : Optional.empty();
            series.add(new Series(shown(entry.getKey()), values, found));
        }
        return several(series, names, label);
    }

    /** Whether a column whose fields do not change within a series is its class; texts must come back in others. */
    private static boolean isClass(TableColumn column, int series) {
        return column.isNumber() || (!column.isConstant() && 2 * column.distinct() <= Math.max(4, series));
    }

    private Read several(List<Series> read, List<String> names, OptionalInt label) {
        List<Series> series = read;
        List<String> channels = names;
        Optional<TableColumn> known =
                label.isPresent() ? Optional.of(form.facts().get(label.getAsInt())) : Optional.empty();
        int place =
                known.map(column -> form.channels().indexOf(List.of(column))).orElse(-1);
        if (place >= 0 && form.part().isEmpty() && form.channels().size() > 1) {
            series = read.stream().map(one -> without(one, place)).toList();
            channels = IntStream.range(0, names.size())
                    .filter(c -> c != place)
                    .mapToObj(names::get)
                    .toList();
        }
        List<LeftOut> left = new ArrayList<>(form.leftOut());
        List<String> texts = form.facts().stream()
                .filter(column ->
                        !column.isNumber() && known.filter(column::equals).isEmpty())
                .map(TableColumn::name)
                .toList();
        if (!texts.isEmpty()) {
            left.add(new LeftOut("columns", texts.size(), "because texts are not numbers", texts));
        }
        String remark = "each row is a step of the series that "
                + form.id().orElseThrow().name()
                + form.second().map(column -> " and " + column.name() + " say").orElse(" says")
                + (form.times().isEmpty()
                        ? ", in the order of the file"
                        : ", in the order of "
                                + form.times().get(form.times().size() - 1).name())
                + form.part()
                        .map(column -> ", of the channel that " + column.name() + " says")
                        .orElse("")
                + known.map(column -> ", with its class in " + column.name()).orElse("");
        return new Read(file(series, channels), false, true, remark, left);
    }

    private static Series without(Series series, int channel) {
        double[][] values = IntStream.range(0, series.values().length)
                .filter(c -> c != channel)
                .mapToObj(c -> series.values()[c])
                .toArray(double[][]::new);
        return new Series(series.name(), values, series.label());
    }

    private static double[][] alone(Entity entity) {
        return entity.parts.values().iterator().next().ordered();
    }

    /** The channels of a series whose rows say of which channel they are; missing ones are NaN. */
    private double[][] byPart(Entity entity, Map<String, Integer> parts) throws IOException {
        int length = entity.parts.values().stream().mapToInt(Steps::count).max().orElse(1);
        memory.add((long) parts.size() * length);
        double[][] values = new double[parts.size()][length];
        for (Map.Entry<String, Integer> part : parts.entrySet()) {
            Steps steps = entity.parts.get(part.getKey());
            double[] own = steps == null ? new double[0] : steps.ordered()[0];
            double[] channel = values[part.getValue()];
            Arrays.fill(channel, Double.NaN);
            System.arraycopy(own, 0, channel, 0, own.length);
        }
        return values;
    }

    // --- fields

    private TextRecords open() throws IOException {
        TextRecords table = new TextRecords(survey.text(), survey.separator());
        if (survey.header()) {
            table.next();
        }
        return table;
    }

    private double number(TextRecords table, TableColumn column) {
        return TextNumber.of(table.field(column.index()), survey.comma());
    }

    private void read(TextRecords table, double[] step) {
        for (int c = 0; c < step.length; c++) {
            step[c] = number(table, form.channels().get(c).get(0));
        }
    }

    /** The time of a row: dates and times of day add up, and a year, a month and so on count as one number. */
    private double time(TextRecords table) {
        double time = 0;
        for (TableColumn column : form.times()) {
            double own = column.time(table.field(column.index()), survey.comma());
            time = column.isTime() ? time + own : 100 * time + own;
        }
        return time;
    }

    private static SeriesFile file(List<Series> series, List<String> channels) {
        return new SeriesFile(series, channels, List.of(), false, false);
    }

    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }
}
