package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Json;
import dev.facet.app.console.Program;
import dev.facet.app.console.Text;
import dev.facet.app.console.Unmeasured;
import dev.facet.app.report.DisentanglementReport;
import dev.facet.app.report.Findings;
import dev.facet.app.report.NeighboursPicture;
import dev.facet.app.report.Pictures;
import dev.facet.app.report.ReconstructionsPicture;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Draws;
import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Part;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.source.DataSource;
import dev.facet.evaluate.Classifier;
import dev.facet.evaluate.Conditional;
import dev.facet.evaluate.Disentanglement;
import dev.facet.evaluate.EncoderFindings;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluator;
import dev.facet.evaluate.ImageFactors;
import dev.facet.evaluate.SampleQuality;
import dev.facet.evaluate.TrainingNeighbours;
import dev.facet.explore.CodeValues;
import dev.facet.explore.ConfusionPicture;
import dev.facet.method.Methods;
import dev.facet.model.Model;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;

/** Measures how good the codes of a run are. */
@Command(
        name = "evaluate",
        description =
                "Measures what the codes found: with labels accuracy, NMI, ARI and the confusion matrix; with known "
                        + "factors what each code follows; for methods that learn labels whether the classes asked"
                        + " for are drawn; "
                        + "usage, entropy and mutual information wherever there is a recogniser.",
        sortOptions = false,
        footer = {
            "",
            "Categories are matched with classes on the training part and scored on the",
            "test part, or where there is none on what the run held out (data.held-out).",
            "The figures are also appended to metrics.jsonl in the run folder. Figures that",
            "cannot be measured are named at the start, with the reason; all others are",
            "measured and printed. The exit code is 1 if a figure is missing that an option",
            "requested."
        })
@SuppressWarnings("NullAway.Init")
public final class EvaluateCommand implements Callable<Integer> {
    /** Names of figures in messages about missing ones. */
    private static final String CODES = "codes";

    private static final String READING = "reading";
    private static final String CLUSTERING = "clustering";
    private static final String DRAWN = "conditional_accuracy";
    private static final String DISENTANGLEMENT = "disentanglement";
    private static final String QUALITY = "quality";
    private static final String MOMENTS = "moments";
    private static final String ENCODER = "reconstruction";
    private static final String NEAREST = "nearest training images";

    /** Images that are drawn beside what the generator makes of them. */
    private static final int PAIRS = 32;

    /** Samples whose nearest training images are looked for. */
    private static final int SAMPLES = 128;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(names = "--data", paramLabel = "DATA", description = "The images to evaluate. Default: those of the run.")
    private @Nullable String data;

    @Option(
            names = "--moments",
            description = "Correlate the continuous codes with ink, slant and width, measured in each image by its"
                    + " moments: for grey figures on black.")
    private boolean moments;

    @Option(
            names = "--disentanglement",
            description = "Measure also how well each code follows one factor: BetaVAE, FactorVAE, MIG, SAP, DCI,"
                    + " modularity, "
                    + "explicitness. For data whose factors are known, or with --moments.")
    private boolean disentanglement;

    @Mixin
    private QualityOptions quality;

    @Option(names = "--json", description = "Print one JSON object instead of the report.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where confusion.png, neighbours.png and reconstructions.png go. Default: RUN.")
    private @Nullable Path out;

    @Mixin
    private CheckpointOption checkpoint;

    /** The step of the newest state when the measurement began. */
    private long step;

    @Override
    public Integer call() throws IOException {
        RunConfig settings = Facet.config(run);
        DataConfig trained = settings.data();
        Unmeasured unmeasured = new Unmeasured(spec.commandLine().getErr(), program.debug());
        step = Checkpoint.lastStep(RunFolder.open(run).checkpoints()).orElse(0);
        try (Model model = checkpoint.load(run)) {
            DataConfig config = DataSource.forModel(data == null ? trained.source() : data, trained);
            DownloadBar.fetch(config.source(), spec.commandLine().getErr());
            try (Dataset fit = Facet.open(config, Split.TRAIN);
                    Dataset held = Facet.open(config, Split.TEST)) {
                Dataset score = held.size() > 0 ? held : fit;
                Optional<Factors> factors = factors(score, unmeasured);
                obstacles(unmeasured, settings, model, fit, score, factors);
                Evaluator evaluator = new Evaluator(model);
                Figures figures = new Figures(
                        unmeasured.attempt(CODES, () -> evaluator.evaluate(fit, score, factors)),
                        Methods.of(settings).hasClassCode()
                                ? unmeasured.attempt(DRAWN, () -> conditional(model, fit, score))
                                : null,
                        disentanglement
                                ? unmeasured.attempt(
                                        DISENTANGLEMENT,
                                        () -> Disentanglement.of(
                                                model, evaluator.read(score), score, factors.orElseThrow(), 0))
                                : null,
                        unmeasured.attempt(
                                QUALITY,
                                () -> quality.measure(
                                        model, fit, score, spec.commandLine().getErr())),
                        unmeasured.attempt(NEAREST, () -> nearest(model, fit, held)),
                        model.inverts() ? unmeasured.attempt(ENCODER, () -> again(model, fit, score, factors)) : null);
                show(RunNames.of(run, model.latent(), spec), figures, unmeasured, fit, score);
            }
        }
        return unmeasured.failed() ? ExitCodes.FAILED : 0;
    }

    /** The measured figures; null for those that were not requested or cannot be measured. */
    private record Figures(
            @Nullable Evaluation evaluation,
            @Nullable Conditional conditional,
            @Nullable Disentanglement disentanglement,
            @Nullable SampleQuality quality,
            @Nullable Nearest nearest,
            @Nullable Again again) {}

    /** What was measured of the encoder, and a picture of images beside those that are made again. */
    private record Again(EncoderFindings found, BufferedImage picture) {}

    /** The training images nearest to samples, and a picture of them. */
    private record Nearest(TrainingNeighbours found, BufferedImage picture) {}

    /** Reports figures that cannot be measured before anything is computed. */
    private void obstacles(
            Unmeasured unmeasured,
            RunConfig settings,
            Model model,
            Dataset fit,
            Dataset score,
            Optional<Factors> factors)
            throws IOException {
        if (!model.recognises()) {
            unmeasured.note(READING, "the run has no recogniser, which reads codes.");
        } else if (model.latent().categorical().isEmpty()) {
            unmeasured.note(CLUSTERING, "the run has no categorical code.");
        } else if (fit.labels().isEmpty() || score.labels().isEmpty()) {
            unmeasured.note(CLUSTERING, score.name() + " has no labels to score categories by.");
        }
        if (Methods.of(settings).hasClassCode()) {
            conditionalObstacle(model, fit, score).ifPresent(reason -> unmeasured.note(DRAWN, reason));
        }
        if (disentanglement) {
            Disentanglement.obstacle(model, score, factors)
                    .ifPresent(reason -> unmeasured.refuse(DISENTANGLEMENT, reason));
        }
        if (quality.asked()) {
            quality.obstacle(fit, score).ifPresent(reason -> unmeasured.refuse(QUALITY, reason));
        }
    }

    private Optional<Factors> factors(Dataset score, Unmeasured unmeasured) {
        Factors measured = moments ? unmeasured.attempt(MOMENTS, () -> ImageFactors.of(score)) : null;
        return measured == null
                ? score.factors()
                : Optional.of(score.factors().map(known -> known.and(measured)).orElse(measured));
    }

    /** Why classes cannot be evaluated: the data has no labels, or other classes. */
    private static Optional<String> conditionalObstacle(Model model, Dataset fit, Dataset score) {
        Code.Categorical code = model.latent().categorical().get(0);
        if (score.labels().isEmpty()) {
            return Optional.of(score.name() + " has no labels, and a classifier is learned from labels.");
        }
        return Classifier.obstacle(fit)
                .or(() -> fit.labels().orElseThrow().names().size() == code.size()
                        ? Optional.empty()
                        : Optional.of("the code " + code.name() + " has " + code.size() + " categories, and "
                                + fit.name() + " has "
                                + fit.labels().orElseThrow().names().size() + " classes."));
    }

    private Conditional conditional(Model model, Dataset fit, Dataset score) {
        spec.commandLine()
                .getErr()
                .println("asking a classifier of " + fit.name() + " (trained now if it is the first time)");
        spec.commandLine().getErr().flush();
        try (Classifier classifier = Classifier.of(fit)) {
            return Conditional.of(model, model.latent().categorical().get(0), classifier, score);
        }
    }

    private void show(CodeNames names, Figures figures, Unmeasured unmeasured, Dataset fit, Dataset score)
            throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        String object = Json.line(object(figures, unmeasured, score));
        Path folder = out == null ? run : out;
        Files.createDirectories(folder);
        Files.writeString(
                (Files.isWritable(run) ? run : folder).resolve("metrics.jsonl"),
                object + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Categories categories =
                figures.evaluation() == null ? null : figures.evaluation().categories();
        Path picture = folder.resolve("confusion.png");
        if (categories != null) {
            Pictures.write(picture(categories, names), picture);
        }
        Path neighbours = folder.resolve("neighbours.png");
        if (figures.nearest() != null) {
            Pictures.write(figures.nearest().picture(), neighbours);
        }
        Path pairs = folder.resolve("reconstructions.png");
        if (figures.again() != null) {
            Pictures.write(figures.again().picture(), pairs);
        }
        if (json) {
            stdout.println(object);
        } else {
            stdout.println(run + " on " + Text.count(score.size()) + " "
                    + (score instanceof Part ? "held-out " : "")
                    + score.shape().plural() + " of " + score.name()
                    + (fit == score ? "" : ", categories matched on " + Text.count(fit.size()) + " others"));
            stdout.println();
            lines(figures, names, score.shape()).forEach(stdout::println);
            if (!unmeasured.reasons().isEmpty()) {
                stdout.println();
                stdout.println("not measured");
                unmeasured.reasons().forEach((figure, reason) -> stdout.println("  " + figure + ": " + reason));
            }
        }
        stdout.flush();
        if (categories != null) {
            (json ? spec.commandLine().getErr() : stdout).println((json ? "" : "\n") + picture);
        }
        if (figures.nearest() != null) {
            (json ? spec.commandLine().getErr() : stdout).println(neighbours);
        }
        if (figures.again() != null) {
            (json ? spec.commandLine().getErr() : stdout).println(pairs);
        }
    }

    private static Again again(Model model, Dataset fit, Dataset score, Optional<Factors> factors) {
        EncoderFindings found = EncoderFindings.of(model, fit, score, factors);
        int[] first = IntStream.range(0, Math.min(PAIRS, score.size())).toArray();
        return new Again(
                found, ReconstructionsPicture.of(model, Items.of(score, first), new CodeValues(Map.of(), List.of())));
    }

    /** The training images nearest to samples; null where other data is evaluated, or there is nothing to look at. */
    private @Nullable Nearest nearest(Model model, Dataset training, Dataset heldOut) {
        if (data != null || !(training.shape() instanceof ImageShape) || training.size() < TrainingNeighbours.COUNT) {
            return null;
        }
        Items samples = model.generate(Draws.seed(0, "neighbours"), SAMPLES);
        TrainingNeighbours found = TrainingNeighbours.of(samples, training, heldOut);
        return new Nearest(found, NeighboursPicture.of(samples, found, training));
    }

    private static List<String> lines(Figures figures, CodeNames names, Shape shape) {
        List<String> lines = new ArrayList<>();
        Conditional conditional = figures.conditional();
        if (conditional != null) {
            lines.add(Findings.drawn(conditional, names));
            if (!Double.isNaN(conditional.recogniserAccuracy())) {
                lines.add(Findings.told(conditional, names));
            }
        }
        if (figures.evaluation() != null) {
            lines.addAll(Findings.report(figures.evaluation(), names));
        }
        if (figures.again() != null) {
            lines.add("");
            lines.addAll(Findings.encoder(figures.again().found(), names, shape));
        }
        if (figures.disentanglement() != null) {
            lines.addAll(DisentanglementReport.lines(figures.disentanglement(), names));
        }
        if (figures.quality() != null) {
            lines.addAll(QualityOptions.lines(figures.quality()));
        }
        if (figures.nearest() != null && !Double.isNaN(figures.nearest().found().ratio())) {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT,
                    "samples are %.2f times as far from their nearest training image as held-out images are"
                            + " (about 1: new; near 0: repeated)",
                    figures.nearest().found().ratio()));
        }
        return lines;
    }

    private static BufferedImage picture(Categories categories, CodeNames names) {
        int count = categories.confusion().categories();
        List<String> labels = IntStream.range(0, count)
                .mapToObj(category -> Findings.label(categories.code(), count, category, names))
                .toList();
        String title = names.label(categories.code()) + " " + Findings.found(categories, "classes");
        return new ConfusionPicture(
                        title,
                        labels,
                        categories.classNames(),
                        categories.confusion().counts())
                .draw();
    }

    /** The keys of the JSON output, on which other programs rely. */
    private Map<String, Object> object(Figures figures, Unmeasured unmeasured, Dataset score) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("run", run.toString());
        object.put("data", score.name());
        object.put("own_data", data == null);
        object.put("fingerprint", score.fingerprint());
        object.put("images", score.size());
        object.put("held_out", score instanceof Part);
        if (checkpoint.which() != null) {
            object.put("checkpoint", checkpoint.which());
        } else {
            object.put("step", step);
        }
        Evaluation evaluation = figures.evaluation();
        Categories categories = evaluation == null ? null : evaluation.categories();
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
        Conditional conditional = figures.conditional();
        if (conditional != null) {
            object.put("conditional_accuracy", conditional.conditionalAccuracy());
            object.put("classifier_accuracy", conditional.classifierAccuracy());
            if (!Double.isNaN(conditional.recogniserAccuracy())) {
                object.put("recogniser_accuracy", conditional.recogniserAccuracy());
            }
        }
        Nearest nearest = figures.nearest();
        if (nearest != null && !Double.isNaN(nearest.found().ratio())) {
            object.put("nearest_training_ratio", nearest.found().ratio());
        }
        if (evaluation != null) {
            object.put("mutual_information", evaluation.mutualInformation());
            object.put("usage", evaluation.usage());
            object.put("factors", evaluation.factors());
            object.put("within_classes", evaluation.within());
        }
        if (figures.again() != null) {
            EncoderFindings encoder = figures.again().found();
            Map<String, Object> reconstruction = new LinkedHashMap<>();
            reconstruction.put("items", encoder.reconstruction().items());
            reconstruction.put("error", encoder.reconstruction().error());
            reconstruction.put("of_mean", encoder.reconstruction().ofMean());
            reconstruction.put("factors", encoder.factors());
            object.put(ENCODER, reconstruction);
        }
        if (figures.disentanglement() != null) {
            object.put("disentanglement", DisentanglementReport.object(figures.disentanglement()));
        }
        if (figures.quality() != null) {
            object.put("quality", QualityOptions.object(figures.quality()));
        }
        object.put("unmeasured", unmeasured.reasons());
        return object;
    }
}
