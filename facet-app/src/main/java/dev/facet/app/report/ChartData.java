package dev.facet.app.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.train.History;

/**
 * The statistics of runs for the charts of a page, and as a table for a page without scripts. It is as large as some
 * 2,000 points for each statistic and run, however long they trained ({@link History}). Not thread-safe.
 */
public final class ChartData {
    /** The most runs: there is a colour for each. */
    public static final int MOST_RUNS = 8;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The beginnings of the statistics that have charts. */
    private static final List<String> SHOWN =
            List.of("nats/", "loss/", "probability/", "score/", "distance", "images_per_second");

    private static final String SECONDS = "seconds";
    private static final String MOST = "max_";
    /** Digits that no chart shows are left out. */
    private static final MathContext DIGITS = new MathContext(6);

    private final Map<String, History> runs = new LinkedHashMap<>();
    private final UnaryOperator<String> label;

    /** Without runs yet; {@code label} says what a statistic is called. */
    public ChartData(UnaryOperator<String> label) {
        this.label = label;
    }

    /** Adds a run by its name on the page. */
    public void add(String name, History history) {
        if (runs.size() == MOST_RUNS) {
            throw new IllegalStateException("charts have at most " + MOST_RUNS + " runs");
        }
        runs.put(name, history);
    }

    /** The statistics that have charts, by kind. */
    public List<String> keys() {
        Set<String> all = new LinkedHashSet<>();
        runs.values().forEach(history -> all.addAll(history.keys()));
        return SHOWN.stream()
                .flatMap(start -> all.stream().filter(key -> key.startsWith(start)))
                .toList();
    }

    /** The last value of each statistic of each run, below a header. */
    public List<List<String>> last() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(runs.keySet());
        rows.add(head);
        for (String key : keys()) {
            List<String> row = new ArrayList<>(List.of(label.apply(key)));
            for (History history : runs.values()) {
                row.add(history.values(key).values().stream()
                        .filter(Double::isFinite)
                        .reduce((first, second) -> second)
                        .map(ChartData::told)
                        .orElse(""));
            }
            rows.add(row);
        }
        return rows;
    }

    /** What the page's script reads. */
    String json() {
        ObjectNode all = JSON.createObjectNode();
        ArrayNode charts = all.putArray("charts");
        List<String> keys = keys();
        keys.forEach(key -> charts.addObject().put("key", key).put("title", label.apply(key)));
        ArrayNode told = all.putArray("runs");
        runs.forEach((name, history) -> {
            ObjectNode run = told.addObject().put("name", name);
            ArrayNode steps = run.putArray("steps");
            for (long step : history.steps()) {
                steps.add(step);
            }
            ObjectNode values = run.putObject("values");
            for (String key : history.keys()) {
                if (keys.contains(key) || key.equals(SECONDS) || key.startsWith(MOST)) {
                    ArrayNode line = values.putArray(key);
                    for (double value : history.line(key)) {
                        line.add(rounded(value));
                    }
                }
            }
        });
        return all.toString();
    }

    private static @Nullable BigDecimal rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).stripTrailingZeros() : null;
    }

    private static String told(double value) {
        BigDecimal digits = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        boolean plain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e12;
        return (plain ? digits.toPlainString() : digits.toString()).replace('-', '−');
    }
}
