package dev.facet.app.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import dev.facet.Facet;
import dev.facet.app.Shell;
import dev.facet.train.TrainResult;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTest {
    @Test
    void trainsEvaluatesAndShowsWhatEachCodeControls(@TempDir Path runs) throws Exception {
        // three steps are no success, but make all that is asked and shown after one
        demo(runs);
        TrainResult ended = Facet.ended(runs.resolve("00000-strokes-infogan")).orElseThrow();
        TrainResult good = new TrainResult(
                ended.run(), 3, ended.seconds(), 61, ended.end(), ended.statistics(), List.of("few"), false);
        StringWriter told = new StringWriter();
        DemoCommand demo = new DemoCommand();
        new CommandLine(demo).setOut(new PrintWriter(told));
        demo.conclude(good);
        String out = told.toString();
        Path picture = runs.resolve("00000-strokes-infogan/demo.png");
        assertThat(out)
                .containsPattern("digit: found (all|\\d of) 10 digits \\(accuracy 0\\.\\d{3}\\)")
                .containsPattern("c1: follows .*ρ = ")
                .containsPattern("c2: follows .*ρ = ")
                .contains(picture.toString(), "warning: few");
        // the category in the last line has the name of the digit that it found
        assertThat(out).containsPattern("facet generate .* --code digit=\\d");
        assertThat(Shell.facet("name", runs.resolve("00000-strokes-infogan").toString())
                        .out())
                .containsPattern("  \\d \\(#\\d\\)");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isBetween(1600, 4000);
    }

    @Test
    void saysOfUselessSamplesThatTheyAreAndPraisesNothing(@TempDir Path runs) {
        Shell shell = demo(runs);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .containsSubsequence(
                        "Trained 3 steps",
                        "The samples are no use yet, so its codes mean nothing. Look at "
                                + runs.resolve("00000-strokes-infogan/samples-000003.png"),
                        "warning: the samples are ",
                        "Give it more time: `facet demo` without limits trains 2,000 steps.")
                .doesNotContain("follows", "found", "Draw with it", "named by the digits", "demo.png");
    }

    private static Shell demo(Path runs) {
        return Shell.facet(
                "demo",
                "--seed=3",
                "--set=data.count=64",
                "--set=training.batch=16",
                "--set=model.width=4",
                "--set=training.steps=3",
                "--out=" + runs);
    }
}
