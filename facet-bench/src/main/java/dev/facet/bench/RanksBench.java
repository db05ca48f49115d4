package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.Training;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.format.Folders;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.ProcessGroup;
import dev.facet.torch.group.Rendezvous;
import dev.facet.train.Moment;
import dev.facet.train.Monitor;

/**
 * Measures what several processes on this machine exchange. First sums of fp32 numbers over 2 and 4 processes. Then
 * steps of training by two processes of one thread with a whole batch, against one process of one thread with half of
 * it: the second would take as long if nothing were exchanged.
 */
@Command(
        name = "ranks",
        description = "Measures sums over processes, and steps of training in two of them.",
        sortOptions = false)
final class RanksBench implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int WARM_UP = 5;
    private static final long[] MEGABYTES = {1, 16, 56};

    @Option(names = "--steps", defaultValue = "20", description = "Timed steps, and sums of each size (default 20).")
    private int steps;

    @Option(
            names = "--preset",
            split = ",",
            defaultValue = "mnist-paper,images",
            description = "The settings to train with (default mnist-paper,images).")
    private List<String> presets = new ArrayList<>();

    @Option(names = "--rank", hidden = true)
    private @Nullable Integer rank;

    @Option(names = "--ranks", hidden = true, defaultValue = "1")
    private int ranks;

    @Option(names = "--meet", hidden = true)
    private @Nullable Path meet;

    @Option(names = "--sum", hidden = true, defaultValue = "0")
    private long sum;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (steps < 1) {
            throw new UsageException("--steps is " + steps + "; at least 1 is needed");
        }
        if (rank != null && meet != null) {
            part(Rendezvous.local(meet, rank, ranks, Duration.ofMinutes(2)));
            return 0;
        }
        for (int processes : new int[] {2, 4}) {
            for (long megabytes : MEGABYTES) {
                JsonNode found = run(processes, "--sum", "" + megabytes);
                tell(
                        "%d processes, %d MB: %.1f ms",
                        processes, megabytes, found.path("ms").asDouble());
            }
        }
        for (String preset : presets) {
            JsonNode one = run(1, "--preset", preset);
            JsonNode two = run(2, "--preset", preset);
            double alone = one.path("ms").asDouble();
            double together = two.path("ms").asDouble();
            tell(
                    "%s: %.1f ms a step alone with half a batch, %.1f ms in two processes: efficiency %.2f; %.0f %% of"
                            + " the time in %d sums of %.1f MB in all",
                    preset,
                    alone,
                    together,
                    alone / together,
                    100 * two.path("waiting").asDouble(),
                    two.path("calls").asLong(),
                    two.path("bytes").asDouble() / 1e6);
        }
        return 0;
    }

    private void tell(String format, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
        spec.commandLine().getOut().flush();
    }

    /** Starts processes, and returns what the first one has found. */
    private JsonNode run(int processes, String... more) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("facet-bench");
        List<Process> started = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                List<String> command = new ArrayList<>(Child.java());
                command.addAll(List.of("ranks", "--rank", "" + i, "--ranks", "" + processes));
                command.addAll(List.of(
                        "--steps",
                        "" + steps,
                        "--meet",
                        folder.resolve("meeting").toString()));
                command.addAll(List.of(more));
                started.add(new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("output-" + i).toFile())
                        .redirectError(folder.resolve("errors-" + i).toFile())
                        .start());
            }
            for (int i = 0; i < processes; i++) {
                if (started.get(i).waitFor() != 0) {
                    throw new IOException("process " + i + " of " + processes + " failed: "
                            + Files.readString(folder.resolve("errors-" + i)));
                }
            }
            List<String> lines = Files.readAllLines(folder.resolve("output-0"));
            return JSON.readTree(lines.get(lines.size() - 1));
        } finally {
            started.forEach(Process::destroyForcibly);
            Folders.delete(folder);
        }
    }

    /** What one of the processes does. */
    private void part(Rendezvous at) throws IOException {
        try (ProcessGroup group = ProcessGroup.join(at)) {
            if (sum > 0) {
                Engine.start(1);
                try (PointerScope scope = new PointerScope()) {
                    Tensor tensor = Tensors.zeros(ScalarType.Float, sum * 1_000_000 / Float.BYTES);
                    tell(
                            "{\"ms\": %f}",
                            Times.of(WARM_UP, steps, () -> group.sum(tensor)).median());
                }
            } else if (at.rank() > 0) {
                Facet.follow(group);
            } else {
                train(group);
            }
        }
    }

    private void train(ProcessGroup group) throws IOException {
        Training training = Facet.preset(presets.get(0));
        int batch = training.config().training().batch();
        RunConfig config = training.with(
                        "training.batch=" + (group.isAlone() ? batch / 2 : batch),
                        "training.threads=" + group.size(),
                        "training.steps=" + (WARM_UP + steps),
                        "training.minutes=0",
                        "training.plan=false",
                        "training.snapshot-every=1000000",
                        "training.checkpoint-every=1000000",
                        "infogan.consistency.starts=1",
                        "infogan.categories.alone=false",
                        "encoder.steps=0")
                .config();
        Path runs = Files.createTempDirectory("facet-bench");
        try {
            Watch watch = new Watch(group, steps);
            Facet.train(config, runs, watch, group);
            double seconds = watch.times.median() / 1000;
            tell(
                    "{\"ms\": %f, \"waiting\": %f, \"calls\": %d, \"bytes\": %d}",
                    1000 * seconds,
                    (watch.waited - watch.waitedBefore) / steps / seconds,
                    (watch.calls - watch.callsBefore) / steps,
                    (watch.bytes - watch.bytesBefore) / steps);
        } finally {
            Folders.delete(runs);
        }
    }

    /** Times steps after the first few. */
    private static final class Watch implements Monitor {
        private final ProcessGroup group;
        private final Times times;
        private long last = System.nanoTime();
        private double waitedBefore;
        private double waited;
        private long callsBefore;
        private long calls;
        private long bytesBefore;
        private long bytes;

        Watch(ProcessGroup group, int steps) {
            this.group = group;
            this.times = new Times(steps);
        }

        @Override
        public void step(Moment moment) {
            long now = System.nanoTime();
            times.add(now - last);
            last = now;
            waited = group.seconds();
            calls = group.calls();
            bytes = group.bytes();
            if (moment.step() == WARM_UP) {
                waitedBefore = waited;
                callsBefore = calls;
                bytesBefore = bytes;
            }
        }
    }
}
