package dev.facet.app.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The latest values of the single figures in a run's {@code metrics.jsonl}, which {@code evaluate} writes. Names of
 * figures for other data ({@code evaluate --data}) contain the data, such as {@code accuracy on svhn}. Figures of older
 * states of the run ({@code evaluate --checkpoint}) do not count.
 *
 * @param figures the values by name; empty if nothing was measured
 * @param mostNats upper bounds of {@code nats/CODE}
 * @param bases what each figure was measured on and with: figures with different ones must not be averaged
 */
public record RunMetrics(Map<String, Double> figures, Map<String, Double> mostNats, Map<String, String> bases) {
    /** Figures between 0 and 1. */
    private static final Set<String> SHARES = Set.of(
            "accuracy",
            "nmi",
            "purity",
            "conditional_accuracy",
            "classifier_accuracy",
            "recogniser_accuracy",
            "precision",
            "recall",
            "coverage",
            "beta_vae",
            "factor_vae",
            "mig",
            "sap_r2",
            "sap_svm",
            "dci_disentanglement",
            "dci_completeness",
            "dci_informativeness",
            "modularity",
            "explicitness");

    /** Figures that are never negative and have no upper bound. */
    private static final Set<String> POSITIVE =
            Set.of("covered", "frechet", "kernel_deviation", "density", "inception_score");

    /** Numbers that describe a measurement and are no figures. */
    private static final Set<String> COUNTS =
            Set.of("images", "step", "train", "test", "features", "samples", "neighbourhood_samples");

    /** As many characters of a fingerprint as tell data apart. */
    private static final int BRIEF = 12;

    /** The possible range of a figure. */
    public record Range(double least, double most) {}

    /** Reads the figures of a run. */
    public static RunMetrics of(Path run) throws IOException {
        RunMetrics metrics = new RunMetrics(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        MetricsFile.lines(run).forEach(metrics::add);
        return metrics;
    }

    /**
     * The possible range of a figure's mean over runs. The adjusted Rand index is at least −1/2 (Chacón, Rastrojo
     * 2022).
     */
    public Range range(String name) {
        String figure = name.replaceFirst(" on .*", "");
        if (SHARES.contains(figure)) {
            return new Range(0, 1);
        }
        if (figure.equals("ari")) {
            return new Range(-0.5, 1);
        }
        return new Range(
                POSITIVE.contains(figure) ? 0 : Double.NEGATIVE_INFINITY,
                mostNats.getOrDefault(name, Double.POSITIVE_INFINITY));
    }

    private void add(JsonNode object) {
        String on = object.path("own_data").asBoolean(true)
                ? ""
                : " on " + object.path("data").asString("?");
        String basis = basis(object);
        numbers(object.path("clustering"), on, basis);
        numbers(object, on, basis);
        for (JsonNode code : object.path("mutual_information")) {
            // these are figures of generated images, whatever the real data was
            String name = "nats/" + code.path("code").asString("");
            figures.put(name, code.path("nats").asDouble(Double.NaN));
            mostNats.put(name, code.path("max_nats").asDouble(Double.POSITIVE_INFINITY));
        }
        JsonNode disentanglement = object.path("disentanglement");
        numbers(disentanglement, on, basis + told(disentanglement, "train") + told(disentanglement, "test"));
        JsonNode quality = object.path("quality");
        numbers(
                quality,
                on,
                told(quality, "samples")
                        + told(quality, "neighbourhood_samples")
                        + told(quality, "network")
                        + told(quality, "reference")
                        + fingerprint(quality, "reference_fingerprint"));
    }

    /** The items that figures are of. Older versions noted no fingerprint. */
    private static String basis(JsonNode object) {
        return told(object, "data")
                + told(object, "images")
                + told(object, "held_out")
                + fingerprint(object, "fingerprint");
    }

    private static String told(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isMissingNode() ? "" : key.replace('_', ' ') + ' ' + value.asString("?") + ", ";
    }

    private static String fingerprint(JsonNode object, String key) {
        String value = object.path(key).asString("");
        return value.isEmpty() ? "" : "fingerprint " + value.substring(0, Math.min(BRIEF, value.length())) + ", ";
    }

    private void numbers(JsonNode object, String on, String basis) {
        object.properties().forEach(entry -> {
            if (entry.getValue().isNumber() && !COUNTS.contains(entry.getKey())) {
                figures.put(entry.getKey() + on, entry.getValue().asDouble(Double.NaN));
                bases.put(entry.getKey() + on, basis.replaceFirst(", $", ""));
            }
        });
    }
}
