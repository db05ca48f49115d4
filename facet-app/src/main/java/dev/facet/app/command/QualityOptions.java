package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.app.console.Text;
import dev.facet.data.Dataset;
import dev.facet.evaluate.BroughtNetwork;
import dev.facet.evaluate.Classifier;
import dev.facet.evaluate.FeatureNetwork;
import dev.facet.evaluate.SampleQuality;
import dev.facet.model.Model;

/** Options for measuring the quality of samples, and the results for people and for programs. */
@SuppressWarnings("NullAway.Init")
final class QualityOptions {
    @Option(
            names = "--quality",
            description =
                    "Also measure how similar samples and real images are: Fréchet and kernel distance, precision,"
                            + " recall, density, coverage. Features come from a classifier that is trained once per"
                            + " labelled data set, unless --features "
                            + "names a network.")
    private boolean quality;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "An ONNX file whose first output is the features; Inception-v3 gives the FID. docs/metrics.md"
                    + " explains how to make one from PyTorch.")
    private @Nullable Path network;

    @Option(
            names = "--features-range",
            paramLabel = "RANGE",
            defaultValue = "UNIT",
            description = "Its input values for black and white: unit (0, 1), symmetric (-1, 1) or bytes (0, 255)."
                    + " Default: unit.")
    private BroughtNetwork.Range range;

    @Option(
            names = "--features-size",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description = "Height and width of its input images. Default: those in the ONNX file.")
    private int size;

    /** Whether quality was requested. */
    boolean asked() {
        return quality || network != null;
    }

    /** Why quality cannot be measured, as far as is known before anything is computed; empty if it can. */
    Optional<String> obstacle(Dataset fit, Dataset score) throws IOException {
        if (network != null) {
            BroughtNetwork.open(network, range, size).close(); // a file that is not a network ends the command here
            return SampleQuality.obstacle(score);
        }
        return SampleQuality.obstacle(score)
                .or(() -> Classifier.obstacle(fit)
                        .map(reason -> reason
                                + " --quality compares samples by its features unless --features FILE"
                                + " names a network."))
                .or(() -> SampleQuality.obstacle(score, Classifier.width(fit)));
    }

    /** Measures the quality; null if it was not requested. */
    @Nullable
    SampleQuality measure(Model model, Dataset fit, Dataset score, PrintWriter err) throws IOException {
        if (network != null) {
            try (FeatureNetwork brought = BroughtNetwork.open(network, range, size)) {
                return SampleQuality.of(model, brought, score);
            }
        }
        if (!quality) {
            return null;
        }
        err.println("asking a classifier of " + fit.name() + " (trained now if it is the first time)");
        err.flush();
        try (Classifier classifier = Classifier.of(fit)) {
            err.println(String.format(
                    Locale.ROOT,
                    "it tells the class of %.1f %% of %s real ones",
                    100 * classifier.accuracy(score),
                    Text.count(score.size())));
            err.flush();
            return SampleQuality.of(model, classifier, score);
        }
    }

    static List<String> lines(SampleQuality judged) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("quality of " + Text.count(judged.count()) + " samples beside as many of " + judged.reference()
                + ", by " + Text.count(judged.width()) + " features of " + judged.network());
        figures(judged)
                .forEach((name, value) ->
                        lines.add(String.format(Locale.ROOT, "  %-20s %.4f", name.replace('_', ' '), value)));
        lines.add("  (the last four but the score are of the first " + Text.count(judged.neighbourhoodCount())
                + " of each; nothing here compares with figures of other networks)");
        return lines;
    }

    /** The keys of the JSON output, on which other programs rely. */
    static Map<String, Object> object(SampleQuality judged) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("network", judged.network());
        object.put("features", judged.width());
        object.put("reference", judged.reference());
        object.put("reference_fingerprint", judged.fingerprint());
        object.put("samples", judged.count());
        object.put("neighbourhood_samples", judged.neighbourhoodCount());
        object.putAll(figures(judged));
        return object;
    }

    private static Map<String, Double> figures(SampleQuality judged) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("frechet", judged.frechet());
        figures.put("kernel_distance", judged.kernel().mean());
        figures.put("kernel_deviation", judged.kernel().deviation());
        figures.put("precision", judged.neighbourhoods().precision());
        figures.put("recall", judged.neighbourhoods().recall());
        figures.put("density", judged.neighbourhoods().density());
        figures.put("coverage", judged.neighbourhoods().coverage());
        judged.inceptionScore().ifPresent(score -> figures.put("inception_score", score));
        return figures;
    }
}
