package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** A run with a best checkpoint and held-out images, as commands show it. */
@SuppressWarnings("NullAway.Init")
class CheckpointOptionTest {
    @TempDir
    private static Path folder;

    private static Path run;
    private static Shell trained;

    @BeforeAll
    static void train() {
        List<String> arguments = new ArrayList<>(List.of("train", "strokes", "--method=infogan", "--steps=12"));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.addAll(List.of(
                "--set=data.count=200",
                "--set=data.held-out=0.2",
                "--set=training.snapshot-every=4",
                "--set=training.checkpoint-every=4",
                "--json",
                "--out=" + folder));
        trained = Shell.facet(arguments.toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        run = folder.resolve("00000-strokes-infogan");
    }

    @Test
    void aRunThatDrawsNothingDoesNotEndLikeASuccess() {
        assertThat(trained.err())
                .contains("warning: ", "The samples are no use yet. Look at " + run.resolve("samples-000012.png"))
                .doesNotContain("See what each code does");
        JsonNode result = JsonMapper.shared().readTree(trained.out());
        assertThat(result.path("failed").asBoolean(false)).isTrue();
        assertThat(result.path("warnings").size()).isPositive();
        Shell again = Shell.facet("train", "--resume=" + run);
        assertThat(again.out()).contains("all 12 steps are done already", "warning: ");
    }

    @Test
    void everyCommandThatLoadsARunTakesTheBestAndAStep() {
        String out = folder.resolve("out").toString();
        for (String which : new String[] {"best", "12", "8"}) {
            String chosen = "--checkpoint=" + which;
            assertThat(code("generate", run, "--count=2", chosen, "--out=" + out + ".png"))
                    .isZero();
            assertThat(code("traverse", run, chosen, "--out=" + out)).isZero();
            assertThat(code("encode", run, "strokes", chosen, "--out=" + out + ".csv"))
                    .isZero();
            assertThat(code("export", run, chosen, "--out=" + out)).isZero();
        }
    }

    @Test
    void whereThereIsNoSuchCheckpointTheOthersAreListed() {
        Shell shell = Shell.facet("generate", run.toString(), "--checkpoint=7");
        assertThat(shell.code()).isNotZero();
        assertThat(shell.err()).contains("has no checkpoint \"7\"; wanted best or the number of a step. It has 12, 8");
        Shell both = Shell.facet("export", run.toString(), "--checkpoint=best", "--weights=w.safetensors");
        assertThat(both.code()).isNotZero();
        assertThat(both.err()).contains("--weights and --checkpoint both say which weights to export");
    }

    @Test
    void figuresOfAnotherStateAreNotThoseOfTheRun() throws IOException {
        Shell shell = Shell.facet("evaluate", run.toString(), "--checkpoint=best", "--json");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(JsonMapper.shared().readTree(shell.out()).path("checkpoint").asString(""))
                .isEqualTo("best");
        assertThat(Files.readString(run.resolve("metrics.jsonl"))).contains("\"checkpoint\":\"best\"");
        Shell report = Shell.facet("report", run.toString(), "--out=" + folder.resolve("report.html"));
        assertThat(report.err()).contains("were not measured");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("At step 12: ", "\"key\":\"distance/floor\"");
    }

    @Test
    void inspectShowsTheHealthAndTheBestCheckpoint() {
        assertThat(Shell.facet("inspect", run.toString()).out())
                .containsPattern("health +\\S+")
                .containsPattern("best checkpoint +.*checkpoints/best: whole, of step (4|8|12)");
    }

    private static int code(String command, Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, run.toString()));
        arguments.addAll(List.of(more));
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        return shell.code() == 0 ? 0 : fail(shell);
    }

    private static int fail(Shell shell) {
        assertThat(shell.err()).as("of a command that failed").isEmpty();
        return shell.code();
    }
}
