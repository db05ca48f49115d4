package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.Training;
import dev.facet.app.cluster.ClusterOptions;
import dev.facet.app.console.Beginning;
import dev.facet.app.console.ConsoleMonitor;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Json;
import dev.facet.app.console.Program;
import dev.facet.app.console.Text;
import dev.facet.app.ranks.Rank;
import dev.facet.app.ranks.Supervisor;
import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;
import dev.facet.data.source.DataSource;
import dev.facet.format.AtomicFile;
import dev.facet.method.Methods;
import dev.facet.settings.ConfigDifference;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.group.Group;
import dev.facet.torch.group.ProcessGroup;
import dev.facet.train.Monitor;
import dev.facet.train.RunFolder;
import dev.facet.train.TrainResult;

/** Trains a new run or resumes one. */
@Command(
        name = "train",
        description = "Trains a model on images, in a new numbered folder.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  facet train mnist",
            "  facet train mnist --preset cgan",
            "  facet train ~/pictures --codes \"kind:cat10, c1:uniform, c2:uniform\"",
            "  facet train --resume runs/00003-mnist-infogan",
            "  facet train /shared/pictures --spark spark://HOST:7077 --ranks 4 --out /shared/runs",
            "  facet train --from runs/00003-mnist-infogan --steps 2000"
        })
@SuppressWarnings("NullAway.Init")
public final class TrainCommand implements Callable<Integer> {
    /**
     * Settings of a run that starts from learned weights: one start, continuous codes from the first step, and no time
     * limit.
     */
    private static final List<String> FURTHER = List.of(
            "infogan.consistency.starts=1",
            "infogan.categories.alone=false",
            "infogan.continuous-from-step=0",
            "training.minutes=0",
            "training.plan=true");

    /** The settings from which a run starts. */
    static final class Start {
        @Option(
                names = "--preset",
                paramLabel = "NAME",
                description =
                        "The settings to start from; `facet presets` lists them. Default: the one named like DATA,"
                                + " else "
                                + "a general one.")
        @Nullable
        String preset;

        @Option(names = "--config", paramLabel = "FILE", description = "A YAML file with settings instead of a preset.")
        @Nullable
        Path config;

        @Option(
                names = "--resume",
                paramLabel = "RUN",
                description = "Resume this run from its last checkpoint, with its own settings. A run whose minutes are"
                        + " over gets the same number again.")
        @Nullable
        Path resume;

        @Option(
                names = "--from",
                paramLabel = "RUN",
                description = "Start a new run from the weights of this run, with its settings.")
        @Nullable
        Path from;

        boolean isNothing() {
            return preset == null && config == null && resume == null && from == null;
        }
    }

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "A built-in set (strokes, sprites), a known set (mnist, svhn, …; `facet data list`), a folder,"
                            + " ZIP or tar archive of "
                            + "images, a file of arrays (IDX, .npy, .npz, .mat, HDF5, Parquet, CSV of pixels), or time"
                            + " series in a .ts, .arff, CSV or TSV file or a folder of them. "
                            + "Default: the preset's own.")
    private @Nullable String data;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Start start;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            completionCandidates = MethodNames.class,
            description = "The method: ${COMPLETION-CANDIDATES}; uses the preset of that name, if there is one and"
                    + " no other is given. Default: the method of the preset.")
    private @Nullable String method;

    /** The names of the methods, for the help and for completion. */
    static final class MethodNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Methods.names().iterator();
        }
    }

    @Option(
            names = "--codes",
            paramLabel = "CODES",
            description = "The codes to find, as name:kind, where kind is cat10 (10 categories), cat10:learned (as "
                    + "frequent as in the data), auto30 (as many as needed, at most 30), uniform,"
                    + " uniform(-2,2) or normal(0.5).")
    private @Nullable String codes;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "End after N steps in total; each trains both networks once.")
    private @Nullable Long steps;

    @Option(names = "--threads", paramLabel = "T", description = "CPU threads. Default: all cores.")
    private @Nullable Integer threads;

    @Option(
            names = "--device",
            paramLabel = "D",
            description = "The device: auto, cpu or cuda. auto takes an NVIDIA GPU if libtorch finds one.")
    private @Nullable Device device;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = "Arithmetic of the networks: auto, fp32 or bf16. auto takes bf16 if the CPU supports it.")
    private @Nullable Precision precision;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--json",
            description = "End standard output with one JSON object; everything else goes to standard error.")
    private boolean json;

    @Option(
            names = "--studio",
            description = "Open the studio on the run in progress; after training it stays open until Ctrl-C.")
    private boolean studio;

    @Option(
            names = "--dry-run",
            description = "Train nothing: time a few steps, and say how many steps the run would do and what its time"
                    + " does not suffice for.")
    private boolean dry;

    @Option(
            names = "--run-file",
            paramLabel = "FILE",
            hidden = true,
            description = "Write the path of the run's folder to FILE as soon as there is one.")
    private @Nullable Path runFile;

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            hidden = true,
            description = "All settings, as the process that started this one has put them together.")
    private @Nullable Path settled;

    @Mixin
    private Rank rank;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        rank.watch();
        boolean supervises = rank.supervises(cluster.wanted());
        if (rank.follows()) {
            try (ProcessGroup group = rank.join(program.interruption()).orElseThrow()) {
                Facet.follow(group);
                return 0;
            }
        }
        Start from = start == null ? new Start() : start;
        if (data == null && method == null && settled == null && from.isNothing()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "missing DATA: a set such as mnist or strokes, a folder, ZIP or tar archive of images, or a file of"
                            + " arrays");
        }
        if (dry && from.resume != null) {
            throw new ParameterException(
                    spec.commandLine(), "--dry-run is for new runs; --resume goes on with the settings of the run");
        }
        if (dry && supervises) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dry-run times steps of one process; leave out --ranks"
                            + (cluster.wanted() ? " and --spark" : ""));
        }
        PrintWriter err = spec.commandLine().getErr();
        if (data != null) {
            cluster.fetch(data, err);
        }
        RunConfig config = settled == null ? configure(from) : ConfigReader.read(settled, List.of());
        if (from.resume != null && isDone(from.resume, config)) {
            return 0;
        }
        DownloadBar.fetch(config.data().source(), err);
        if (dry) {
            DryRun.print(Facet.forecast(config), spec.commandLine().getOut(), json);
            return 0;
        }
        if (supervises) {
            return supervise(from, config, err);
        }
        Path watched = from.resume == null ? options.out() : from.resume;
        StudioBeside beside = studio ? StudioBeside.start(watched) : null;
        TrainResult result;
        try (ConsoleMonitor monitor = new ConsoleMonitor(err, ConsoleMonitor.detail(quiet), program.interruption())) {
            result = together(from, config, runFile == null ? monitor : new Beginning(monitor, this::tellFolder));
        } catch (IOException | RuntimeException e) {
            if (beside != null) {
                beside.end();
            }
            throw e;
        }
        print(result, summary(result));
        if (beside != null && !program.interruption().requested()) {
            err.println("the studio stays open; Ctrl-C ends it");
            err.flush();
            beside.await();
        }
        return program.interruption().requested() && result.end() == TrainResult.End.STOPPED
                ? ExitCodes.INTERRUPTED
                : 0;
    }

    /**
     * Writes the run's folder for a program that started this one, such as a sweep; it must find the run even after a
     * kill.
     */
    private void tellFolder(Path run) throws IOException {
        AtomicFile.write(Objects.requireNonNull(runFile), run.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Starts the processes that train the run, with this command line, and starts them again if one is lost. */
    private int supervise(Start from, RunConfig config, PrintWriter err) throws IOException {
        if (studio) {
            throw new UsageException("--studio opens the studio in the process that trains, and --ranks and --spark"
                    + " take others. Start `facet studio` beside.");
        }
        Facet.requireRanks(config, rank.ranks());
        PrintWriter out = spec.commandLine().getOut();
        if (!cluster.wanted()) {
            List<String> own = without(
                    List.of("--run-file", "--rank-timeout"),
                    spec.root().commandLine().getParseResult().originalArgs());
            return Supervisor.here(rank.ranks(), rank.patience(), program.interruption(), out, err)
                    .train(work(own));
        }
        if (threads != null) {
            throw new UsageException("--threads is for one machine. With --spark, a rank has as many threads as a task"
                    + " has cores: --spark-conf spark.task.cpus=" + threads);
        }
        TrainOnCluster there = new TrainOnCluster(cluster, rank, program.interruption(), err);
        return there.train(from, options.out(), config, out, this::work);
    }

    /** @param begin the command line that starts the run */
    private Supervisor.Work work(List<String> begin) {
        return new Supervisor.Work() {
            @Override
            public List<String> begin() {
                return withOutput(begin);
            }

            @Override
            public List<String> resume(Path run) {
                return withOutput(
                        List.of("train", "--resume", run.toString(), "--ranks", String.valueOf(rank.ranks())));
            }

            @Override
            public void began(Path run) throws IOException {
                if (runFile != null) {
                    tellFolder(run);
                }
            }
        };
    }

    /** A command line with this one's options for what is printed. */
    private List<String> withOutput(List<String> command) {
        List<String> words = new ArrayList<>(command);
        if (quiet && !words.contains("--quiet")) {
            words.add("--quiet");
        }
        if (json && !words.contains("--json")) {
            words.add("--json");
        }
        return words;
    }

    /** A command line without some options, each of which has a value. */
    private static List<String> without(List<String> options, List<String> words) {
        List<String> kept = new ArrayList<>();
        for (Iterator<String> each = words.iterator(); each.hasNext(); ) {
            String word = each.next();
            if (options.contains(word) && each.hasNext()) {
                each.next();
            } else if (options.stream().noneMatch(option -> word.startsWith(option + "="))) {
                kept.add(word);
            }
        }
        return kept;
    }

    private TrainResult together(Start from, RunConfig config, Monitor monitor) throws IOException {
        Optional<ProcessGroup> group = rank.join(program.interruption());
        try {
            return train(from, config, monitor, group.map(Group.class::cast).orElse(Group.ALONE));
        } finally {
            group.ifPresent(ProcessGroup::close);
        }
    }

    private TrainResult train(Start from, RunConfig config, Monitor monitor, Group group) throws IOException {
        if (from.resume != null) {
            return Facet.resume(from.resume, config, monitor, group);
        }
        return from.from == null
                ? Facet.train(config, options.out(), monitor, group)
                : Facet.trainFrom(from.from, config, options.out(), monitor, group);
    }

    /** Whether a run cannot be continued because all steps are done; prints what to do instead. */
    private boolean isDone(Path run, RunConfig config) throws IOException {
        Optional<TrainResult> ended = Facet.ended(run);
        if (ended.isEmpty()
                || ended.get().end() != TrainResult.End.STEPS
                || ended.get().steps() < config.training().steps()
                || isChanged(Facet.config(run), config)) {
            return false;
        }
        String text = run + ": all " + Text.count(ended.get().steps()) + " steps are done already"
                + warnings(ended.get())
                + "\nTrain further, in a new run that begins with its weights: " + Hint.of("train", "--from", run);
        if (config.training().schedule() == Schedule.CONSTANT) {
            text += "\nOr give it more steps: "
                    + Hint.of(
                            "train", "--resume", run, "--steps", 2 * ended.get().steps());
        }
        print(ended.get(), text);
        return true;
    }

    /** Whether settings other than the end are changed; resuming refuses and lists these. */
    private static boolean isChanged(RunConfig before, RunConfig wanted) {
        return ConfigDifference.between(before, wanted).stream()
                .anyMatch(difference ->
                        !difference.startsWith("training.steps:") && !difference.startsWith("training.minutes:"));
    }

    private void print(TrainResult result, String text) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter human = json ? spec.commandLine().getErr() : out;
        human.println(text);
        human.flush();
        if (json) {
            out.println(Json.line(object(result)));
        }
        out.flush();
    }

    /** The settings: those of the start, then the options, then {@code --set}, so that the most specific come last. */
    private RunConfig configure(Start from) throws IOException {
        List<String> overrides = new ArrayList<>();
        if (from.from != null) {
            overrides.addAll(FURTHER);
        }
        Path run = from.resume != null ? from.resume : from.from;
        if (run != null) {
            RunOptions.override(overrides, "method", method);
            RunOptions.override(overrides, "data.source", data == null ? null : DataSource.of(data));
        }
        RunOptions.override(overrides, "latent.codes", codes);
        RunOptions.override(overrides, "training.steps", steps);
        RunOptions.override(overrides, "training.threads", threads);
        RunOptions.override(overrides, "training.device", lower(device));
        RunOptions.override(overrides, "training.precision", lower(precision));
        overrides = options.after(overrides);
        if (run != null) {
            return RunFolder.open(run).config(overrides);
        }
        return begin(from).with(overrides.toArray(String[]::new)).config();
    }

    /** A new training from the given file, preset, data and method. */
    private Training begin(Start from) {
        Training training = from.config != null
                ? Facet.settings(from.config)
                : from.preset != null ? Facet.preset(from.preset) : null;
        if (data != null) {
            training = training == null ? Facet.data(data) : training.withData(data);
        }
        if (method != null) {
            training = training == null ? Facet.method(method) : training.withMethod(method);
        }
        return Objects.requireNonNull(training, "call() has refused a command line that names nothing to train");
    }

    private static @Nullable String lower(@Nullable Enum<?> value) {
        return value == null ? null : value.name().toLowerCase(Locale.ROOT);
    }

    private String summary(TrainResult result) {
        String run = result.run().toString();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %s%s steps in %s, %.0f images/s",
                run,
                result.end() == TrainResult.End.STOPPED ? "stopped and saved after " : "",
                Text.count(result.steps()),
                Text.duration(result.seconds()),
                result.imagesPerSecond()));
        text.append(warnings(result));
        if (result.end() != TrainResult.End.STEPS) {
            text.append("\nGo on with ")
                    .append(
                            rank.isLocal()
                                    ? Hint.of("train", "--resume", run, "--ranks", rank.ranks())
                                    : Hint.of("train", "--resume", run));
        }
        if (result.failed()) {
            text.append("\nThe samples are no use yet. Look at ")
                    .append(RunFolder.open(result.run()).samples(result.steps()));
        } else if (result.end() != TrainResult.End.STOPPED) {
            text.append("\nSee what each code does with ").append(Hint.of("traverse", run));
        }
        return text.toString();
    }

    private static String warnings(TrainResult result) {
        return result.warnings().stream()
                .map(warning -> "\nwarning: " + warning)
                .collect(Collectors.joining());
    }

    /** The output of {@code --json}. */
    private static Map<String, Object> object(TrainResult result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("run", result.run().toString());
        object.put("steps", result.steps());
        object.put("seconds", result.seconds());
        object.put("images_per_second", result.imagesPerSecond());
        object.put("end", result.end().name().toLowerCase(Locale.ROOT));
        object.put("statistics", result.statistics());
        object.put("warnings", result.warnings());
        object.put("failed", result.failed());
        return object;
    }
}
