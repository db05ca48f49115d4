package dev.facet.app.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.Beginning;
import dev.facet.app.console.ConsoleMonitor;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Program;
import dev.facet.app.console.Text;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.Presets;
import dev.facet.train.RunFolder;
import dev.facet.train.Sweep;
import dev.facet.train.TrainResult;

/** Trains several runs that differ in their seeds and some settings. */
@Command(
        name = "sweep",
        description = "Trains several runs that differ in the seed and in chosen settings, one after the other or in"
                + " parallel.",
        sortOptions = false,
        footer = {
            "",
            "The same command continues a stopped sweep, and trains runs that were added.",
            "",
            "Examples:",
            "  facet sweep mnist --seeds 1..10",
            "  facet sweep mnist --seeds 1..3 --grid infogan.lambda-continuous=0.1,0.5,1",
            "  facet select sweeps/mnist"
        })
@SuppressWarnings("NullAway.Init")
public final class SweepCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 10_000;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Parameters(paramLabel = "CONFIG", description = "A preset, or a YAML file with settings.")
    private String config;

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            defaultValue = "1..5",
            description = "The seeds, such as 1..10 or 1,4,9. Default: ${DEFAULT-VALUE}.")
    private String seeds;

    @Option(
            names = "--grid",
            paramLabel = "KEY=A,B",
            description = "Train with each of these values; repeatable, then for all combinations.")
    private List<String> grid = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Change any setting of all runs; repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "The folder of the sweep. Default: sweeps/CONFIG.")
    private @Nullable Path out;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Train N runs in parallel, each in a process with its share of the cores and about 1 GB of"
                    + " memory. Rounding depends on the number of threads, so runs of the same seed differ"
                    + " with other values of N. Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        List<List<String>> plan = Sweep.plan(seeds(), grid());
        if (plan.size() > MOST_RUNS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "that is " + Text.count(plan.size()) + " runs; at most " + Text.count(MOST_RUNS));
        }
        int cores = Runtime.getRuntime().availableProcessors();
        if (jobs < 1 || jobs > cores) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--jobs is " + jobs + "; there are 1 to " + cores + ", one for each core at most");
        }
        RunConfig base = resolve(settings);
        List<RunConfig> wanted = new ArrayList<>();
        for (List<String> differences : plan) {
            List<String> overrides = new ArrayList<>(settings);
            overrides.addAll(differences);
            wanted.add(resolve(overrides)); // all are checked before the first is trained
        }
        Sweep sweep = Sweep.open(out == null ? Path.of("sweeps", name()) : out, base);
        PrintWriter err = spec.commandLine().getErr();
        DownloadBar.fetch(base.data().source(), err);
        List<RunConfig> configs = alike(sweep, plan, wanted);
        List<SweepTable.Row> rows = new ArrayList<>();
        if (jobs > 1) {
            return sideBySide(sweep, plan, configs, rows, cores / jobs);
        }
        for (int i = 0; i < plan.size(); i++) {
            err.println("run " + (i + 1) + " of " + plan.size() + ": " + String.join(" ", plan.get(i)));
            err.flush();
            TrainResult result = train(sweep, plan.get(i), configs.get(i));
            if (result.end() == TrainResult.End.STOPPED) {
                err.println("stopped; the same command continues from here");
                return ExitCodes.INTERRUPTED;
            }
            rows.add(SweepTable.row(plan.get(i), result));
        }
        return table(sweep, rows);
    }

    /**
     * A time limit makes settings depend on the measured speed of the machine. Runs of a sweep that differ only in the
     * seed get the same settings, so that they can be compared.
     */
    private static List<RunConfig> alike(Sweep sweep, List<List<String>> plan, List<RunConfig> wanted)
            throws IOException {
        Map<List<String>, RunConfig> planned = new LinkedHashMap<>();
        for (List<String> differences : plan) {
            Optional<Path> begun = sweep.run(differences);
            if (begun.isPresent()) {
                planned.putIfAbsent(withoutSeed(differences), Facet.config(begun.get()));
            }
        }
        List<RunConfig> configs = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            RunConfig config = wanted.get(i);
            if (config.training().minutes() > 0 && config.training().plan()) {
                List<String> key = withoutSeed(plan.get(i));
                if (!planned.containsKey(key)) {
                    planned.put(key, Facet.plan(config));
                }
                RunConfig like = Objects.requireNonNull(planned.get(key));
                config = like.withTraining(
                        like.training().withSeed(config.training().seed()));
            }
            configs.add(config);
        }
        return configs;
    }

    /** The differences without the seed, which is the last of them. */
    private static List<String> withoutSeed(List<String> differences) {
        return differences.subList(0, differences.size() - 1);
    }

    private int sideBySide(
            Sweep sweep, List<List<String>> plan, List<RunConfig> configs, List<SweepTable.Row> rows, int threads)
            throws IOException {
        List<SideBySide.Run> runs = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            RunConfig config = configs.get(i);
            boolean chosen = config.training().threads() > 0;
            runs.add(new SideBySide.Run(
                    plan.get(i),
                    chosen ? config : config.withTraining(config.training().withThreads(threads))));
        }
        PrintWriter err = spec.commandLine().getErr();
        List<Optional<TrainResult>> results =
                new SideBySide(sweep, program.interruption(), err, quiet).train(runs, jobs);
        for (int i = 0; i < plan.size(); i++) {
            if (results.get(i).isEmpty()) {
                err.println("stopped; the same command continues from here");
                return ExitCodes.INTERRUPTED;
            }
            rows.add(SweepTable.row(plan.get(i), results.get(i).get()));
        }
        return table(sweep, rows);
    }

    private int table(Sweep sweep, List<SweepTable.Row> rows) throws IOException {
        SweepTable.lines(rows).forEach(spec.commandLine().getOut()::println);
        Path table = sweep.path().resolve("sweep.csv");
        SweepTable.write(rows, table);
        spec.commandLine().getOut().println("\n" + table);
        return 0;
    }

    /** Resumes or starts a run; a finished run is not changed. */
    private TrainResult train(Sweep sweep, List<String> differences, RunConfig wanted) throws IOException {
        try (ConsoleMonitor monitor =
                new ConsoleMonitor(spec.commandLine().getErr(), ConsoleMonitor.detail(quiet), program.interruption())) {
            Optional<Path> run = sweep.run(differences);
            if (run.isPresent()) {
                Optional<TrainResult> ended = Facet.ended(run.get());
                if (ended.isPresent()) {
                    return ended.get();
                }
                return Facet.resume(run.get(), RunFolder.open(run.get()).config(List.of()), monitor);
            }
            return Facet.train(
                    wanted, sweep.path(), new Beginning(monitor, folder -> sweep.began(differences, folder)));
        }
    }

    private RunConfig resolve(List<String> overrides) {
        return Presets.names().contains(config) || !Files.exists(Path.of(config))
                ? ConfigReader.resolve(config, overrides)
                : ConfigReader.read(Path.of(config), overrides);
    }

    private String name() {
        return String.valueOf(Path.of(config).getFileName()).replaceFirst("(?i)\\.ya?ml$", "");
    }

    private List<Long> seeds() {
        try {
            if (seeds.contains("..")) {
                String[] ends = seeds.split("\\.\\.", -1);
                long first = Long.parseLong(ends[0].strip());
                long last = Long.parseLong(ends[1].strip());
                if (ends.length == 2 && first <= last && last - first < MOST_RUNS) {
                    return LongStream.rangeClosed(first, last).boxed().toList();
                }
            } else {
                return Arrays.stream(seeds.split(",", -1))
                        .map(seed -> Long.parseLong(seed.strip()))
                        .distinct()
                        .toList();
            }
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), wrongSeeds(), e);
        }
        throw new ParameterException(spec.commandLine(), wrongSeeds());
    }

    private String wrongSeeds() {
        return "--seeds is '" + seeds + "'; wanted a range such as 1..10, or numbers such as 1,4,9";
    }

    private Map<String, List<String>> grid() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        for (String axis : grid) {
            int equals = axis.indexOf('=');
            List<String> values = equals < 1
                    ? List.of()
                    : Arrays.stream(axis.substring(equals + 1).split(",", -1))
                            .map(String::strip)
                            .distinct()
                            .toList();
            if (values.isEmpty() || values.contains("")) {
                throw new ParameterException(
                        spec.commandLine(),
                        String.format(
                                Locale.ROOT,
                                "--grid is '%s'; wanted a key and values, such as training.batch=64,128",
                                axis));
            }
            axes.put(axis.substring(0, equals).strip(), values);
        }
        return axes;
    }
}
