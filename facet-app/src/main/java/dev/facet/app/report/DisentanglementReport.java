package dev.facet.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.facet.app.console.Text;
import dev.facet.codes.CodeNames;
import dev.facet.evaluate.Disentanglement;

/** The metrics of disentanglement, for people and for programs. */
public final class DisentanglementReport {
    private DisentanglementReport() {}

    /** The scores, and a table of the mutual information of codes and factors. */
    public static List<String> lines(Disentanglement measured, CodeNames names) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        List<String> codes = measured.codes().stream().map(names::label).toList();
        lines.add("disentanglement of " + String.join(", ", codes) + " by "
                + String.join(", ", measured.factors()) + ", on " + Text.count(measured.train()) + " images and "
                + Text.count(measured.test()) + " others");
        scores(measured)
                .forEach((name, score) ->
                        lines.add(String.format(Locale.ROOT, "  %-20s %.3f", name.replace('_', ' '), score)));
        lines.add("");
        lines.add("mutual information of codes and factors, nats");
        int width =
                1 + Math.max(9, codes.stream().mapToInt(String::length).max().orElse(0));
        lines.add("  " + " ".repeat(12)
                + String.join(
                        "",
                        codes.stream()
                                .map(code -> String.format("%" + width + "s", code))
                                .toList()));
        for (int k = 0; k < measured.factors().size(); k++) {
            StringBuilder line = new StringBuilder(
                    String.format("  %-12.12s", measured.factors().get(k)));
            for (double nats : measured.mig().information()[k]) {
                line.append(String.format(Locale.ROOT, "%" + width + ".3f", nats));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The keys of the JSON output, on which other programs rely. */
    public static Map<String, Object> object(Disentanglement measured) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("codes", measured.codes());
        object.put("factors", measured.factors());
        object.put("train", measured.train());
        object.put("test", measured.test());
        object.putAll(scores(measured));
        object.put("mutual_information", measured.mig().information());
        object.put("importances", measured.dci().importances());
        return object;
    }

    private static Map<String, Double> scores(Disentanglement measured) {
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("beta_vae", measured.betaVae());
        scores.put("factor_vae", measured.factorVae());
        scores.put("mig", measured.mig().score());
        scores.put("sap_r2", measured.sapRegression().score());
        scores.put("sap_svm", measured.sapClassification().score());
        scores.put("dci_disentanglement", measured.dci().disentanglement());
        scores.put("dci_completeness", measured.dci().completeness());
        scores.put("dci_informativeness", measured.dci().informativeness());
        scores.put("modularity", measured.modularity().score());
        scores.put("explicitness", measured.explicitness().score());
        return scores;
    }
}
