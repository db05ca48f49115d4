package dev.facet.spark.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Commands;
import dev.facet.data.cache.RemoteCopy;
import dev.facet.format.Folders;
import dev.facet.train.Checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Training on a master and two workers with a core each, in virtual machines of their own, whose executors are killed.
 */
@Tag("spark")
@EnabledOnOs(OS.LINUX)
class TrainingOnClusterIT {
    private static final Path JAR = Path.of("target", "facet-spark-all.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    private final Commands shell = new Commands();

    @BeforeEach
    void oneContext() {
        System.setProperty("facet.spark.jar", JAR.toString());
        TinyTraining.noContext();
    }

    @AfterEach
    void forget() {
        System.clearProperty("facet.spark.jar");
        System.clearProperty("facet.class.path");
    }

    private String[] command(String... words) throws Exception {
        return TinyTraining.command(
                TinyTraining.settings(),
                TinyTraining.command(
                        List.of(
                                "--spark=" + StandaloneCluster.shared().master(),
                                "--spark-conf=spark.driver.host=localhost",
                                StandaloneCluster.quickExecutors()),
                        words));
    }

    private int within(CompletableFuture<Integer> command, int seconds) throws Exception {
        try {
            return command.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(shell.said() + StandaloneCluster.shared().logs(), e);
        }
    }

    @Test
    void aRunThatLosesAnExecutorEndsLikeOneOfOneMachine() throws Exception {
        assertThat(JAR).as("the jar that `mvn package` makes").exists();
        StandaloneCluster cluster = StandaloneCluster.shared();
        Path runs = folder.resolve("runs");
        String[] command = command("train", "strokes", "--ranks=2", "--steps=80", "--out=" + runs);
        CompletableFuture<Integer> training = CompletableFuture.supplyAsync(() -> shell.run(command));
        TinyTraining.awaitStatistics(runs, 3, training, shell::said);
        assertThat(cluster.programs()).hasSize(2);
        cluster.executors().get(1).destroyForcibly();
        assertThat(within(training, 120)).as(shell.said()).isZero();
        assertThat(shell.said())
                .contains("of 2 was lost (localhost: its executor was lost")
                .contains("all ranks start again from the checkpoint of step ")
                .contains("without encryption or passwords");

        Path run = TinyTraining.only(runs).orElseThrow();
        Path here = folder.resolve("here");
        assertThat(shell.run(TinyTraining.command(
                        TinyTraining.settings(),
                        "train",
                        "strokes",
                        "--ranks=2",
                        "--threads=2",
                        "--steps=80",
                        "--out=" + here)))
                .as(shell.said())
                .isZero();
        assertThat(TinyTraining.weights(run, 80))
                .isEqualTo(TinyTraining.weights(TinyTraining.only(here).orElseThrow(), 80));
        assertThat(Files.readAllLines(run.resolve("stats.jsonl"))).hasSize(8);
        assertThat(Files.readString(run.resolve("log.txt"))).contains("its executor was lost");
        assertThat(cluster.programs()).isEmpty();
    }

    @Test
    void aSweepThatLosesAnExecutorEndsWithAllRunsButTheBadOnes() throws Exception {
        StandaloneCluster cluster = StandaloneCluster.shared();
        System.setProperty("facet.class.path", classPath());
        Path sweep = folder.resolve("sweep");
        String[] command = command(
                "sweep",
                "strokes",
                "--seeds=1",
                "--grid=latent.codes=kind:cat10,h:normal(1000000)",
                "--set=infogan.continuous-from-step=0",
                "--set=training.steps=80",
                "--spark-conf=spark.facet.libraries=send",
                "--out=" + sweep);
        // a code of such numbers makes losses explode
        CompletableFuture<Integer> training = CompletableFuture.supplyAsync(() -> shell.run(command));
        TinyTraining.awaitStatistics(sweep, 3, training, shell::said);
        assertThat(cluster.programs()).hasSizeBetween(1, 2);
        for (ProcessHandle executor : cluster.executors()) {
            executor.destroyForcibly();
        }
        assertThat(within(training, 120)).as(shell.said()).isEqualTo(1);
        assertThat(shell.said())
                .contains("MB to each")
                .contains("its executor was lost")
                .contains("it starts again from the checkpoint of step ")
                .contains("1 of 2 runs failed")
                .contains("run 2 (latent.codes=h:normal(1000000) training.seed=1) failed: ", "Giving up");
        assertThat(Files.readAllLines(sweep.resolve("sweep.csv"))).hasSize(2);
        // without the bad ones, the same command has nothing to do
        Commands again = new Commands();
        String[] good = Arrays.stream(command)
                .map(word -> word.replace(",h:normal(1000000)", ""))
                .toArray(String[]::new);
        assertThat(again.run(good)).as(again.said()).isZero();
        assertThat(again.said()).contains("sweep.csv").doesNotContain("steps in", "going on");
        Path straight = folder.resolve("straight");
        assertThat(again.run(TinyTraining.command(
                        TinyTraining.settings(),
                        "train",
                        "strokes",
                        "--seed=1",
                        "--steps=80",
                        "--threads=1",
                        "--codes=kind:cat10",
                        "--set=infogan.continuous-from-step=0",
                        "--out=" + straight)))
                .isZero();
        Path first = sweep.resolve(JsonMapper.shared()
                .readTree(Files.readString(sweep.resolve("sweep.json")))
                .path("runs")
                .path("latent.codes=kind:cat10 training.seed=1")
                .asString(""));
        assertThat(Files.readAllLines(first.resolve("stats.jsonl"))).hasSize(8);
        assertThat(TinyTraining.weights(first, 80))
                .isEqualTo(TinyTraining.weights(TinyTraining.only(straight).orElseThrow(), 80));
    }

    @Test
    void aPathThatExecutorsCannotSeeAndTooFewSlotsAreRefused() throws Exception {
        Path own = Path.of("/proc/self/cwd/target").resolve("unseen-" + System.nanoTime());
        assertThat(shell.run(command("train", "strokes", "--ranks=2", "--steps=20", "--out=" + own)))
                .as(shell.said())
                .isEqualTo(2);
        assertThat(shell.said()).contains("localhost cannot see " + own, "under the same name");
        Folders.delete(own);
        assertThat(shell.run(command(
                        "train",
                        "strokes",
                        "--ranks=4",
                        "--steps=20",
                        "--spark-conf=spark.facet.wait=10",
                        "--out=" + folder.resolve("runs"))))
                .isEqualTo(2);
        assertThat(shell.said())
                .containsPattern("room for [0-2] of 4 processes at once")
                .contains("Machines were waited for 10 s");
        assertThat(TinyTraining.all(folder.resolve("runs"))).isEmpty();
    }

    @Test
    void machinesCopyDataFromAnAddressToThemselves() throws Exception {
        Path far = TinyTraining.pictures(folder.resolve("far"));
        String name = String.valueOf(folder.getFileName());
        Path there = Files.createDirectory(folder.resolve("cache-of-executors"));
        Path runs = folder.resolve("runs");
        String[] command = command(
                "train",
                "viewfs://" + name + "/x",
                "--preset=mnist",
                "--ranks=2",
                "--steps=20",
                "--spark-conf=spark.hadoop.fs.viewfs.mounttable." + name + ".link./x=" + far.toUri(),
                "--spark-conf=spark.executorEnv.FACET_CACHE=" + there,
                "--out=" + runs);
        assertThat(within(CompletableFuture.supplyAsync(() -> shell.run(command)), 120))
                .as(shell.said())
                .isZero();
        RemoteCopy copy = RemoteCopy.of("viewfs://" + name + "/x", Map.of("FACET_CACHE", there.toString()));
        assertThat(copy.whole().orElseThrow().data().resolve("0.png")).exists();
        assertThat(TinyTraining.weights(TinyTraining.only(runs).orElseThrow(), 20))
                .isNotEmpty();
    }

    @Test
    @Tag("slow")
    void aHungRankIsNamedAndASignalSavesAndEndsAll() throws Exception {
        Path runs = folder.resolve("runs");
        Process driver = driver(runs, "--rank-timeout=5");
        awaitStatistics(runs, 3, driver);
        List<ProcessHandle> ranks = StandaloneCluster.shared().programs();
        assertThat(ranks).hasSize(2);
        signal(ranks.get(1), "STOP");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!said().contains("going on from step") && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        assertThat(said())
                .contains("of 2 hangs: rank ")
                .contains(
                        "of 2 was lost (localhost: ended, since it did not end by itself); all ranks start again from")
                .contains("going on from step");
        Thread.sleep(2000);
        driver.toHandle().destroy();
        assertThat(driver.waitFor(90, TimeUnit.SECONDS)).as(said()).isTrue();
        assertThat(said()).contains("stopped and saved after");
        assertThat(driver.exitValue()).as(said()).isEqualTo(130);
        assertThat(ranks).noneMatch(ProcessHandle::isAlive);
        assertThat(StandaloneCluster.shared().programs()).isEmpty();
    }

    @Test
    @Tag("slow")
    void ranksSaveAndEndIfTheCommandIsKilled() throws Exception {
        Path runs = folder.resolve("runs");
        Process driver = driver(runs, "--set=training.checkpoint-every=100000");
        awaitStatistics(runs, 5, driver);
        List<ProcessHandle> ranks = StandaloneCluster.shared().programs();
        driver.destroyForcibly().waitFor();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ranks.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        assertThat(ranks).hasSize(2).noneMatch(ProcessHandle::isAlive);
        Path run = TinyTraining.only(runs).orElseThrow();
        long saved = Checkpoint.lastStep(run.resolve("checkpoints")).orElseThrow();
        assertThat(saved).isGreaterThanOrEqualTo(50);
    }

    @Test
    @Tag("slow")
    void aSignalSavesTheRunsOfASweepAndStartsNoMore() throws Exception {
        Path sweep = folder.resolve("sweep");
        Process driver = start("sweep", "strokes", "--seeds=1..6", "--set=training.steps=100000", "--out=" + sweep);
        awaitStatistics(sweep, 3, driver);
        long begin = System.nanoTime();
        driver.toHandle().destroy();
        assertThat(driver.waitFor(60, TimeUnit.SECONDS)).as(said()).isTrue();
        assertThat(driver.exitValue()).as(said()).isEqualTo(130);
        assertThat(said()).contains("stopped; the same command continues from here");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(50);
        assertThat(TinyTraining.all(sweep)).hasSizeBetween(1, 2);
        for (Path run : TinyTraining.all(sweep)) {
            // the second may have ended before its first step
            if (Files.exists(run.resolve("stats.jsonl"))) {
                assertThat(Files.readString(run.resolve("log.txt"))).contains("ended at step");
            }
        }
        assertThat(StandaloneCluster.shared().programs()).isEmpty();
    }

    /** The command in a process of its own. */
    private Process driver(Path runs, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("train", "strokes", "--ranks=2", "--steps=100000"));
        words.add("--out=" + runs);
        words.addAll(List.of(more));
        return start(words.toArray(String[]::new));
    }

    private Process start(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("spark.options").toAbsolutePath(),
                "-Dfacet.spark.jar=" + JAR,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.facet.app.Main"));
        words.addAll(1, StandaloneCluster.QUICK);
        words.addAll(List.of(command(command)));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("driver.txt").toFile())
                .start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("driver.txt"));
    }

    private void awaitStatistics(Path runs, int lines, Process driver) throws Exception {
        TinyTraining.awaitStatistics(runs, lines, driver.onExit(), () -> {
            try {
                return said();
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    private static void signal(ProcessHandle process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    /** That of the program without Spark. */
    private static String classPath() throws IOException {
        Path app = Path.of("..", "facet-app").toAbsolutePath().normalize();
        List<String> entries = new ArrayList<>();
        for (Path classes : List.of(app.resolve("target/classes"), app.resolveSibling("facet-core/target/classes"))) {
            assertThat(classes).isDirectory();
            entries.add(classes.toString());
        }
        entries.add(Files.readString(app.resolve("target/class-path.txt")).strip());
        return String.join(File.pathSeparator, entries);
    }
}
