package dev.facet.app.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

class TextTest {
    private static final String ESCAPE = "\u001b";

    @TempDir
    private Path folder;

    @Test
    void whatWouldCommandTheTerminalIsWrittenOut() {
        assertThat(Text.plain("a" + ESCAPE + "[2Jb\u0007\u009b1m\rc\u202ed"))
                .isEqualTo("a\\u001b[2Jb\\u0007\\u009b1m\\u000dc\\u202ed");
        assertThat(Text.plain("f\u00fcnf \u2212 \u2026\tx\ny \ud83d\ude00"))
                .isEqualTo("f\u00fcnf \u2212 \u2026\tx\ny \ud83d\ude00");
    }

    @Test
    void aWriterDoesTheSame() {
        StringWriter text = new StringWriter();
        PrintWriter out = PlainWriter.over(new PrintWriter(text));
        out.println("a" + ESCAPE + "b");
        out.write(ESCAPE.charAt(0));
        out.flush();
        assertThat(text.toString()).isEqualTo("a\\u001bb" + System.lineSeparator() + "\\u001b");
    }

    /** Text in a run may come from somebody else. */
    @Test
    void inspectAndTheModelCardEscapeWhatARunSays() throws Exception {
        Path run = TinyRun.below(folder);
        Path about = run.resolve("run.json");
        String text = Files.readString(about);
        Files.writeString(
                about,
                text.replaceFirst("\"name\" : \"[^\"]*\"", "\"name\" : \"x\\\\u001b[2J|<b>[c](http://d)\"")
                        .replaceFirst("\"started\" : \"[^\"]*\"", "\"started\" : \"\\\\u001b]0;title\\\\u0007\""));
        Shell inspected = Shell.facet("inspect", run.toString());
        assertThat(inspected.code()).as(inspected.err()).isZero();
        assertThat(inspected.out())
                .contains("x\\u001b[2J|<b>", "\\u001b]0;title")
                .doesNotContain(ESCAPE);
        Path export = folder.resolve("export");
        Shell exported = Shell.facet("export", run.toString(), "--out", export.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(export.resolve("README.md"))
                .content()
                .contains("# x \\[2J\\|&lt;b&gt;\\[c\\](http&#58;//d), infogan")
                .doesNotContain("<b>", ESCAPE, "[c](");
        Files.writeString(run.resolve("config.yaml"), "me" + ESCAPE + "[31mthod: x\n");
        assertThat(Shell.facet("inspect", run.toString()).err()).isNotEmpty().doesNotContain(ESCAPE);
    }
}
