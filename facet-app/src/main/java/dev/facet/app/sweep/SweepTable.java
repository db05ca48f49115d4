package dev.facet.app.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.Facet;
import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluator;
import dev.facet.format.AtomicFile;
import dev.facet.format.Csv;
import dev.facet.metrics.ConfidenceInterval;
import dev.facet.model.Model;
import dev.facet.train.TrainResult;

/** A table of the runs of a sweep: their differences and their results. */
final class SweepTable {
    private SweepTable() {}

    /**
     * A run.
     *
     * @param run the run's folder
     * @param figures figures by name: time, information about each code, accuracy if there are labels
     */
    record Row(List<String> differences, Path run, Map<String, Double> figures) {}

    /** Measures a run that has ended. Labels are used only here, to compute the accuracy. */
    static Row row(List<String> differences, TrainResult result) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("steps", (double) result.steps());
        figures.put("seconds", result.seconds());
        DataConfig data = Facet.config(result.run()).data();
        try (Model model = Facet.load(result.run());
                Dataset fit = Facet.open(data, Split.TRAIN);
                Dataset held = Facet.open(data, Split.TEST)) {
            Evaluation evaluation = new Evaluator(model).evaluate(fit, held.size() > 0 ? held : fit);
            Evaluation.Categories categories = evaluation.categories();
            if (categories != null) {
                figures.put("accuracy", categories.clustering().accuracy());
                figures.put("nmi", categories.clustering().nmi());
                figures.put("covered", (double) categories.clustering().covered());
            }
            evaluation.mutualInformation().forEach(code -> figures.put("nats/" + code.code(), code.nats()));
        }
        return new Row(differences, result.run(), figures);
    }

    /**
     * The table as text, with mean, standard deviation and extremes of every figure if the runs differ only in the
     * seed.
     */
    static List<String> lines(List<Row> rows) {
        Set<String> names = names(rows);
        List<String> lines = new ArrayList<>();
        int width = rows.stream()
                .mapToInt(row -> String.join(" ", row.differences()).length())
                .max()
                .orElse(0);
        StringBuilder head = new StringBuilder(" ".repeat(width));
        names.forEach(name -> head.append(String.format(Locale.ROOT, "%14.14s", name)));
        lines.add(head.toString());
        for (Row row : rows) {
            StringBuilder line = new StringBuilder(
                    String.format("%-" + Math.max(1, width) + "s", String.join(" ", row.differences())));
            names.forEach(name -> line.append(figure(row.figures().get(name))));
            lines.add(line.toString());
        }
        Map<String, List<Row>> alike = new LinkedHashMap<>();
        rows.forEach(row -> alike.computeIfAbsent(
                        String.join(
                                " ",
                                row.differences().subList(0, row.differences().size() - 1)),
                        key -> new ArrayList<>())
                .add(row));
        alike.forEach((key, group) -> {
            if (group.size() > 1) {
                lines.add("");
                lines.add((key.isEmpty() ? "" : key + ", ") + group.size() + " seeds");
                for (String name : names) {
                    double[] values = group.stream()
                            .map(row -> row.figures().get(name))
                            .filter(Objects::nonNull)
                            .mapToDouble(Double::doubleValue)
                            .toArray();
                    if (values.length > 1) {
                        lines.add(summary(name, values));
                    }
                }
            }
        });
        return lines;
    }

    /** The mean with the sample standard deviation (n − 1) and the extremes. */
    static String summary(String name, double[] values) {
        ConfidenceInterval interval = ConfidenceInterval.of(values);
        return String.format(
                Locale.ROOT,
                "  %-16s %.4f ± %.4f, from %.4f to %.4f",
                name,
                interval.mean(),
                interval.deviation(),
                Arrays.stream(values).min().orElse(Double.NaN),
                Arrays.stream(values).max().orElse(Double.NaN));
    }

    /** Writes a CSV file with one line per run. */
    static void write(List<Row> rows, Path file) throws IOException {
        Set<String> names = names(rows);
        List<String> cells = new ArrayList<>(List.of("run", "differences"));
        cells.addAll(names);
        StringBuilder csv = new StringBuilder();
        Csv.write(csv, cells);
        for (Row row : rows) {
            cells.clear();
            cells.add(String.valueOf(row.run().getFileName()));
            cells.add(String.join(" ", row.differences()));
            for (String name : names) {
                Double value = row.figures().get(name);
                cells.add(value == null ? "" : value.toString());
            }
            Csv.write(csv, cells);
        }
        AtomicFile.write(file, csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> names(List<Row> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.figures().keySet()));
        return names;
    }

    private static String figure(@Nullable Double value) {
        if (value == null) {
            return String.format("%14s", "");
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,14.0f", value)
                : String.format(Locale.ROOT, "%14.3f", value);
    }
}
