package dev.facet.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.config.UsageException;

/** The benchmark's command line: measures each {@link Part} in its own process and reports the results. */
@Command(
        name = "facet bench",
        description = "Measures training and generation on this machine: of the InfoGAN paper's MNIST network, or of"
                + " a preset.",
        subcommands = {
            PicturesBench.class,
            RanksBench.class,
            ScalingBench.class,
            AgainstBench.class,
            GrowthBench.class,
            ServiceBench.class
        },
        sortOptions = false)
public final class Bench implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--json", description = "Print one JSON object; everything else goes to standard error.")
    private boolean json;

    @Option(names = "--quick", description = "5 steps of each kind after 2, not 60 after 20.")
    private boolean quick;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Measure the usual training step of this preset, on noise, in place of the paper's network.")
    private @Nullable String preset;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting that differs from the preset's. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--shape",
            paramLabel = "CxHxW",
            description = "Channels, height and width of the images (default: 1x28x28, and 3x32x32 with --preset).")
    private @Nullable String shape;

    @Option(names = "--batch", paramLabel = "IMAGES", description = "Per step (default 128, or the preset's).")
    private @Nullable Integer batch;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0: all cores.")
    private int threads;

    @Option(names = "--steps", paramLabel = "N", description = "Timed steps of each kind.")
    private @Nullable Integer steps;

    @Option(
            names = "--only",
            paramLabel = "MODE",
            split = ",",
            description = "Modes of training to measure: naive-fp32, tuned-fp32, bf16, bf16-best.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--part", hidden = true)
    private @Nullable String part;

    @Option(names = "--warm-up", hidden = true)
    private @Nullable Integer warmUp;

    @Option(names = "--width", hidden = true, defaultValue = "64")
    private int width;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof IOException || failure instanceof UsageException) {
                line.getErr().println("facet bench: " + failure.getMessage());
                return failure instanceof UsageException ? 2 : 1;
            }
            throw failure;
        });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        if (part != null) {
            out.println(JSON.writeValueAsString(part(part).measure(settings)));
            out.flush();
            return 0;
        }
        Report report = new Report(settings, cpu());
        for (Part next : parts()) {
            spec.commandLine().getErr().println("measuring " + next.label() + " …");
            JsonNode found = Child.run(next, settings);
            report.add(next, found);
        }
        out.println(json ? JSON.writeValueAsString(report.json()) : report.table());
        out.flush();
        return 0;
    }

    private BenchSettings settings() {
        int timed = steps != null ? steps : quick ? 5 : 60;
        int images = batch != null ? batch : preset == null ? 128 : 0;
        require(
                spec,
                batch == null || part != null || batch >= 2,
                "--batch is " + batch + "; batch normalisation needs at" + " least 2 images");
        require(spec, threads >= 0, "--threads is " + threads + "; it must be 0 (all cores) or more");
        require(spec, timed >= 1, "--steps is " + timed + "; at least 1 is needed");
        require(
                spec,
                preset != null || sets.isEmpty(),
                "--set changes the settings of a preset; name one with --preset");
        String size = shape != null ? shape : preset == null ? "1x28x28" : "3x32x32";
        BenchSettings settings = new BenchSettings(
                preset,
                sets,
                BenchSettings.shape(size),
                images,
                threads,
                timed,
                warmUp != null ? warmUp : quick ? 2 : 20,
                width);
        settings.config("fp32"); // says what is wrong with the preset or its settings
        return settings;
    }

    private List<Part> parts() {
        List<Part> wanted = only.stream().map(this::part).toList();
        wanted.forEach(p ->
                require(spec, p.trains(), "--only takes modes of training; '" + p.label() + "' is always measured"));
        wanted.forEach(p -> require(
                spec,
                preset == null || !p.plain(),
                "'" + p.label() + "' is an ordinary program for the paper's network; it cannot train --preset"));
        return Stream.of(Part.values())
                .filter(p -> preset == null || !p.plain())
                .filter(p -> !p.trains() || wanted.isEmpty() || wanted.contains(p))
                .toList();
    }

    private Part part(String label) {
        return Stream.of(Part.values())
                .filter(p -> p.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no mode '" + label + "'; there are "
                                + String.join(
                                        ", ",
                                        Arrays.stream(Part.values())
                                                .filter(Part::trains)
                                                .map(Part::label)
                                                .toList())));
    }

    /** Refuses a command whose options do not hold. */
    static void require(CommandSpec spec, boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static String cpu() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
