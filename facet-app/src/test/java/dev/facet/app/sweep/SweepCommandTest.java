package dev.facet.app.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Shell;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class SweepCommandTest {
    @TempDir
    static Path folder;

    @Test
    void theSameCommandAgainTrainsWhatIsMissingAndNothingElse() throws IOException {
        Path sweep = folder.resolve("sweep");
        Shell first = sweep(sweep, "--seeds=1..2");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err())
                .contains("Ask for more with `--set training.steps=N` or `--set training.minutes=M`")
                .doesNotContain("--steps", "--minutes");
        assertThat(first.out()).contains("training.seed=1", "training.seed=2", "2 seeds", "accuracy", "nats/digit");
        Path checkpoint = sweep.resolve("00000-strokes-infogan/checkpoints/step-000003/weights.safetensors");
        FileTime written = Files.getLastModifiedTime(checkpoint);

        Shell more = sweep(sweep, "--seeds=1..3");
        assertThat(more.code()).as(more.err()).isZero();
        assertThat(more.out()).contains("3 seeds");
        assertThat(Files.getLastModifiedTime(checkpoint)).isEqualTo(written);
        assertThat(sweep).isDirectoryContaining("glob:**/00002-strokes-infogan");
        assertThat(Files.exists(sweep.resolve("00003-strokes-infogan"))).isFalse();
        assertThat(Files.readAllLines(sweep.resolve("sweep.csv"))).hasSize(4);

        JsonNode ranked = JsonMapper.shared()
                .readTree(Shell.facet("select", sweep.toString(), "--groups=10", "--labels", "--json")
                        .out());
        assertThat(ranked.get("runs").size()).isEqualTo(3);
        assertThat(ranked.get("centrality").get(0).asDouble())
                .isGreaterThanOrEqualTo(ranked.get("centrality").get(2).asDouble());
        assertThat(ranked.get("accuracy").size()).isEqualTo(3);
        assertThat(Shell.facet("select", sweep.toString(), "--groups=10").out())
                .contains("centrality", "00002-strokes-infogan");
    }

    @Test
    void runsSideBySideAreThoseOneAfterTheOther() throws IOException {
        Path straight = folder.resolve("straight");
        Path beside = folder.resolve("beside");
        assertThat(sweep(straight, "--seeds=1..3").code()).isZero();
        Shell shell = sweep(beside, "--seeds=1..3", "--jobs=2");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("3 seeds");
        assertThat(Files.readAllLines(beside.resolve("sweep.csv"))).hasSize(4);
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(weights(beside, seed)).isEqualTo(weights(straight, seed));
        }
        // again: nothing is trained
        FileTime written = Files.getLastModifiedTime(beside.resolve("00000-strokes-infogan/checkpoints"));
        assertThat(sweep(beside, "--seeds=1..3", "--jobs=2").code()).isZero();
        assertThat(Files.getLastModifiedTime(beside.resolve("00000-strokes-infogan/checkpoints")))
                .isEqualTo(written);
        assertThat(beside.resolve("00003-strokes-infogan")).doesNotExist();

        assertThat(sweep(beside, "--jobs=0").err()).contains("--jobs is 0");
    }

    @Test
    void aRunThatFailsIsNamedAndDoesNotEndTheOthers() throws IOException {
        Path mixed = folder.resolve("mixed");
        // numbers of this size make losses explode
        Shell shell = sweep(
                mixed,
                "--seeds=1",
                "--jobs=2",
                "--set=infogan.continuous-from-step=0",
                "--grid=latent.codes=h:normal(1000000),kind:cat10");
        assertThat(shell.code()).as(shell.err()).isEqualTo(1);
        assertThat(shell.err())
                .contains("1 of 2 runs failed; the same command tries them again:")
                .contains("  run 1 (latent.codes=h:normal(1000000) training.seed=1) failed: the loss of D is");
        assertThat(shell.out()).contains("latent.codes=kind:cat10").doesNotContain("h:normal");
        assertThat(Files.readAllLines(mixed.resolve("sweep.csv"))).hasSize(2);
    }

    /** The weights of the run with this seed. */
    private static byte[] weights(Path sweep, int seed) throws IOException {
        String run = JsonMapper.shared()
                .readTree(Files.readString(sweep.resolve("sweep.json")))
                .path("runs")
                .path("training.seed=" + seed)
                .asString("");
        return Files.readAllBytes(sweep.resolve(run).resolve("checkpoints/step-000003/weights.safetensors"));
    }

    @Test
    void wrongArgumentsAreExplainedBeforeAnythingIsTrained() {
        Path none = folder.resolve("none");
        assertThat(sweep(none, "--seeds=1..x").err()).contains("wanted a range such as 1..10");
        assertThat(sweep(none, "--seeds=5..2").err()).contains("wanted a range");
        assertThat(sweep(none, "--grid=training.batch").err()).contains("wanted a key and values");
        assertThat(sweep(none, "--grid=training.batch=16,,32").err()).contains("wanted a key and values");
        assertThat(sweep(none, "--grid=training.bach=16").err()).contains("did you mean 'training.batch'?");
        assertThat(sweep(none, "--grid=training.batch=16,none").err()).contains("training.batch is \"none\"");
        assertThat(Shell.facet("sweep", "strocks").err()).contains("did you mean 'strokes'?");
        assertThat(none).doesNotExist();
        assertThat(Shell.facet("select", folder.toString()).err()).contains("is not a run");
        assertThat(Shell.facet("select", folder.toString(), "--groups=1").err()).contains("--groups is 1");
    }

    @Test
    void aMistakeOfAllRunsLeavesNothing() {
        assumeFalse(Engine.hasCuda());
        Path none = folder.resolve("nothing/left");
        for (String jobs : List.of("--jobs=1", "--jobs=2")) {
            Shell shell = sweep(none, "--seeds=1..2", "--set=training.device=cuda", jobs);
            assertThat(shell.code()).isBetween(1, 2);
            assertThat(shell.err())
                    .contains("training.device is cuda, but libtorch finds no GPU", "`--set training.device=cpu`")
                    .doesNotContain("--device");
            assertThat(folder.resolve("nothing")).doesNotExist();
        }
    }

    private static Shell sweep(Path out, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "sweep",
                "strokes",
                "--set=data.count=64",
                "--set=training.batch=16",
                "--set=model.width=4",
                "--set=training.threads=1",
                "--set=training.steps=3",
                "--set=training.precision=fp32",
                "--quiet",
                "--out=" + out));
        arguments.addAll(List.of(options));
        return Shell.facet(arguments.toArray(String[]::new));
    }
}
