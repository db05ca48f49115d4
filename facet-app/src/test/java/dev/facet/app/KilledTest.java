package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.launch.JavaProcess;
import dev.facet.codes.Draws;
import dev.facet.train.Checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

/** Training processes that are killed, or run out of space. */
class KilledTest {
    @TempDir
    private Path folder;

    @Test
    void aRunThatWasKilledTwiceEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(2, 300, 1, 0);
    }

    @Test
    void aRunThatWasKilledWithinItsStartsEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(2, 120, 3, 100);
    }

    @Test
    @Tag("slow")
    void aRunThatWasKilledTenTimesWithinItsStartsEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(10, 700, 8, 600);
    }

    @Test
    @Tag("slow")
    void aRunThatWasKilledTenTimesEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(10, 4000, 1, 0);
    }

    @Test
    void aRunThatReplacesItsOnlyCheckpointAtEachStepMayBeKilledToo() throws Exception {
        killAndCompare(3, 160, 1, 0, "training.checkpoint-every=1", "training.keep-checkpoints=1");
    }

    @Test
    @Tag("slow")
    void aRunThatReplacesItsOnlyCheckpointAtEachStepMayBeKilledTwentyTimes() throws Exception {
        killAndCompare(20, 6000, 1, 0, "training.checkpoint-every=1", "training.keep-checkpoints=1");
    }

    @Test
    void aFullDiskLeavesTheLastGoodCheckpoint() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash to limit the size of files");
        Path run = onlyRun(start(train("--steps", "10")));
        assertThat(checkpoints(run)).contains("step-000010");
        // No file may grow beyond 100 KiB: to the program that looks like a disk that fills up in the middle of a
        // checkpoint.
        List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", "ulimit -f 100; exec \"$@\"", "bash"));
        command.addAll(train("--resume", run.toString(), "--steps", "40"));
        Process process = start(command);
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output())
                .contains("could not be written")
                .contains("step-000010")
                .doesNotContain("\tat ");
        assertThat(checkpoints(run)).contains("step-000010").noneMatch(name -> name.startsWith("."));
        Process again = start(train("--resume", run.toString(), "--steps", "40"));
        assertThat(again.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isEqualTo(0);
        assertThat(checkpoints(run)).contains("step-000040");
    }

    /**
     * Kills a run some times while it trains, each time further on, and once more while it begins again.
     *
     * @param starts the number of starts
     * @param ofEach the steps of each start, if there are several
     */
    private void killAndCompare(int times, int steps, int starts, int ofEach, String... settings) throws Exception {
        List<String> options = new ArrayList<>(List.of("--steps", String.valueOf(steps)));
        for (String setting : settings) {
            options.addAll(List.of("--set", setting));
        }
        if (starts > 1) {
            options.addAll(List.of("--set", "infogan.consistency.starts=" + starts));
            options.addAll(List.of("--set", "infogan.consistency.start-steps=" + ofEach));
        }
        List<String> train = train(options.toArray(String[]::new));
        List<String> resume = new ArrayList<>(List.of("--steps", String.valueOf(steps), "--resume"));
        Path straight = onlyRun(start(train));
        byte[] wanted = weights(straight, steps);
        Files.move(straight, folder.resolve("straight"));
        int part = ((starts - 1) * ofEach + steps) / (times + 1);
        Draws moments = new Draws(5, 0);
        Process process = start(train);
        Path run = waitForRun(process);
        resume.add(run.toString());
        for (int i = 0; i < times; i++) {
            long step = (long) (part * (i + moments.uniform(0, 0.5)));
            while (process.isAlive() && saved(run, starts, ofEach) < step) {
                Thread.sleep(10);
            }
            process.waitFor((long) moments.uniform(0, 100), TimeUnit.MILLISECONDS);
            kill(process, "time " + i);
            process = start(train(resume.toArray(String[]::new)));
            if (i == 0) {
                process.waitFor((long) moments.uniform(200, 1000), TimeUnit.MILLISECONDS);
                kill(process, "beginning again");
                process = start(train(resume.toArray(String[]::new)));
            }
        }
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(0);
        assertThat(weights(run, steps)).isEqualTo(wanted);
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("hidden files, of which kills leave some")
                    .filteredOn(name -> name.startsWith("."))
                    .containsExactlyInAnyOrder(".lock", ".trainer");
        }
    }

    private static void kill(Process process, String when) throws InterruptedException {
        assertThat(process.isAlive())
                .as("still training when killed, " + when + "; give it more steps")
                .isTrue();
        process.destroyForcibly().waitFor();
    }

    /** The steps over all starts until the newest checkpoint; 0 while that cannot be told. */
    private static long saved(Path run, int starts, int ofEach) {
        try {
            for (int start = starts; start > 1; start--) {
                OptionalLong step = Checkpoint.lastStep(run.resolve(".starts").resolve(String.valueOf(start)));
                if (step.isPresent()) {
                    return (start - 1L) * ofEach + step.getAsLong();
                }
            }
            long own = Checkpoint.lastStep(run.resolve("checkpoints")).orElse(0);
            return own > ofEach ? (starts - 1L) * ofEach + own : own;
        } catch (IOException e) {
            return 0; // a folder was just removed
        }
    }

    private List<String> train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--resume")) {
            arguments.addAll(List.of("strokes", "--out", folder.resolve("runs").toString()));
            for (String setting : List.of(
                    "data.count=300",
                    "model.width=4",
                    "training.batch=16",
                    "training.threads=1",
                    "training.checkpoint-every=10",
                    "training.snapshot-every=100000",
                    "training.precision=fp32")) {
                arguments.addAll(List.of("--set", setting));
            }
        }
        return JavaProcess.of(Main.class.getName(), arguments).command();
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    private Path onlyRun(Process process) throws Exception {
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(0);
        return waitForRun(process);
    }

    /** The run folder, once it can be resumed. */
    private Path waitForRun(Process process) throws Exception {
        for (int i = 0; i < 2400; i++) {
            Path runs = folder.resolve("runs");
            if (Files.isDirectory(runs)) {
                try (Stream<Path> entries = Files.list(runs)) {
                    List<Path> started = entries.filter(run -> hasCheckpoint(run) || !process.isAlive())
                            .toList();
                    if (!started.isEmpty()) {
                        return started.get(0);
                    }
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no run was started: " + output());
    }

    private static boolean hasCheckpoint(Path run) {
        try {
            return checkpoints(run).stream().anyMatch(name -> name.startsWith("step-"));
        } catch (IOException e) {
            return false; // not made yet
        }
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> entries = Files.list(run.resolve("checkpoints"))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static byte[] weights(Path run, int steps) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoints")
                .resolve(String.format("step-%06d", steps))
                .resolve("weights.safetensors"));
    }
}
