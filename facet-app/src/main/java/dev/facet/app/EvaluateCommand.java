package dev.facet.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.codes.Code;
import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Split;
import dev.facet.evaluate.Classifier;
import dev.facet.evaluate.Conditional;
import dev.facet.evaluate.Disentanglement;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluator;
import dev.facet.evaluate.ImageFactors;
import dev.facet.evaluate.SampleQuality;
import dev.facet.explore.ConfusionPicture;
import dev.facet.model.Model;

/** Measures what the codes of a run are worth. */
@Command(
        name = "evaluate",
        description =
                "Measures what the codes found: with labels accuracy, NMI, ARI and the confusion matrix; with known "
                        + "factors what each code follows; for methods that learn labels whether the classes asked for are drawn; "
                        + "usage, entropy and mutual information wherever there is a recogniser.",
        sortOptions = false,
        footer = {
            "",
            "Categories are matched with classes on the training part and scored on the",
            "part held out, if there is one.",
            "The figures are also appended to metrics.jsonl in the run folder."
        })
@SuppressWarnings("NullAway.Init")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(names = "--data", paramLabel = "DATA", description = "The images to ask about. Default: those of the run.")
    private @Nullable String data;

    @Option(
            names = "--moments",
            description =
                    "Ask also what the continuous codes follow of ink, slant and width, as measured in each image by its "
                            + "moments: for grey figures on black.")
    private boolean moments;

    @Option(
            names = "--disentanglement",
            description =
                    "Measure also how well each code follows one factor: BetaVAE, FactorVAE, MIG, SAP, DCI, modularity, "
                            + "explicitness. For data whose factors are known, or with --moments.")
    private boolean disentanglement;

    @Mixin
    private QualityOptions quality;

    @Option(names = "--json", description = "Print one JSON object instead of the report.")
    private boolean json;

    @Option(names = "--out", paramLabel = "DIR", description = "Where confusion.png goes. Default: RUN.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        RunConfig settings = Facet.config(run);
        DataConfig trained = settings.data();
        try (Model model = Facet.load(run)) {
            DataConfig config = DataSource.forModel(data == null ? trained.source() : data, trained);
            DownloadBar.fetch(config.source(), spec.commandLine().getErr());
            try (Dataset fit = Facet.open(config, Split.TRAIN);
                    Dataset held = Facet.open(config, Split.TEST)) {
                Dataset score = held.size() > 0 ? held : fit;
                Optional<Factors> factors = factors(score);
                Disentanglement measured = disentanglement ? disentanglement(model, score, factors) : null;
                Evaluation evaluation = new Evaluator(model).evaluate(fit, score, factors);
                Conditional conditional = settings.hasClassCode() ? conditional(model, fit, score) : null;
                SampleQuality judged =
                        quality.measure(model, fit, score, spec.commandLine().getErr());
                show(evaluation, conditional, measured, judged, fit, score);
            }
        }
        return 0;
    }

    private Optional<Factors> factors(Dataset score) {
        if (!moments) {
            return score.factors();
        }
        Factors measured = ImageFactors.of(score);
        return Optional.of(score.factors().map(known -> known.and(measured)).orElse(measured));
    }

    private static Disentanglement disentanglement(Model model, Dataset score, Optional<Factors> factors) {
        return Disentanglement.of(
                model,
                score,
                factors.orElseThrow(() -> new UsageException(score.name()
                        + " has no known factors to measure disentanglement by; sprites and strokes have, a folder may have a factors.csv, "
                        + "and --moments measures some in grey figures.")),
                0);
    }

    /** Null where the data cannot tell: it has no labels, or those of other classes. */
    private @Nullable Conditional conditional(Model model, Dataset fit, Dataset score) {
        Code.Categorical code = model.latent().categorical().get(0);
        if (fit.labels().isEmpty()
                || score.labels().isEmpty()
                || fit.labels().get().names().size() != code.size()) {
            return null;
        }
        spec.commandLine()
                .getErr()
                .println("asking a classifier of " + fit.name() + " (trained now if it is the first time)");
        spec.commandLine().getErr().flush();
        try (Classifier classifier = Classifier.of(fit)) {
            return Conditional.of(model, code, classifier, score);
        }
    }

    private void show(
            Evaluation evaluation,
            @Nullable Conditional conditional,
            @Nullable Disentanglement measured,
            @Nullable SampleQuality judged,
            Dataset fit,
            Dataset score)
            throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        String object = Json.line(object(evaluation, conditional, measured, judged, score));
        Path folder = out == null ? run : out;
        Files.createDirectories(folder);
        Files.writeString(
                (Files.isWritable(run) ? run : folder).resolve("metrics.jsonl"),
                object + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Categories categories = evaluation.categories();
        Path picture = folder.resolve("confusion.png");
        if (categories != null) {
            Pictures.write(picture(categories), picture);
        }
        if (json) {
            stdout.println(object);
        } else {
            stdout.println(run + " on " + Text.count(score.size()) + " "
                    + score.shape().plural() + " of " + score.name()
                    + (fit == score ? "" : ", categories matched on " + Text.count(fit.size()) + " others"));
            stdout.println();
            if (conditional != null) {
                stdout.println(Findings.drawn(conditional));
                if (!Double.isNaN(conditional.recogniserAccuracy())) {
                    stdout.println(Findings.told(conditional));
                }
            }
            Findings.report(evaluation).forEach(stdout::println);
            if (measured != null) {
                DisentanglementReport.lines(measured).forEach(stdout::println);
            }
            if (judged != null) {
                QualityOptions.lines(judged).forEach(stdout::println);
            }
        }
        stdout.flush();
        if (categories != null) {
            (json ? spec.commandLine().getErr() : stdout).println((json ? "" : "\n") + picture);
        }
    }

    private static BufferedImage picture(Categories categories) {
        List<String> names = IntStream.range(0, categories.confusion().categories())
                .mapToObj(Integer::toString)
                .toList();
        String title = categories.code() + " " + Findings.found(categories, "classes");
        return new ConfusionPicture(
                        title,
                        names,
                        categories.classNames(),
                        categories.confusion().counts())
                .draw();
    }

    /** The keys that other programs rely on. */
    private Map<String, Object> object(
            Evaluation evaluation,
            @Nullable Conditional conditional,
            @Nullable Disentanglement measured,
            @Nullable SampleQuality judged,
            Dataset score) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("run", run.toString());
        object.put("data", score.name());
        object.put("images", evaluation.images());
        Categories categories = evaluation.categories();
        if (categories != null) {
            Map<String, Object> clustering = new LinkedHashMap<>();
            clustering.put("code", categories.code());
            clustering.put("accuracy", categories.clustering().accuracy());
            clustering.put("nmi", categories.clustering().nmi());
            clustering.put("ari", categories.clustering().ari());
            clustering.put("purity", categories.clustering().purity());
            clustering.put("covered", categories.clustering().covered());
            clustering.put("match", categories.clustering().match());
            object.put("clustering", clustering);
            object.put("confusion", categories.confusion().counts());
        }
        if (conditional != null) {
            object.put("conditional_accuracy", conditional.conditionalAccuracy());
            object.put("classifier_accuracy", conditional.classifierAccuracy());
            if (!Double.isNaN(conditional.recogniserAccuracy())) {
                object.put("recogniser_accuracy", conditional.recogniserAccuracy());
            }
        }
        object.put("mutual_information", evaluation.mutualInformation());
        object.put("usage", evaluation.usage());
        object.put("factors", evaluation.factors());
        object.put("within_classes", evaluation.within());
        if (measured != null) {
            object.put("disentanglement", DisentanglementReport.object(measured));
        }
        if (judged != null) {
            object.put("quality", QualityOptions.object(judged));
        }
        return object;
    }
}
