package dev.facet.app.command;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** The command align, and its effect on generate, inspect and the names of codes. */
class AlignCommandTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = TinyRun.below(folder.resolve("runs"));
    }

    /** The codes that are read off the run's own data, as a table. */
    private String read() throws Exception {
        Path file = folder.resolve("codes.csv");
        Shell shell = Shell.facet("encode", run.toString(), "strokes", "--out=" + file);
        assertThat(shell.code()).as(shell.err()).isZero();
        return Files.readString(file);
    }

    @Test
    void itTurnsTheCodesSaysHowAndTakesItBack() throws Exception {
        String before = read();
        Shell shell = Shell.facet("align", run.toString());
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .contains("512 generated items", "as trained", "overlap of two codes", "of the movement", "angle  ")
                .contains(run.resolve("alignment.json").toString(), "--undo");
        assertThat(read()).isNotEqualTo(before);
        assertThat(Shell.facet("inspect", run.toString()).out()).contains("alignment          of step 3, c1, c2");
        Shell undone = Shell.facet("align", run.toString(), "--undo");
        assertThat(undone.code()).as(undone.err()).isZero();
        assertThat(undone.out()).contains("c1, c2 are again as they were trained");
        assertThat(read()).isEqualTo(before);
        assertThat(Shell.facet("inspect", run.toString()).out()).contains("alignment          none");
    }

    @Test
    void itSaysThatNamesWereGivenToOtherCodes() {
        assertThat(Shell.facet("name", run.toString(), "c1=slant").code()).isZero();
        assertThat(Shell.facet("align", run.toString()).err()).contains("slant (c1)", "facet traverse", "facet name");
    }

    @Test
    void itSaysWhyItCannotAlign() {
        Shell nothing = Shell.facet("align", run.toString(), "--undo");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("is not aligned", "nothing to undo");
        Shell missing = Shell.facet("align", folder.resolve("nothing").toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("there is no run at");
        Shell other = Shell.facet("align", folder.toString());
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("is not a run");
        Shell none = Shell.facet(
                "align", TinyRun.below(folder.resolve("cgan"), "cgan").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("nothing to align");
    }
}
