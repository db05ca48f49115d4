package dev.facet.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.config.ConfigDifference;
import dev.facet.config.RunConfig;
import dev.facet.explore.Chart;
import dev.facet.format.AtomicFile;
import dev.facet.format.PngFile;
import dev.facet.metrics.ConfidenceInterval;
import dev.facet.train.History;
import dev.facet.train.RunFolder;
import dev.facet.train.Sweep;

/** One page about one or more runs. */
@Command(
        name = "report",
        description =
                "Writes one HTML page, which needs nothing beside it, about one or more runs: settings, curves, pictures, what was measured, "
                        + "and the commands that make it again.",
        sortOptions = false,
        footer = {
            "",
            "What evaluate has measured is in it; run facet evaluate before.",
            "",
            "Example: facet report sweeps/mnist --out mnist.html"
        })
@SuppressWarnings("NullAway.Init")
final class ReportCommand implements Callable<Integer> {
    private static final int MOST_LINES = 8;
    private static final int MOST_SHOWN = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, or of sweeps.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            defaultValue = "report.html",
            description = "Where the page goes. Default: ${DEFAULT-VALUE}.")
    private Path out;

    /** How many runs have a name. */
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        List<Path> runs = Sweep.expand(folders);
        runs.forEach(run -> counts.merge(String.valueOf(run.getFileName()), 1, Integer::sum));
        List<RunFolder> opened = runs.stream().map(RunFolder::open).toList();
        RunConfig first = opened.get(0).config();
        HtmlPage page = new HtmlPage(first.method() + " on " + first.data().source()
                + (runs.size() > 1 ? ", " + runs.size() + " runs" : ""));
        metrics(page, runs);
        curves(page, opened);
        for (RunFolder run : opened.subList(0, Math.min(MOST_SHOWN, opened.size()))) {
            pictures(page, run);
        }
        if (opened.size() > MOST_SHOWN) {
            page.text("The pictures of the first " + MOST_SHOWN + " runs are shown.");
        }
        settings(page, opened, first);
        commands(page, runs);
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        AtomicFile.write(out, page.bytes());
        spec.commandLine().getOut().println(out);
        return 0;
    }

    /** What was measured of each run, and over all of them. */
    private void metrics(HtmlPage page, List<Path> runs) throws IOException {
        page.section("What was measured");
        Map<Path, Map<String, Double>> figures = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (Path run : runs) {
            Map<String, Double> of = RunMetrics.of(run);
            figures.put(run, of);
            names.addAll(of.keySet());
        }
        List<Path> without = runs.stream()
                .filter(run -> figures.getOrDefault(run, Map.of()).isEmpty())
                .toList();
        if (!without.isEmpty()) {
            String hint = without.size() + " of " + runs.size() + " runs were not measured; facet evaluate does that.";
            page.text(hint);
            spec.commandLine().getErr().println("facet: " + hint);
        }
        if (names.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        runs.forEach(run -> head.add(name(run)));
        if (runs.size() > 1) {
            head.add("mean ± deviation");
            head.add("95 % interval of the mean");
        }
        rows.add(head);
        for (String name : names) {
            List<String> row = new ArrayList<>(List.of(name));
            List<Double> values = new ArrayList<>();
            for (Path run : runs) {
                Double value = figures.getOrDefault(run, Map.of()).get(name);
                row.add(value == null ? "" : number(value));
                if (value != null) {
                    values.add(value);
                }
            }
            if (runs.size() > 1) {
                ConfidenceInterval interval = ConfidenceInterval.of(
                        values.stream().mapToDouble(Double::doubleValue).toArray());
                boolean several = values.size() > 1;
                row.add(number(interval.mean()) + (several ? " ± " + number(interval.deviation()) : ""));
                row.add(
                        several
                                ? number(interval.mean() - interval.half()) + " to "
                                        + number(interval.mean() + interval.half())
                                : "");
            }
            rows.add(row);
        }
        page.table(rows);
        if (runs.size() > 1) {
            page.text("Deviations are of n − 1; intervals are Student's, over the runs that have the figure.");
        }
    }

    private void curves(HtmlPage page, List<RunFolder> runs) throws IOException {
        page.section("While it was trained");
        Map<RunFolder, History> histories = new LinkedHashMap<>();
        Set<String> keys = new LinkedHashSet<>();
        for (RunFolder run : runs.subList(0, Math.min(MOST_LINES, runs.size()))) {
            History history = History.of(run);
            histories.put(run, history);
            keys.addAll(history.keys());
        }
        for (String group : List.of("nats/", "loss/", "probability/", "score/", "images_per_second")) {
            for (String key :
                    keys.stream().filter(name -> name.startsWith(group)).toList()) {
                List<Chart.Line> lines = new ArrayList<>();
                histories.forEach((run, history) -> {
                    Map<Long, Double> values = history.values(key);
                    if (!values.isEmpty()) {
                        lines.add(new Chart.Line(
                                name(run.path()),
                                values.keySet().stream()
                                        .mapToDouble(Long::doubleValue)
                                        .toArray(),
                                values.values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .toArray()));
                    }
                });
                if (!lines.isEmpty()) {
                    page.picture(png(new Chart(key, "step", lines, List.of()).draw()), key + " over the steps");
                }
            }
        }
    }

    private void pictures(HtmlPage page, RunFolder run) throws IOException {
        page.section(name(run.path()));
        picture(page, Optional.of(run.reals()), "what it was trained on");
        picture(page, last(run.path(), "samples-"), "what it makes");
        picture(page, last(run.path(), "codes-"), "what each code does");
        picture(page, Optional.of(run.path().resolve("confusion.png")), "categories and classes");
    }

    private static void picture(HtmlPage page, Optional<Path> file, String caption) throws IOException {
        if (file.isPresent() && Files.exists(file.get())) {
            page.picture(
                    Files.readAllBytes(file.get()), caption + " (" + file.get().getFileName() + ")");
        }
    }

    /** The last snapshot of a kind; steps have leading zeros. */
    private static Optional<Path> last(Path run, String start) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(start)
                            && file.toString().endsWith(".png"))
                    .max((a, b) -> {
                        String left = String.valueOf(a.getFileName());
                        String right = String.valueOf(b.getFileName());
                        return left.length() == right.length()
                                ? left.compareTo(right)
                                : Integer.compare(left.length(), right.length());
                    });
        }
    }

    private void settings(HtmlPage page, List<RunFolder> runs, RunConfig first) throws IOException {
        page.section("Settings");
        page.text("Of " + name(runs.get(0).path()) + ":");
        page.verbatim(Files.readString(runs.get(0).path().resolve("config.yaml")));
        for (RunFolder run : runs.subList(1, runs.size())) {
            List<String> differences = ConfigDifference.between(first, run.config());
            page.text(name(run.path()) + ": " + (differences.isEmpty() ? "the same" : String.join("; ", differences)));
        }
        page.part("Data and machine");
        page.verbatim(runs.get(0).describe().toPrettyString());
    }

    private void commands(HtmlPage page, List<Path> runs) {
        page.section("Made again by");
        List<String> lines = new ArrayList<>();
        for (Path run : runs) {
            lines.add("facet train --config " + run.resolve("config.yaml"));
            lines.add("facet evaluate " + run);
        }
        lines.add("facet "
                + String.join(
                        " ", spec.commandLine().getParent().getParseResult().originalArgs()));
        page.verbatim(String.join("\n", lines));
    }

    /** The folder's own name where no other run has it. */
    private String name(Path run) {
        String own = String.valueOf(run.getFileName());
        return counts.getOrDefault(own, 0) > 1 ? run.toString() : own;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PngFile.write(bytes, image);
        return bytes.toByteArray();
    }

    private static String number(double value) {
        return (value == Math.rint(value) && Math.abs(value) < 1e12
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : String.format(Locale.ROOT, "%.4f", value))
                .replace('-', '−');
    }
}
