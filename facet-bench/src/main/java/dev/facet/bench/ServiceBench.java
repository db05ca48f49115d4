package dev.facet.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.export.Export;
import dev.facet.format.Folders;
import dev.facet.model.Model;
import dev.facet.onnx.OnnxGenerator;
import dev.facet.onnx.OnnxNames;
import dev.facet.onnx.OnnxRecogniser;
import dev.facet.torch.Engine;

/**
 * Measures a trained run as a service would use it: how long it takes to generate a batch of items and to read their
 * codes, with the run itself and with the files of its export in ONNX Runtime. From latent rows to bytes, and from
 * bytes to readings.
 */
@Command(
        name = "service",
        description = "Measures generation and recognition by a trained run, and by its export in ONNX Runtime.",
        sortOptions = false)
final class ServiceBench implements Callable<Integer> {
    private static final int LEAST = 5;
    private static final int MOST = 2000;
    private static final int LARGEST = 1 << 16;

    @Parameters(paramLabel = "RUN", description = "The run's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path run;

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4,16,64,256",
            description = "Items in a call (default 1,4,16,64,256).")
    private List<Integer> batches = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0: all cores.")
    private int threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "To repeat each measurement (default 2).")
    private double seconds;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Keep the export there, for other programs.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** The median time of a call. */
    private record Figure(String program, String work, int batch, double milliseconds) {
        double perSecond() {
            return 1e3 * batch / milliseconds;
        }
    }

    @Override
    public Integer call() throws IOException {
        Bench.require(
                spec,
                batches.stream().allMatch(batch -> batch >= 1 && batch <= LARGEST),
                "--batch is " + batches + "; each must be 1 to " + LARGEST);
        Bench.require(spec, threads >= 0, "--threads is " + threads + "; it must be 0 (all cores) or more");
        Bench.require(
                spec,
                seconds > 0 && seconds <= 600,
                "--seconds is " + seconds + "; it must be above 0 and at most 600");
        Path folder = out != null ? out : Files.createTempDirectory("facet-bench");
        try {
            int used = Engine.start(threads);
            List<Figure> figures = new ArrayList<>();
            try (Model model = Facet.load(run)) {
                Export.write(model, Facet.describe(run, model), Facet.config(run), Map.of(), folder);
                measure(model, figures);
                measure(folder, model.recognises(), figures);
                print(model, used, figures);
            }
        } finally {
            if (out == null) {
                Folders.delete(folder);
            }
        }
        return 0;
    }

    private void measure(Model model, List<Figure> figures) throws IOException {
        for (int batch : batches) {
            LatentBatch latents = model.draw(1, 0, batch);
            figures.add(figure("Model", "generate", batch, () -> model.generate(latents)));
            if (model.recognises()) {
                Items items = model.generate(latents);
                figures.add(figure("Model", "encode", batch, () -> model.encode(items)));
            }
        }
    }

    private void measure(Path folder, boolean recognises, List<Figure> figures) throws IOException {
        try (OnnxGenerator generator = OnnxGenerator.open(folder.resolve(OnnxNames.GENERATOR_FILE), threads)) {
            for (int batch : batches) {
                LatentBatch latents = generator.draw(1, 0, batch);
                figures.add(figure("OnnxGenerator", "generate", batch, () -> generator.generate(latents)));
            }
            if (recognises) {
                try (OnnxRecogniser recogniser =
                        OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE), threads)) {
                    for (int batch : batches) {
                        Items items = generator.generate(1, batch);
                        figures.add(figure("OnnxRecogniser", "encode", batch, () -> recogniser.encode(items)));
                    }
                }
            }
        }
    }

    /** The first fifth of the calls is not counted: code is being compiled, and memory allocated. */
    private Figure figure(String program, String work, int batch, Times.Work<IOException> call) throws IOException {
        double once = Times.of(1, 1, call).median() / 1e3;
        int kept = (int) Math.max(LEAST, Math.min(MOST, seconds / once));
        return new Figure(program, work, batch, Times.of(kept / 4, kept, call).median());
    }

    private void print(Model model, int used, List<Figure> figures) {
        PrintWriter to = spec.commandLine().getOut();
        if (json) {
            ObjectNode result = JsonMapper.shared().createObjectNode();
            result.put("run", run.toString())
                    .put("items", model.shape().toString())
                    .put("threads", used);
            ArrayNode list = result.putArray("figures");
            for (Figure figure : figures) {
                list.addObject()
                        .put("program", figure.program())
                        .put("work", figure.work())
                        .put("batch", figure.batch())
                        .put("ms", figure.milliseconds())
                        .put("per_second", figure.perSecond());
            }
            to.println(result);
        } else {
            to.println(run + ", " + model.shape() + ", " + used + " threads, medians");
            to.printf("%-16s %-9s %6s %12s %12s%n", "program", "work", "batch", "ms", "items/s");
            for (Figure figure : figures) {
                to.printf(
                        Locale.ROOT,
                        "%-16s %-9s %6d %12.3f %12.0f%n",
                        figure.program(),
                        figure.work(),
                        figure.batch(),
                        figure.milliseconds(),
                        figure.perSecond());
            }
        }
        to.flush();
    }
}
