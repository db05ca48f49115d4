package dev.facet.app.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.Json;
import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluator;
import dev.facet.evaluate.ModelCentrality;
import dev.facet.metrics.Spearman;
import dev.facet.model.Model;
import dev.facet.train.RunFolder;
import dev.facet.train.Sweep;

/** Ranks runs without labels. */
@Command(
        name = "select",
        description = "Ranks runs without labels, by the agreement of their codes with those of the other runs"
                + " (ModelCentrality).",
        sortOptions = false,
        footer = {"", "Example: facet select sweeps/mnist"})
@SuppressWarnings("NullAway.Init")
public final class SelectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, or of sweeps.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "Number of groups of 100 images of each model with a common code. Default: 500.")
    private int groups = ModelCentrality.GROUPS;

    @Option(names = "--labels", description = "Also compare the ranking with that by accuracy, for data with labels.")
    private boolean labels;

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (groups < 10 || groups > 100_000) {
            throw new ParameterException(
                    spec.commandLine(), "--groups is " + groups + "; it must be from 10 to 100000");
        }
        List<Path> runs = Sweep.expand(folders);
        requireOneDataSet(runs);
        List<Model> models = new ArrayList<>();
        try {
            for (Path run : runs) {
                models.add(Facet.load(run));
            }
            ModelCentrality found = ModelCentrality.of(models, groups, 0);
            double[] accuracies = labels ? accuracies(runs, models) : new double[0];
            show(runs, found, accuracies);
        } finally {
            models.forEach(Model::close);
        }
        return 0;
    }

    /** Refuses runs of different data, because their agreement is meaningless. */
    private void requireOneDataSet(List<Path> runs) throws IOException {
        RunFolder first = open(runs.get(0));
        for (Path path : runs) {
            RunFolder run = open(path);
            if (!run.fingerprint().equals(first.fingerprint())) {
                throw new UsageException("runs of different data cannot be ranked together: " + first.path()
                        + " was trained on " + dataOf(first) + ", " + path + " on " + dataOf(run)
                        + ". Name runs of one data set.");
            }
        }
    }

    private RunFolder open(Path path) {
        try {
            return RunFolder.open(path);
        } catch (UsageException e) {
            throw folders.contains(path)
                    ? new UsageException(
                            e.getMessage() + " A sweep is a folder that `facet sweep CONFIG` made, such as"
                                    + " sweeps/strokes.",
                            e)
                    : e;
        }
    }

    private static String dataOf(RunFolder run) throws IOException {
        String fingerprint = run.fingerprint();
        return run.config().data().source() + " (fingerprint "
                + fingerprint.substring(0, Math.min(12, fingerprint.length())) + ")";
    }

    private double[] accuracies(List<Path> runs, List<Model> models) throws IOException {
        double[] accuracies = new double[runs.size()];
        for (int i = 0; i < accuracies.length; i++) {
            DataConfig data = Facet.config(runs.get(i)).data();
            try (Dataset fit = Facet.open(data, Split.TRAIN);
                    Dataset held = Facet.open(data, Split.TEST)) {
                Categories categories = new Evaluator(models.get(i))
                        .evaluate(fit, held.size() > 0 ? held : fit)
                        .categories();
                accuracies[i] = categories == null
                        ? Double.NaN
                        : categories.clustering().accuracy();
            }
        }
        return accuracies;
    }

    private void show(List<Path> runs, ModelCentrality found, double[] accuracies) {
        List<Integer> order = IntStream.range(0, runs.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -found.scores()[i]))
                .toList();
        boolean scored = accuracies.length > 0
                && IntStream.range(0, accuracies.length).noneMatch(i -> Double.isNaN(accuracies[i]));
        PrintWriter stdout = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("runs", order.stream().map(i -> runs.get(i).toString()).toList());
            object.put("centrality", order.stream().map(i -> found.scores()[i]).toList());
            if (scored) {
                object.put("accuracy", order.stream().map(i -> accuracies[i]).toList());
                object.put("spearman", Spearman.rho(found.scores(), accuracies));
            }
            stdout.println(Json.line(object));
            return;
        }
        stdout.println("centrality" + (scored ? "  accuracy" : "") + "  run");
        for (int i : order) {
            stdout.println(String.format(Locale.ROOT, "%10.3f", found.scores()[i])
                    + (scored ? String.format(Locale.ROOT, "%10.3f", accuracies[i]) : "") + "  " + runs.get(i));
        }
        if (scored) {
            stdout.println(String.format(
                    Locale.ROOT,
                    "rank correlation of centrality and accuracy ρ = %.2f",
                    Spearman.rho(found.scores(), accuracies)));
        } else if (labels) {
            stdout.println("the data has no labels, or the runs no categories, to compare the ranking with");
        }
    }
}
