package dev.facet.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.facet.codes.Alignment;
import dev.facet.codes.Calibration;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.config.RunConfig;
import dev.facet.data.SequenceShape;
import dev.facet.method.MethodType.LabelUse;
import dev.facet.method.Methods;
import dev.facet.model.Composition.Condition;
import dev.facet.model.Model;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.OnnxNames;

/** The README of an export, in Markdown: the model, its training, its codes, how to run it, and its limits. */
final class ModelCard {
    private final ModelDescription description;
    private final RunConfig config;
    private final boolean recognises;
    private final boolean inverts;
    private final Optional<Condition> condition;
    private final OnnxCheck check;
    private final Map<String, Double> figures;

    /** {@code figures} are results of {@code facet evaluate} by name; may be empty. */
    ModelCard(
            ModelDescription description, RunConfig config, Model model, OnnxCheck check, Map<String, Double> figures) {
        this.description = description;
        this.config = config;
        this.recognises = model.recognises();
        this.inverts = model.inverts();
        this.condition = model.networks().composition().condition();
        this.check = check;
        this.figures = figures;
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("# " + Markdown.text(description.data() + ", " + description.method()));
        lines.add("");
        lines.add("A generator of " + description.shape().plural() + " (" + description.shape() + ")"
                + (recognises ? " and a recogniser of its codes" : "") + ", trained by Facet "
                + Markdown.text(description.version()) + ".");
        lines.add("");
        lines.add("| | |");
        lines.add("| --- | --- |");
        row(lines, "data", description.data());
        row(lines, "method", config.method());
        row(
                lines,
                "training",
                description.step() + " steps of " + config.training().batch() + ", seed "
                        + config.training().seed());
        row(
                lines,
                "self-consistency on real images",
                config.infogan().consistency().weight() > 0
                        ? "weight " + config.infogan().consistency().weight()
                        : "none");
        row(lines, "labels", labels(Methods.of(config).labels()));
        if (description.alignment() != null) {
            row(lines, "continuous codes", aligned(description.alignment()));
        }
        if (recognises) {
            row(lines, "readings", calibration());
        }
        if (inverts) {
            row(
                    lines,
                    "encoder",
                    "fitted after training, with the generator unchanged. To edit an item, give it to `"
                            + OnnxNames.ENCODER_FILE + "`, change codes in the row, and give the row to `"
                            + OnnxNames.GENERATOR_FILE + "`. In `" + TorchWeights.FILE
                            + "` it finds codes as they were trained");
        }
        figures.forEach((name, value) -> row(lines, name.replace('_', ' '), String.format(Locale.ROOT, "%.4g", value)));
        lines.add("");
        codes(lines);
        shares(lines);
        files(lines);
        usage(lines);
        lines.add("## What to expect");
        lines.add("");
        lines.add("Codes were found, not chosen: a code's meaning is what people saw in its pictures. It need not hold"
                + " for every item. Sweeps from −1 to 1 cover the values that training drew; beyond them the"
                + " generator extrapolates."
                + unlike() + " Before you pass this on, add what licence the data allows.");
        lines.add("");
        return String.join("\n", lines);
    }

    private static String aligned(Alignment alignment) {
        return "turned after training, so that each moves items in its own way: "
                + IntStream.range(0, alignment.codes().size())
                        .mapToObj(i -> String.format(
                                Locale.ROOT,
                                "%s makes %.0f %% of the movement",
                                alignment.codes().get(i),
                                100 * alignment.shares().get(i)))
                        .collect(Collectors.joining(", "))
                + ". The ONNX files take and give these; in `" + TorchWeights.FILE + "`, `alignment` maps them to what"
                + " `generator` takes. One at an end of its range leaves the values that training drew only if others"
                + " are far from their middle";
    }

    private String calibration() {
        Calibration calibration = description.calibration();
        if (calibration == null) {
            return "not calibrated: probabilities and standard deviations are the recogniser's own, which are"
                    + " usually overconfident";
        }
        Calibration.Basis basis = calibration.basis();
        List<String> measured = new ArrayList<>();
        for (Code code : description.latent().codes()) {
            if (code instanceof Code.Categorical categorical) {
                measured.add(String.format(
                        Locale.ROOT, "%s: temperature %.2f", code.name(), calibration.temperature(categorical)));
            } else if (code instanceof Code.Continuous continuous) {
                Calibration.Sigma sigma = calibration.sigma(continuous);
                measured.add(String.format(
                        Locale.ROOT,
                        "%s: sigma times %.3f, at least %.3f",
                        code.name(),
                        sigma.factor(),
                        sigma.floor()));
            }
        }
        return "calibrated without labels on " + basis.heldOut() + " "
                + (basis.unseen() ? "held-out items" : "training items") + "; "
                + String.join("; ", measured);
    }

    private String unlike() {
        if (!recognises) {
            return "";
        }
        return description.calibration() == null
                ? " Items unlike the training data get codes, too."
                : String.format(
                        Locale.ROOT,
                        " Items unlike the training data get codes, too; do not use these where `%s` is 1. At most"
                                + " %.0f %% of items like the training data are marked so. A probability is the"
                                + " chance that another view of the item gets the same category, not that a person"
                                + " would name that category.",
                        OnnxNames.UNLIKE,
                        100 * Calibration.FALSE_ALARMS);
    }

    private void codes(List<String> lines) {
        lines.add("## Latent input");
        lines.add("");
        lines.add("`" + OnnxNames.LATENT + "` has " + description.latent().width() + " columns:");
        lines.add("");
        lines.add("| columns | what | values |");
        lines.add("| --- | --- | --- |");
        int noise = description.latent().noise().size();
        if (noise > 0) {
            lines.add("| 0 … " + (noise - 1) + " | noise | "
                    + switch (description.latent().noise().distribution()) {
                        case NORMAL -> "standard normal";
                        case UNIFORM -> "uniform on −1 … 1";
                    }
                    + " |");
        }
        CodeNames names = description.names();
        for (Code code : description.latent().codes()) {
            int first = description.latent().offset(code);
            String columns = code.width() == 1 ? "" + first : first + " … " + (first + code.width() - 1);
            lines.add("| " + columns + " | " + Markdown.text(names.label(code)) + " | "
                    + Markdown.text(values(code, names)) + " |");
        }
        lines.add("");
        if (description.latent().categorical().stream().anyMatch(names::named)) {
            lines.add("`three (#7)` is the category that people named three. Its index is 7: column 7 of its code,"
                    + " counted from 0, is 1.");
            lines.add("");
        }
    }

    /** How often categories are drawn, where that was learned. */
    private void shares(List<String> lines) {
        CodeNames names = description.names();
        for (Code.Categorical code : description.latent().learned()) {
            int used = code.used().size();
            lines.add("## Shares of " + Markdown.text(names.label(code)));
            lines.add("");
            lines.add("Categories are drawn as often as the recogniser found them in the training data"
                    + (used < code.size() ? "; " + used + " of " + code.size() + " are in use" : "") + ":");
            lines.add("");
            lines.add("| category | share |");
            lines.add("| --- | --- |");
            for (int category : names.order(code)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "| %s | %.1f %% |",
                        Markdown.text(names.label(code, category)),
                        100 * code.shares().get(category)));
            }
            lines.add("");
        }
    }

    private static String labels(LabelUse labels) {
        return switch (labels) {
            case ALL -> "used for training";
            case SOME -> "some used for training";
            case NONE -> "not used for training";
        };
    }

    private static String values(Code code, CodeNames names) {
        if (code instanceof Code.Categorical categorical) {
            return "one-hot: "
                    + names.order(categorical).stream()
                            .map(category -> names.label(categorical, category))
                            .collect(Collectors.joining(", "));
        }
        return code instanceof Code.Uniform uniform
                ? "uniform on " + uniform.low() + " … " + uniform.high()
                : "normal, standard deviation " + ((Code.Normal) code).std();
    }

    private void files(List<String> lines) {
        String items = OnnxNames.items(description.shape());
        String unit = description.shape() instanceof SequenceShape
                ? "`[batch, channels, time]` in the data's units"
                : "`[batch, channels, height, width]` from 0 (black) to 1";
        lines.add("## Files");
        lines.add("");
        lines.add("| file | input | output |");
        lines.add("| --- | --- | --- |");
        lines.add("| `" + OnnxNames.GENERATOR_FILE + "` | `" + OnnxNames.LATENT + "` | `" + items + "` " + unit + " |");
        if (recognises) {
            String outputs = description.latent().codes().stream()
                    .map(code -> code instanceof Code.Categorical
                            ? "`" + OnnxNames.probabilities(code) + "`"
                            : "`" + OnnxNames.mean(code) + "`, `" + OnnxNames.sigma(code) + "`")
                    .collect(Collectors.joining(", "));
            if (description.calibration() != null) {
                outputs += ", `" + OnnxNames.DISTANCE + "` (1: as far from the data as 99 % of it are at most), `"
                        + OnnxNames.PERCENTILE + "` (how many of 100 held-out items are nearer), `" + OnnxNames.UNLIKE
                        + "` (1 beyond distance 1, else 0)";
            }
            lines.add("| `" + OnnxNames.RECOGNISER_FILE + "` | `" + items + "` | " + outputs + " |");
        }
        lines.add("| `" + OnnxNames.DISCRIMINATOR_FILE + "` | `" + items + "`"
                + condition
                        .map(fed -> ", `" + fed.name() + "` (" + fed.meaning() + ")")
                        .orElse("") + " | `"
                + OnnxNames.SCORE
                + "`, the higher the more real |");
        if (inverts) {
            lines.add("| `" + OnnxNames.ENCODER_FILE + "` | `" + items + "` | `" + OnnxNames.LATENT
                    + "`: what the generator makes the item of again, nearly |");
        }
        lines.add(
                "| `" + TorchWeights.FILE + "` | all weights, named and laid out as PyTorch's state dictionaries | |");
        lines.add("| `config.yaml` | every setting of the training | |");
        lines.add("");
        if (description.shape() instanceof SequenceShape sequence && sequence.masked()) {
            mask(lines, sequence);
        }
        lines.add(String.format(
                Locale.ROOT,
                "Compared with the original in ONNX Runtime when this was written: the largest difference is %.1e in"
                        + " the generator,"
                        + " %.1e in the recogniser, %.1e in the discriminator%s.",
                check.generator(),
                check.recogniser(),
                check.discriminator(),
                inverts ? String.format(Locale.ROOT, ", %.1e in the encoder", check.encoder()) : ""));
        lines.add("");
    }

    private static void mask(List<String> lines, SequenceShape shape) {
        int present = shape.parts().size();
        lines.add("Each sequence has a length of its own, from 1 to " + shape.length() + ". Channel " + present
                + ", counted from 0, is `present`, from 0 to 1: a sequence is over where it falls below "
                + SequenceShape.THRESHOLD + ", and what comes after that means nothing. In Python, `length ="
                + " int(numpy.cumsum(item[" + present + "] - " + SequenceShape.THRESHOLD
                + ").argmax()) + 1` is its length, and `item[:" + present
                + ", :length]` the sequence. What the networks are given has 1 in `present` up to its end and then 0."
                + " In PyTorch, the last layer of `generator` has no weights: a sigmoid makes the last channel, and all"
                + " others are multiplied by it.");
        lines.add("");
    }

    private void usage(List<String> lines) {
        lines.add("## Use");
        lines.add("");
        Examples examples = new Examples(description.latent(), description.shape(), recognises);
        example(lines, "Java, without libtorch:", "java", examples.java());
        example(lines, "Python, after `pip install numpy onnxruntime`:", "python", examples.python());
        example(
                lines,
                "Node.js, after `npm install --ignore-scripts onnxruntime-node@1.27.0` (without scripts, because the"
                        + " package's would fetch hundreds of megabytes for NVIDIA GPUs):",
                "js",
                examples.javaScript());
    }

    private static void example(List<String> lines, String title, String language, List<String> code) {
        lines.addAll(List.of(title, "", "```" + language));
        lines.addAll(code);
        lines.addAll(List.of("```", ""));
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add("| " + Markdown.text(name) + " | " + Markdown.text(value) + " |");
    }
}
