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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.cluster.Cluster;
import dev.facet.app.cluster.ClusterOptions;
import dev.facet.app.cluster.Workers;
import dev.facet.app.cluster.WorkersJob;
import dev.facet.app.console.Beginning;
import dev.facet.app.console.ConsoleMonitor;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Program;
import dev.facet.app.console.Text;
import dev.facet.app.launch.LocalProcess;
import dev.facet.app.launch.Starter;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.source.DataSource;
import dev.facet.format.Folders;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.Presets;
import dev.facet.train.RunFolder;
import dev.facet.train.Sweep;
import dev.facet.train.TrainResult;

/** Trains several runs that differ in their seeds and some settings. */
@Command(
        name = "sweep",
        description = "Trains several runs that differ in the seed and in chosen settings, one after the other, in"
                + " parallel, or on a cluster.",
        sortOptions = false,
        footer = {
            "",
            "The same command continues a stopped sweep, and trains runs that were added.",
            "",
            "Examples:",
            "  facet sweep mnist --seeds 1..10",
            "  facet sweep mnist --seeds 1..3 --grid infogan.lambda-continuous=0.1,0.5,1",
            "  facet sweep mnist --seeds 1..40 --spark spark://HOST:7077 --out /shared/sweep",
            "  facet select sweeps/mnist"
        })
@SuppressWarnings("NullAway.Init")
public final class SweepCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 10_000;

    /** Runs that are handed to a cluster at once; each needs a thread or two here, which wait for it. */
    private static final int MOST_AT_ONCE = 500;

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

    @Mixin
    private ClusterOptions cluster;

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
        if (cluster.wanted() && jobs != 1) {
            throw new ParameterException(
                    spec.commandLine(), "--jobs is for one machine; with --spark, each run is a task of the cluster");
        }
        RunConfig base = resolve(settings);
        List<RunConfig> wanted = new ArrayList<>();
        for (List<String> differences : plan) {
            List<String> overrides = new ArrayList<>(settings);
            overrides.addAll(differences);
            wanted.add(resolve(overrides)); // all are checked before the first is trained
        }
        Path place = out == null ? Path.of("sweeps", name()) : out;
        Sweep sweep = Sweep.open(cluster.wanted() ? ClusterOptions.absolute(place) : place, base);
        int code;
        try {
            code = train(sweep, base, plan, wanted, cores);
        } catch (UsageException e) {
            try {
                sweep.removeUnused();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        sweep.removeUnused();
        return code;
    }

    private int train(Sweep sweep, RunConfig base, List<List<String>> plan, List<RunConfig> wanted, int cores)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        DownloadBar.fetch(base.data().source(), err);
        cluster.fetch(base.data().source(), err);
        List<RunConfig> configs = alike(sweep, plan, wanted);
        if (cluster.wanted()) {
            return onCluster(sweep, plan, configs);
        }
        if (jobs > 1) {
            return here(sweep, plan, configs, cores / jobs);
        }
        List<SweepTable.Row> rows = new ArrayList<>();
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

    /** In processes of this machine. */
    private int here(Sweep sweep, List<List<String>> plan, List<RunConfig> configs, int threads) throws IOException {
        List<SideBySide.Run> runs = runs(plan, configs, threads);
        Path own = Files.createTempDirectory("facet-sweep");
        List<SideBySide.End> ends;
        try {
            ends = sideBySide(sweep, LocalProcess::start, own).train(runs, jobs);
        } finally {
            Folders.delete(own);
        }
        return table(sweep, runs, ends);
    }

    /** In processes of a cluster, which queues those that it has no cores for. */
    private int onCluster(Sweep sweep, List<List<String>> plan, List<RunConfig> configs) throws IOException {
        List<RunConfig> there = configs.stream()
                .map(config -> config.withData(
                        config.data().withSource(DataSource.of(config.data().source()))))
                .toList();
        int atOnce = Math.min(plan.size(), MOST_AT_ONCE);
        Set<String> data =
                there.stream().map(config -> config.data().source()).collect(Collectors.toCollection(TreeSet::new));
        WorkersJob job = cluster.job(atOnce, false, sweep.path(), data, List.of());
        List<SideBySide.Run> runs;
        List<SideBySide.End> ends;
        try (Workers workers = Cluster.load().workers(job, spec.commandLine().getErr()::println)) {
            runs = runs(plan, there, workers.cores());
            ends = sideBySide(sweep, workers::alone, workers.folder()).train(runs, atOnce);
        }
        return table(sweep, runs, ends); // the cluster is free by then
    }

    private SideBySide sideBySide(Sweep sweep, Starter starter, Path folder) {
        return new SideBySide(
                sweep,
                starter,
                folder,
                program.interruption(),
                spec.commandLine().getErr(),
                quiet);
    }

    /** @param threads of a run whose settings do not say how many */
    private static List<SideBySide.Run> runs(List<List<String>> plan, List<RunConfig> configs, int threads) {
        List<SideBySide.Run> runs = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            RunConfig config = configs.get(i);
            boolean chosen = config.training().threads() > 0;
            runs.add(new SideBySide.Run(
                    plan.get(i),
                    chosen ? config : config.withTraining(config.training().withThreads(threads))));
        }
        return runs;
    }

    /** Measures the runs that ended, and names those that failed. */
    private int table(Sweep sweep, List<SideBySide.Run> runs, List<SideBySide.End> ends) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (ends.contains(SideBySide.End.STOPPED)) {
            err.println("stopped; the same command continues from here");
            return ExitCodes.INTERRUPTED;
        }
        List<SweepTable.Row> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<String> differences = runs.get(i).differences();
            TrainResult result = ends.get(i).result();
            if (ends.get(i).failed()) {
                failures.add("  run " + (i + 1) + " (" + String.join(" ", differences) + ") "
                        + ends.get(i).failure());
            } else if (result != null) {
                rows.add(SweepTable.row(differences, result));
            }
        }
        if (failures.isEmpty()) {
            return table(sweep, rows);
        }
        if (!rows.isEmpty()) {
            table(sweep, rows);
        }
        err.println(failures.size() + " of " + runs.size() + " runs failed; the same command tries them again:");
        failures.forEach(err::println);
        return ExitCodes.FAILED;
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
