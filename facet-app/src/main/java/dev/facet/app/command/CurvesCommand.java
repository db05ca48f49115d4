package dev.facet.app.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.report.Pictures;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Nearest;
import dev.facet.config.UsageException;
import dev.facet.explore.Chart;
import dev.facet.train.History;
import dev.facet.train.RunFolder;

/** Draws the statistics of runs as curves. */
@Command(
        name = "curves",
        description = "Draws statistics of one or more runs over the steps, such as the information about each code.",
        sortOptions = false,
        footer = {
            "",
            "Example, figure 1 of the InfoGAN paper:",
            "  facet curves runs/00001-mnist-infogan runs/00002-mnist-gan --key nats/digit",
            "As vectors, for a paper:",
            "  facet curves runs/00001-mnist-infogan --out curves.svg"
        })
@SuppressWarnings("NullAway.Init")
public final class CurvesCommand implements Callable<Integer> {
    private static final String INFORMATION = "nats/";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of training runs.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "A key of stats.jsonl to draw, with the id or the name of a code; repeatable. Default: the"
                    + " information about each code.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--until", paramLabel = "STEP", description = "Leave out all later steps.")
    private @Nullable Long until;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "curves.png",
            description = "Where the picture goes: SVG if the name ends in .svg, else PNG. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--dark", description = "Draw for a dark page.")
    private boolean dark;

    @Override
    public Integer call() throws IOException {
        Map<Path, Noted> all = new LinkedHashMap<>();
        Set<String> known = new LinkedHashSet<>();
        for (Path run : runs) {
            RunFolder folder = RunFolder.open(run);
            LatentSpec latent = folder.config().latent();
            History history = History.until(folder, until == null ? Long.MAX_VALUE : until);
            history.loss().ifPresent(loss -> spec.commandLine().getErr().println("facet: " + run + ": " + loss));
            Noted noted = new Noted(history, latent, RunNames.of(run, latent, spec));
            all.put(run, noted);
            known.addAll(history.keys());
        }
        List<String> wanted = keys.isEmpty()
                ? known.stream().filter(key -> key.startsWith(INFORMATION)).toList()
                : keys;
        for (String key : wanted) {
            require(all.values(), known, key);
        }
        List<Chart.Line> lines = new ArrayList<>();
        Map<String, Chart.Mark> marks = new LinkedHashMap<>();
        all.forEach((run, noted) -> {
            for (String given : wanted) {
                String key = noted.key(given);
                Map<Long, Double> values = noted.history().values(key);
                if (!values.isEmpty()) {
                    lines.add(line(run, RunNames.label(key, noted.names()), values));
                    noted.history().values("max_" + key).values().stream()
                            .reduce((first, second) -> second)
                            .ifPresent(
                                    most -> marks.put(number(most), new Chart.Mark("at most " + number(most), most)));
                }
            }
        });
        if (lines.isEmpty()) {
            throw new UsageException("the runs have no statistics to draw yet"
                    + (until == null ? "" : " until step " + until) + "; statistics come every 10 steps.");
        }
        String title = String.join(", ", wanted) + " of " + (runs.size() == 1 ? runs.get(0) : runs.size() + " runs");
        Chart.Theme theme = dark ? Chart.Theme.DARK : Chart.Theme.LIGHT;
        Chart chart = new Chart(title, "step", lines, List.copyOf(marks.values()), theme);
        if (out.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
            Pictures.write(chart.svg().getBytes(StandardCharsets.UTF_8), out);
        } else {
            Pictures.write(chart.draw(), out);
        }
        spec.commandLine().getOut().println(out);
        return 0;
    }

    /** The statistics of a run and the names of its codes. */
    private record Noted(History history, LatentSpec latent, CodeNames names) {
        /** The key in the statistics; a given key may contain the name of a code in place of its id. */
        String key(String given) {
            return history.keys().contains(given) ? given : RunNames.key(given, latent, names);
        }
    }

    private static Chart.Line line(Path run, String key, Map<Long, Double> values) {
        double[] x = values.keySet().stream().mapToDouble(Long::doubleValue).toArray();
        double[] y = values.values().stream().mapToDouble(Double::doubleValue).toArray();
        return new Chart.Line(run + " " + key + ": " + number(y[y.length - 1]) + " at the end", x, y);
    }

    private static void require(Collection<Noted> all, Set<String> known, String key) {
        if (all.stream().noneMatch(noted -> noted.history().keys().contains(noted.key(key)))) {
            List<String> candidates = new ArrayList<>(known);
            all.forEach(noted ->
                    noted.history().keys().forEach(each -> candidates.add(RunNames.named(each, noted.names()))));
            throw new UsageException("no run has statistics '" + key + "'"
                    + Nearest.of(key, candidates)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; there are " + String.join(", ", known)));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replace('-', '−');
    }
}
