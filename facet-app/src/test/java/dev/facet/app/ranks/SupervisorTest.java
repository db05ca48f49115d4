package dev.facet.app.ranks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.launch.JavaProcess;
import dev.facet.codes.Draws;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs over two processes, whose processes are killed and stopped. */
class SupervisorTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void aRunWhoseRanksAreLostOrHangEndsLikeOneThatWasLeftAlone() throws Exception {
        Path straight = straight(80);
        Process process = start("--steps", "80", "--rank-timeout", "3");
        kill(process, 0, 30, "KILL");
        kill(process, 1, 60, "STOP");
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).as(output()).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(0);
        same(straight, 80);
        assertThat(output())
                .contains(
                        "rank 1 of 2 was lost (killed by signal 9); all ranks start again from the checkpoint of step")
                .contains("rank 0 of 2 was lost (killed by signal 9)")
                .contains("rank 1 (process ")
                .contains("of 2 hangs: rank 0 has waited 3 s")
                .doesNotContain("[Gloo]");
        assertThat(Files.readString(run().resolve("log.txt"))).contains("was lost");
    }

    @Test
    @Tag("slow")
    void aRunThatLosesARankAtFiveRandomMomentsEndsLikeOneThatWasLeftAlone() throws Exception {
        Path straight = straight(600);
        Process process = start("--steps", "600");
        Draws moments = new Draws(7, 0);
        for (int i = 0; i < 5; i++) {
            long step = 110L * i + moments.nextInt(90);
            kill(process, moments.nextInt(2), step, "KILL");
        }
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).as(output()).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(0);
        same(straight, 600);
    }

    @Test
    void aSignalSavesAndEndsAllRanks() throws Exception {
        Process process = start("--steps", "100000");
        waitFor(20);
        List<ProcessHandle> ranks = process.children().toList();
        assertThat(ranks).hasSize(2);
        process.toHandle().destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(130);
        assertThat(output()).contains("stopped and saved after");
        assertThat(ranks).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    @Tag("slow")
    void ranksEndWithTheProcessThatStartedThem() throws Exception {
        Process process = start("--steps", "100000");
        waitFor(20);
        List<ProcessHandle> ranks = process.children().toList();
        process.destroyForcibly().waitFor();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ranks.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        assertThat(ranks).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void whatCannotBeDividedIsRefusedByAMessage() {
        assertThat(Shell.facet("train", "strokes", "--ranks", "0"))
                .satisfies(shell -> assertThat(shell.code()).isEqualTo(2))
                .satisfies(shell -> assertThat(shell.err()).contains("--ranks is 0"));
        assertThat(Shell.facet("train", "strokes", "--ranks", "2", "--studio").err())
                .contains("facet studio");
    }

    @Test
    void aMistakeIsSaidOnceAndNotTriedAgain() throws Exception {
        Process process = start("--steps", "10", "--set", "training.batch=15");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(output())
                .containsOnlyOnce("2 ranks cannot divide a batch of 15")
                .doesNotContain("start again");
    }

    private Path straight(int steps) throws Exception {
        Process process = start("--steps", String.valueOf(steps));
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(0);
        return Files.move(run(), folder.resolve("straight"));
    }

    /** Weights to the byte, and statistics without gaps and doubles. */
    private void same(Path straight, int steps) throws IOException {
        String weights = String.format("checkpoints/step-%06d/weights.safetensors", steps);
        assertThat(Files.readAllBytes(run().resolve(weights))).isEqualTo(Files.readAllBytes(straight.resolve(weights)));
        assertThat(stepsOfStatistics())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, steps / 10)
                        .map(i -> 10 * i)
                        .boxed()
                        .toList());
    }

    private List<Long> stepsOfStatistics() throws IOException {
        return Files.readAllLines(run().resolve("stats.jsonl")).stream()
                .map(line -> JSON.readTree(line).path("step").asLong())
                .toList();
    }

    /** Sends a signal to a rank once the run has come to a step. */
    private void kill(Process process, int rank, long step, String signal) throws Exception {
        waitFor(step);
        Optional<ProcessHandle> found =
                process.children().filter(child -> rankOf(child) == rank).findFirst();
        assertThat(found).as("rank " + rank + "\n" + output()).isPresent();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(found.get().pid()))
                .start()
                .waitFor();
        long pid = found.get().pid();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (process.children().anyMatch(child -> child.pid() == pid) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }

    /** By the system's files, since Java cuts long command lines. */
    private static int rankOf(ProcessHandle child) {
        try {
            String line = Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"));
            List<String> words = Arrays.asList(line.split("\0"));
            return Integer.parseInt(words.get(words.lastIndexOf("--rank") + 1));
        } catch (IOException e) {
            return -1;
        }
    }

    private void waitFor(long step) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < end) {
            Optional<Path> run = only();
            if (run.isPresent() && Files.exists(run.get().resolve("stats.jsonl"))) {
                List<String> lines = Files.readAllLines(run.get().resolve("stats.jsonl"));
                if (!lines.isEmpty() && 10L * lines.size() >= step) {
                    return;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("step " + step + " has not come: " + output());
    }

    private Process start(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "strokes",
                "--ranks",
                "2",
                "--threads",
                "2",
                "--out",
                folder.resolve("runs").toString()));
        for (String setting : List.of(
                "model.width=4",
                "data.count=200",
                "training.batch=16",
                "training.precision=fp32",
                "training.checkpoint-every=20",
                "training.snapshot-every=100000")) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(more));
        Process process = JavaProcess.of(Main.class.getName(), arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output.txt").toFile()))
                .start();
        started.add(process);
        return process;
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output.txt"));
    }

    private Path run() throws IOException {
        return only().orElseThrow();
    }

    private Optional<Path> only() throws IOException {
        if (!Files.exists(folder.resolve("runs"))) {
            return Optional.empty();
        }
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            return runs.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .findFirst();
        }
    }
}
