package dev.facet.spark.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Commands;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code facet train --spark}, with this machine as the cluster, and what it refuses. */
@Tag("spark")
class TrainOnSparkTest {
    @TempDir
    private Path folder;

    private final Commands shell = new Commands();

    private int train(Path runs, String... more) {
        List<String> options = new ArrayList<>(TinyTraining.settings());
        options.addAll(List.of(more));
        return shell.run(TinyTraining.command(options, "train", "strokes", "--out", runs.toString()));
    }

    @Test
    void ranksAreTasksAndTheRunGoesOnWithAnotherNumberOfThem() throws IOException {
        TinyTraining.noContext();
        Path runs = folder.resolve("runs");
        assertThat(train(runs, "--ranks=2", "--spark=local[2]", "--steps=30"))
                .as(shell.said())
                .isZero();
        Path run = TinyTraining.only(runs).orElseThrow();
        assertThat(shell.said())
                .contains(run + ": training", run + ": 30 steps in")
                .doesNotContain("[Gloo]", "encryption");
        assertNothingHiddenIn(runs);
        assertThat(shell.run(
                        "train", "--resume", run.toString(), "--spark", "local[1]", "--ranks", "1", "--steps", "40"))
                .as(shell.said())
                .isZero();
        assertThat(run.resolve("checkpoints/step-000040")).exists();
    }

    @Test
    void dataAtAnAddressAreFetchedAndTrainedOn() throws IOException {
        TinyTraining.noContext();
        Path far = TinyTraining.pictures(folder.resolve("far"));
        Path runs = folder.resolve("runs");
        String mounted = "spark.hadoop.fs.viewfs.mounttable." + folder.getFileName() + ".link./x=" + far.toUri();
        String address = "viewfs://" + folder.getFileName() + "/x";
        assertThat(shell.run(TinyTraining.command(
                        TinyTraining.settings(),
                        "train",
                        address,
                        "--preset=mnist",
                        "--out=" + runs,
                        "--ranks=2",
                        "--spark=local[2]",
                        "--spark-conf=" + mounted,
                        "--steps=20")))
                .as(shell.said())
                .isZero();
        Path run = TinyTraining.only(runs).orElseThrow();
        assertThat(shell.said()).containsOnlyOnce("fetching " + address + " (" + TinyTraining.PICTURES + " files");
        assertThat(run.resolve("config.yaml")).content().contains(address);
        // the copy serves without a cluster
        assertThat(shell.run("data", "inspect", address)).as(shell.said()).isZero();

        assertThat(train(runs, "--spark=local[2]", "--spark-conf=" + mounted, "--set=data.source=" + address + "/y"))
                .isEqualTo(2);
        assertThat(shell.said()).contains("there is nothing at " + address + "/y");
    }

    @Test
    void tooFewSlotsAreSaidAtOnce() throws IOException {
        TinyTraining.noContext();
        Path runs = folder.resolve("runs");
        assertThat(train(runs, "--ranks=2", "--spark=local[1]", "--steps=30")).isEqualTo(2);
        assertThat(shell.said()).contains("room for 1 of 2 processes at once", "--ranks 1");
        assertThat(runs).as("a folder that nothing was written into").doesNotExist();
    }

    @Test
    void aMistakeOfARunIsSaidOnceAndNotTriedAgain() throws IOException {
        TinyTraining.noContext();
        Path runs = folder.resolve("new/runs");
        assertThat(train(runs, "--ranks=2", "--spark=local[2]", "--set=training.batch=15"))
                .isEqualTo(2);
        assertThat(shell.said())
                .containsOnlyOnce("2 ranks cannot divide a batch of 15")
                .doesNotContain("start again");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aMachineThatCannotLoadLibtorchSaysSoOnce() throws IOException {
        TinyTraining.noContext();
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*/bytedeco/.*-(linux|macosx|windows)-[^/]*"))
                .collect(Collectors.joining(File.pathSeparator));
        System.setProperty("facet.class.path", without);
        try {
            assertThat(train(folder.resolve("runs"), "--ranks=2", "--spark=local[2]", "--steps=30"))
                    .as(shell.said())
                    .isEqualTo(1);
        } finally {
            System.clearProperty("facet.class.path");
        }
        assertThat(shell.said())
                .containsOnlyOnce("the native libraries of PyTorch do not load on this machine")
                .doesNotContain("start again");
    }

    @Test
    void whatCannotBeIsRefusedByAMessage() {
        Path runs = folder.resolve("runs");
        assertThat(train(runs, "--ranks=2", "--spark=spark://localhost:1")).isEqualTo(2);
        assertThat(shell.said()).contains("there is no Spark master at spark://localhost:1");
        assertThat(train(runs, "--ranks=2", "--spark=local[2]", "--threads=4")).isEqualTo(2);
        assertThat(shell.said()).contains("--spark-conf spark.task.cpus=4");
        assertThat(train(runs, "--spark-conf=a=b")).isEqualTo(2);
        assertThat(shell.said()).contains("--spark-conf is for --spark MASTER");
        assertThat(train(runs, "--spark=local[2]", "--spark-conf=spark.facet.libraries=no"))
                .isEqualTo(2);
        assertThat(shell.said()).contains("spark.facet.libraries is 'no'");
        assertThat(train(runs, "--spark=local[2]", "--spark-conf=spark.task.cpus=x"))
                .isEqualTo(2);
        assertThat(shell.said()).contains("spark.task.cpus is 'x'; wanted a whole number");
        assertThat(shell.run("sweep", "strokes", "--jobs=2", "--spark=local[2]", "--out=" + runs))
                .isEqualTo(2);
        assertThat(shell.said()).contains("each run is a task of the cluster");
        assertThat(shell.run("sweep", "strokes", "--seeds=1..2", "--spark=spark://localhost:1", "--out=" + runs))
                .isEqualTo(2);
        assertThat(shell.said()).contains("there is no Spark master at spark://localhost:1");
        assertThat(runs).doesNotExist();
    }

    private static void assertNothingHiddenIn(Path runs) throws IOException {
        try (Stream<Path> all = Files.list(runs)) {
            assertThat(all.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }
}
