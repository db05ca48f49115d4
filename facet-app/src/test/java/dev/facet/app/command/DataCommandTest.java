package dev.facet.app.command;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;

import static org.assertj.core.api.Assertions.assertThat;

class DataCommandTest {
    @Test
    void listNamesWhatThereIs() {
        Shell shell = Shell.facet("data", "list");
        assertThat(shell.code()).isZero();
        assertThat(shell.out())
                .contains("strokes", "mnist", "svhn", "celeba", "orl", "coil", "60,000 + 10,000 images of 28×28 grey");
    }

    @Test
    void inspectTellsShapeLabelsAndFactorsAndDraws(@TempDir Path folder) {
        Path file = folder.resolve("first.png");
        Shell shell = Shell.facet("data", "inspect", "strokes", "--resolution=32", "--out=" + file);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("32×32 grey", "labels", "factor slant", file.toString());
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void unknownDataGetsTheNearestName() {
        Shell shell = Shell.facet("data", "inspect", "minst");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).containsIgnoringCase("did you mean mnist");
        assertThat(Shell.facet("data", "get", "minst").code()).isEqualTo(2);
    }

    @Test
    void withoutASubcommandItShowsUsage() {
        assertThat(Shell.facet("data").code()).isEqualTo(2);
        assertThat(Shell.facet("data").err()).contains("list", "inspect", "get");
    }
}
