package dev.facet.app.command;

import java.nio.file.Path;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTest {
    @Test
    void trainsEvaluatesAndShowsWhatEachCodeControls(@TempDir Path runs) throws Exception {
        Shell shell = Shell.facet(
                "demo",
                "--seed=3",
                "--set=data.count=64",
                "--set=training.batch=16",
                "--set=model.width=4",
                "--set=training.steps=3",
                "--out=" + runs);
        assertThat(shell.code()).as(shell.err()).isZero();
        Path picture = runs.resolve("00000-strokes-infogan/demo.png");
        assertThat(shell.out())
                .containsPattern("digit: found (all|\\d of) 10 digits \\(accuracy 0\\.\\d{3}\\)")
                .containsPattern("c1: follows .*ρ = ")
                .containsPattern("c2: follows .*ρ = ")
                .contains(picture.toString());
        // the category in the last line has the name of the digit that it found
        assertThat(shell.out()).containsPattern("facet generate .* --code digit=\\d");
        assertThat(Shell.facet("name", runs.resolve("00000-strokes-infogan").toString())
                        .out())
                .containsPattern("  \\d \\(#\\d\\)");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isBetween(1600, 4000);
    }
}
