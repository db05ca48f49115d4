package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

import dev.facet.app.console.Text;
import dev.facet.app.figures.RunGroup;
import dev.facet.app.figures.RunMetrics;
import dev.facet.app.launch.Invocation;
import dev.facet.app.report.ChartData;
import dev.facet.app.report.HtmlPage;
import dev.facet.app.report.MeaningsTable;
import dev.facet.app.report.Pictures;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Hint;
import dev.facet.describe.Meanings;
import dev.facet.describe.Proposals;
import dev.facet.format.FormatException;
import dev.facet.metrics.ConfidenceInterval;
import dev.facet.settings.ConfigDifference;
import dev.facet.train.Checkpoint;
import dev.facet.train.Health;
import dev.facet.train.History;
import dev.facet.train.RunFolder;
import dev.facet.train.RunMeanings;
import dev.facet.train.RunPriors;
import dev.facet.train.Sweep;

/** Writes an HTML page about one or more runs. */
@Command(
        name = "report",
        description = "Writes a self-contained HTML page about one or more runs: settings, curves, pictures, measured"
                + " figures, and the commands to reproduce them.",
        sortOptions = false,
        footer = {
            "",
            "It contains the results of `facet evaluate RUN` and `facet describe RUN`; run",
            "these before.",
            "",
            "Example: facet report sweeps/mnist --out mnist.html"
        })
@SuppressWarnings("NullAway.Init")
public final class ReportCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 10;
    private static final int MOST_KINDS = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, or of sweeps.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            defaultValue = "report.html",
            description = "The file of the page. Default: ${DEFAULT-VALUE}.")
    private Path out;

    /** The number of runs per folder name. */
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /** The names of the codes of each run. */
    private final Map<Path, CodeNames> names = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        List<Path> runs = Sweep.expand(folders);
        runs.forEach(run -> counts.merge(String.valueOf(run.getFileName()), 1, Integer::sum));
        List<RunFolder> opened = runs.stream().map(RunFolder::open).toList();
        for (RunFolder run : opened) {
            names.put(run.path(), RunNames.of(run.path(), run.config().latent(), spec));
        }
        List<RunGroup> groups = RunGroup.of(opened);
        HtmlPage page = new HtmlPage(title(groups, runs.size()));
        List<RunFolder> charted = opened.subList(0, Math.min(ChartData.MOST_RUNS, opened.size()));
        for (int i = 0; i < charted.size() && opened.size() > 1; i++) {
            page.colour(name(charted.get(i).path()), i);
        }
        metrics(page, groups, runs);
        curves(page, charted);
        if (opened.size() > charted.size()) {
            page.text("The curves of the first " + charted.size() + " runs are shown.");
        }
        for (RunFolder run : opened.subList(0, Math.min(MOST_SHOWN, opened.size()))) {
            pictures(page, run);
        }
        if (opened.size() > MOST_SHOWN) {
            page.text("The pictures of the first " + MOST_SHOWN + " runs are shown.");
        }
        settings(page, opened);
        commands(page, runs);
        Pictures.write(page.bytes(), out);
        spec.commandLine().getOut().println(out);
        return 0;
    }

    private static String title(List<RunGroup> groups, int runs) {
        List<String> kinds = groups.stream().map(RunGroup::kind).distinct().toList();
        int shown = Math.min(MOST_KINDS, kinds.size());
        return String.join(", ", kinds.subList(0, shown))
                + (kinds.size() > shown ? " and " + (kinds.size() - shown) + " other kinds" : "")
                + (runs > 1 ? ", " + runs + " runs" : "");
    }

    /** The figures of each run, and the means over runs that differ only in the seed. */
    private void metrics(HtmlPage page, List<RunGroup> groups, List<Path> runs) throws IOException {
        page.section("What was measured");
        Map<Path, RunMetrics> measured = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (Path run : runs) {
            RunMetrics of = RunMetrics.of(run);
            measured.put(run, of);
            names.addAll(of.figures().keySet());
        }
        List<Path> without =
                runs.stream().filter(run -> figures(measured, run).isEmpty()).toList();
        if (!without.isEmpty()) {
            String hint = without.size() + " of " + runs.size() + " runs were not measured; "
                    + Hint.of("evaluate", without.get(0)) + " measures "
                    + (without.size() == 1 ? "it." : "the first of them.");
            page.text(Invocation.shown(hint));
            spec.commandLine().getErr().println("facet: " + hint);
        }
        if (names.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        runs.forEach(run -> head.add(name(run)));
        rows.add(head);
        for (String name : names) {
            List<String> row = new ArrayList<>(List.of(label(name)));
            for (Path run : runs) {
                Double value = figures(measured, run).get(name);
                row.add(value == null ? "" : number(value));
            }
            rows.add(row);
        }
        page.table(rows);
        means(page, groups, measured, names);
    }

    private void means(HtmlPage page, List<RunGroup> groups, Map<Path, RunMetrics> measured, Set<String> names)
            throws IOException {
        List<RunGroup> several =
                groups.stream().filter(group -> group.runs().size() > 1).toList();
        for (RunGroup group : several) {
            List<Path> runs = group.runs().stream().map(RunFolder::path).toList();
            page.part("Over " + runs.size() + " seeds: " + group.kind());
            page.text(String.join(", ", runs.stream().map(this::name).toList()) + ".");
            ended(page, group);
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("", "runs", "mean ± deviation", "95 % interval of the mean"));
            Map<String, List<String>> different = new LinkedHashMap<>();
            for (String name : names) {
                List<Path> with = runs.stream()
                        .filter(run -> figures(measured, run).containsKey(name))
                        .toList();
                Set<String> bases = with.stream()
                        .map(run -> Objects.requireNonNull(measured.get(run))
                                .bases()
                                .getOrDefault(name, ""))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                if (with.size() > 1 && bases.size() > 1) {
                    different
                            .computeIfAbsent(String.join("; ", bases), any -> new ArrayList<>())
                            .add(label(name));
                } else if (with.size() > 1) {
                    double[] values = with.stream()
                            .mapToDouble(run -> figures(measured, run).get(name))
                            .toArray();
                    rows.add(mean(name, values, measured, runs.get(0)));
                }
            }
            if (rows.size() > 1) {
                page.table(rows);
            }
            different.forEach((bases, labels) -> page.text("No mean of " + String.join(", ", labels)
                    + ", because the runs were not measured on the same items or not in the same way: " + bases
                    + ". Measure them again in one way."));
        }
        if (!several.isEmpty()) {
            page.text("Means are over runs that differ only in the seed. Standard deviations divide by n − 1."
                    + " Intervals are Student's,"
                    + " for three runs or" + " more, within the range of the figure.");
        } else if (measured.size() > 1) {
            page.text("No two of these runs differ only in the seed, so there are no means.");
        }
        for (RunGroup group : groups) {
            for (RunFolder repeated : group.repeated()) {
                page.text(name(repeated.path())
                        + " has the data, the settings and the seed of another of these runs, and is left out of"
                        + " means.");
            }
        }
    }

    private List<String> mean(String name, double[] values, Map<Path, RunMetrics> measured, Path first) {
        ConfidenceInterval interval = ConfidenceInterval.of(values);
        RunMetrics.Range range = Objects.requireNonNull(measured.get(first)).range(name);
        return List.of(
                label(name),
                Integer.toString(values.length),
                number(interval.mean()) + " ± " + number(interval.deviation()),
                interval.isKnown()
                        ? number(interval.low(range.least())) + " to " + number(interval.high(range.most()))
                        : "");
    }

    /**
     * Adds a note if runs of a group were trained for different numbers of steps, because they were stopped or their
     * minutes were over.
     */
    private static void ended(HtmlPage page, RunGroup group) throws IOException {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (RunFolder run : group.runs()) {
            long step = Checkpoint.lastStep(run.checkpoints()).orElse(0);
            least = Math.min(least, step);
            most = Math.max(most, step);
        }
        if (least < most) {
            page.text("They were trained for " + Text.count(least) + " to " + Text.count(most) + " steps.");
        }
    }

    private static Map<String, Double> figures(Map<Path, RunMetrics> measured, Path run) {
        RunMetrics of = measured.get(run);
        return of == null ? Map.of() : of.figures();
    }

    private void curves(HtmlPage page, List<RunFolder> runs) throws IOException {
        page.section("Training curves");
        ChartData charts = new ChartData(this::label);
        for (RunFolder run : runs) {
            History history = History.of(run);
            history.loss().ifPresent(loss -> page.text(name(run.path()) + ": " + loss + "."));
            charts.add(name(run.path()), history);
        }
        if (charts.keys().isEmpty()) {
            page.text("No statistics yet; there is a line every ten steps.");
            return;
        }
        page.charts(charts);
        page.part("At the end");
        page.table(charts.last());
    }

    private void pictures(HtmlPage page, RunFolder run) throws IOException {
        page.section(name(run.path()));
        health(page, run);
        picture(page, Optional.of(run.reals()), "training data");
        dataWords(page, run);
        picture(page, last(run.path(), "samples-"), "what it makes");
        picture(page, last(run.path(), "codes-"), "effect of each code");
        meanings(page, run);
        shares(page, run);
        picture(page, Optional.of(run.path().resolve("confusion.png")), "categories and classes");
        picture(
                page,
                Optional.of(run.path().resolve("neighbours.png")),
                "samples, each followed by the three training images nearest to it");
    }

    /** How the data was understood when the run began, and what was left out of it. */
    private static void dataWords(HtmlPage page, RunFolder run) throws IOException {
        try {
            JsonNode data = run.describe().path("data");
            String remark = data.path("remark").asString("");
            if (!remark.isEmpty()) {
                page.text("Data: " + remark + ".");
            }
            for (JsonNode left : data.path("left_out")) {
                page.text("Data: " + left.asString("") + ".");
            }
        } catch (FormatException damaged) {
            // Other parts of the page say so.
        }
    }

    /** What each code does, if that was measured of the newest checkpoint. */
    private void meanings(HtmlPage page, RunFolder run) throws IOException {
        LatentSpec latent = run.config().latent();
        if (latent.codes().isEmpty()) {
            return;
        }
        page.part("What each code does");
        Optional<Meanings> measured = RunMeanings.read(
                run, latent, notice -> spec.commandLine().getErr().println("facet: " + notice));
        if (measured.isEmpty()) {
            page.text(Invocation.shown("Not measured; " + Hint.of("describe", run.path()) + " measures it."));
            return;
        }
        CodeNames given = names.getOrDefault(run.path(), CodeNames.NONE);
        page.table(MeaningsTable.rows(latent, given, Proposals.of(measured.get(), latent, given, false)));
        page.text(String.join(" ", MeaningsTable.basis(measured.get())));
    }

    /** How often each category is drawn, where that was learned. */
    private void shares(HtmlPage page, RunFolder run) throws IOException {
        CodeNames given = names.getOrDefault(run.path(), CodeNames.NONE);
        for (Code.Categorical code : RunPriors.latent(run).learned()) {
            page.part("Shares of " + given.label(code));
            List<List<String>> rows = new ArrayList<>(List.of(List.of("category", "share")));
            for (int category : given.order(code)) {
                rows.add(List.of(
                        given.label(code, category),
                        String.format(
                                Locale.ROOT, "%.1f %%", 100 * code.shares().get(category))));
            }
            page.table(rows);
            page.text(
                    code.used().size() + " of " + code.size() + " categories are in use. They are drawn as often as the"
                            + " recogniser found them in the training data.");
        }
    }

    /** What the last checkup found. */
    private static void health(HtmlPage page, RunFolder run) throws IOException {
        try {
            Optional<Health> health = Health.of(run);
            if (health.isEmpty()) {
                return;
            }
            List<String> messages = health.get().messages();
            page.text("At step " + Text.count(health.get().step())
                    + (messages.isEmpty() ? " nothing was wrong." : ": " + String.join(" ", messages)));
        } catch (FormatException e) {
            page.text("The health of the training is unknown: " + e.getMessage() + ".");
        }
    }

    private static void picture(HtmlPage page, Optional<Path> file, String caption) throws IOException {
        if (file.isPresent() && Files.exists(file.get())) {
            page.picture(
                    Files.readAllBytes(file.get()), caption + " (" + file.get().getFileName() + ")");
        }
    }

    /** The last snapshot of a kind; names sort by step because of leading zeros. */
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

    private void settings(HtmlPage page, List<RunFolder> runs) throws IOException {
        RunFolder first = runs.get(0);
        page.section("Settings");
        page.text("Of " + name(first.path()) + ":");
        page.verbatim(Files.readString(first.path().resolve("config.yaml")));
        for (RunFolder run : runs.subList(1, runs.size())) {
            List<String> differences = new ArrayList<>(ConfigDifference.between(first.config(), run.config()));
            RunGroup.dataDifference(first, run).ifPresent(differences::add);
            page.text(name(run.path()) + ": " + (differences.isEmpty() ? "the same" : String.join("; ", differences)));
        }
        page.part("Data and machine");
        page.verbatim(first.describe().toPrettyString());
    }

    private void commands(HtmlPage page, List<Path> runs) {
        page.section("Made again by");
        List<String> lines = new ArrayList<>();
        for (Path run : runs) {
            lines.add(Hint.line("train", "--config", run.resolve("config.yaml")));
            lines.add(Hint.line("evaluate", run));
        }
        lines.add(Hint.line(
                spec.commandLine().getParent().getParseResult().originalArgs().toArray()));
        String name = Invocation.command();
        page.verbatim(lines.stream()
                .map(line -> line.replaceFirst("^facet", Matcher.quoteReplacement(name)))
                .collect(Collectors.joining("\n")));
    }

    /** A key with the name of its code, if all runs use the same name. */
    private String label(String key) {
        Set<String> labels =
                names.values().stream().map(each -> RunNames.label(key, each)).collect(Collectors.toSet());
        return labels.size() == 1 ? labels.iterator().next() : key;
    }

    /** The folder's name if no other run has the same, else its path. */
    private String name(Path run) {
        String own = String.valueOf(run.getFileName());
        return counts.getOrDefault(own, 0) > 1 ? run.toString() : own;
    }

    private static String number(double value) {
        return (value == Math.rint(value) && Math.abs(value) < 1e12
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : String.format(Locale.ROOT, "%.4f", value))
                .replace('-', '−');
    }
}
