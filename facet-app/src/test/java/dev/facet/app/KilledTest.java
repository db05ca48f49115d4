package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.launch.JavaProcess;
import dev.facet.codes.Draws;

import static org.assertj.core.api.Assertions.assertThat;

/** Training processes that are killed, or run out of space. */
class KilledTest {
    @TempDir
    private Path folder;

    @Test
    void aRunThatWasKilledTwiceEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(2, 1200);
    }

    @Test
    void aRunThatWasKilledWithinItsStartsEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(2, 500, "infogan.consistency.starts=3", "infogan.consistency.start-steps=400");
    }

    @Test
    @Tag("slow")
    void aRunThatWasKilledTenTimesWithinItsStartsEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(10, 700, "infogan.consistency.starts=8", "infogan.consistency.start-steps=600");
    }

    @Test
    @Tag("slow")
    void aRunThatWasKilledTenTimesEndsWithTheWeightsOfOneThatWasNot() throws Exception {
        killAndCompare(10, 4000);
    }

    @Test
    void aRunThatReplacesItsOnlyCheckpointAtEachStepMayBeKilledToo() throws Exception {
        killAndCompare(3, 400, "training.checkpoint-every=1", "training.keep-checkpoints=1");
    }

    @Test
    @Tag("slow")
    void aRunThatReplacesItsOnlyCheckpointAtEachStepMayBeKilledTwentyTimes() throws Exception {
        killAndCompare(20, 6000, "training.checkpoint-every=1", "training.keep-checkpoints=1");
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

    private void killAndCompare(int times, int steps, String... settings) throws Exception {
        List<String> options = new ArrayList<>(List.of("--steps", String.valueOf(steps)));
        for (String setting : settings) {
            options.addAll(List.of("--set", setting));
        }
        List<String> train = train(options.toArray(String[]::new));
        Path straight = onlyRun(start(train));
        byte[] wanted = weights(straight, steps);
        Files.move(straight, folder.resolve("straight"));
        Draws moments = new Draws(5, 0);
        Process process = start(train);
        Path run = waitForRun(process);
        for (int i = 0; i < times; i++) {
            process.waitFor((long) moments.uniform(200, 3000), TimeUnit.MILLISECONDS);
            assertThat(process.isAlive())
                    .as("still training when killed for time " + i + "; give it more steps")
                    .isTrue();
            process.destroyForcibly().waitFor();
            process = start(train("--resume", run.toString(), "--steps", String.valueOf(steps)));
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
