package dev.facet.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.data.Shape;
import dev.facet.onnx.OnnxNames;

/**
 * How programs use an export: the same in Java, Python and JavaScript. Each example draws the noise as training drew
 * it, chooses a category of each categorical code and a value of each slider, and reads the codes of what it made.
 */
final class Examples {
    /** Items that an example makes. */
    private static final int ROWS = 16;

    private static final double SLIDER = 0.5;

    private final LatentSpec latent;
    private final String items;
    private final boolean recognises;
    private final boolean normal;
    private final int noise;

    Examples(LatentSpec latent, Shape shape, boolean recognises) {
        this.latent = latent;
        this.items = OnnxNames.items(shape);
        this.recognises = recognises && !latent.codes().isEmpty();
        this.noise = latent.noise().size();
        this.normal = latent.noise().distribution() == Noise.Distribution.NORMAL;
    }

    List<String> java() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "try (OnnxGenerator generator = OnnxGenerator.open(Path.of(\"" + OnnxNames.GENERATOR_FILE + "\"))) {");
        lines.add("    LatentBatch latents = generator.draw(0, 0, " + ROWS + "); // seed 0, rows 0 to " + (ROWS - 1));
        int number = 0;
        if (!latent.codes().isEmpty()) {
            lines.add("    for (int row = 0; row < " + ROWS + "; row++) {");
            for (Code.Categorical code : latent.categorical()) {
                lines.add("        latents.setCategory(generator.latent().categorical().get(" + number++ + "), row, "
                        + category(code) + "); // " + code.name());
            }
            number = 0;
            for (Code.Continuous code : latent.continuous()) {
                lines.add("        latents.setValue(generator.latent().continuous().get(" + number++ + "), row, "
                        + SLIDER + "); // " + code.name());
            }
            lines.add("    }");
        }
        lines.add("    Items items = generator.generate(latents);");
        if (recognises) {
            lines.add("    try (OnnxRecogniser recogniser = OnnxRecogniser.open(Path.of(\"" + OnnxNames.RECOGNISER_FILE
                    + "\"))) {");
            lines.add("        Encodings codes = recogniser.encode(items);");
            lines.add("    }");
        }
        lines.add("}");
        return lines;
    }

    List<String> python() {
        List<String> lines = new ArrayList<>(List.of(
                "import numpy, onnxruntime",
                "generator = onnxruntime.InferenceSession(\"" + OnnxNames.GENERATOR_FILE + "\")",
                "random = numpy.random.default_rng(0)",
                "latent = numpy.zeros((" + ROWS + ", " + latent.width() + "), numpy.float32)"));
        if (noise > 0) {
            lines.add("latent[:, :" + noise + "] = random." + (normal ? "standard_normal((" : "uniform(-1, 1, (") + ROWS
                    + ", " + noise + "))");
        }
        for (Code code : latent.codes()) {
            lines.add("latent[:, " + column(code) + "] = " + value(code) + "  # " + said(code));
        }
        lines.add("items, = generator.run(None, {\"" + OnnxNames.LATENT + "\": latent})");
        if (recognises) {
            lines.add("recogniser = onnxruntime.InferenceSession(\"" + OnnxNames.RECOGNISER_FILE + "\")");
            lines.add("read, = recogniser.run([\"" + reading() + "\"], {\"" + items + "\": items})");
        }
        return lines;
    }

    List<String> javaScript() {
        List<String> lines = new ArrayList<>(List.of("const ort = require(\"onnxruntime-node\");"));
        if (noise > 0) {
            lines.add(
                    normal
                            ? "const draw = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI *"
                                    + " Math.random());"
                            : "const draw = () => 2 * Math.random() - 1;");
        }
        lines.add("async function generate() {");
        lines.add("  const generator = await ort.InferenceSession.create(\"" + OnnxNames.GENERATOR_FILE + "\");");
        lines.add("  const rows = " + ROWS + ", width = " + latent.width() + ";");
        lines.add("  const latent = new Float32Array(rows * width);");
        lines.add("  for (let at = 0; at < latent.length; at += width) {");
        if (noise > 0) {
            lines.add("    for (let i = 0; i < " + noise + "; i++) latent[at + i] = draw();");
        }
        for (Code code : latent.codes()) {
            lines.add("    latent[at + " + column(code) + "] = " + value(code) + "; // " + said(code));
        }
        lines.add("  }");
        lines.add("  const fed = { " + OnnxNames.LATENT + ": new ort.Tensor(\"float32\", latent, [rows, width]) };");
        lines.add("  const items = (await generator.run(fed))." + items + ";");
        if (recognises) {
            lines.add("  const recogniser = await ort.InferenceSession.create(\"" + OnnxNames.RECOGNISER_FILE + "\");");
            lines.add("  const read = (await recogniser.run({ " + items + ": items }))[\"" + reading() + "\"];");
            lines.add("  return [items, read];");
        } else {
            lines.add("  return items;");
        }
        lines.add("}");
        return lines;
    }

    private int column(Code code) {
        return latent.offset(code) + (code instanceof Code.Categorical categorical ? category(categorical) : 0);
    }

    private static String value(Code code) {
        return code instanceof Code.Categorical ? "1" : String.format(Locale.ROOT, "%s", SLIDER);
    }

    private static String said(Code code) {
        return code instanceof Code.Categorical categorical
                ? code.name() + ", category " + category(categorical)
                : code.name();
    }

    /** A category that is drawn; not the first, so that the number shows. */
    private static int category(Code.Categorical code) {
        List<Integer> used = code.used();
        return used.get(Math.min(1, used.size() - 1));
    }

    private String reading() {
        Code first = latent.codes().get(0);
        return first instanceof Code.Categorical ? OnnxNames.probabilities(first) : OnnxNames.mean(first);
    }
}
