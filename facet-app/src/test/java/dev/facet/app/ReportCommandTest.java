package dev.facet.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ReportCommandTest {
    @TempDir
    static Path folder;

    @Test
    void onePageHoldsAllThereIsToSayAndFetchesNothing() throws IOException {
        Path first = TinyRun.below(folder.resolve("one"), "infogan", 10);
        Path second = TinyRun.below(folder.resolve("other"), "infogan", 10);
        Path page = folder.resolve("new/report.html");
        Shell before = Shell.facet("report", first.toString(), "--out=" + page);
        assertThat(before.code()).as(before.err()).isZero();
        assertThat(before.err()).contains("1 of 1 runs were not measured; facet evaluate does that");

        Shell.facet("evaluate", first.toString());
        Shell.facet("evaluate", second.toString());
        Shell after = Shell.facet("report", first.toString(), second.toString(), "--out=" + page);
        assertThat(after.code()).as(after.err()).isZero();
        assertThat(after.err()).isEmpty();
        String html = Files.readString(page);
        assertThat(html)
                .contains(
                        "infogan on strokes, 2 runs", "<td>accuracy</td>", "95 % interval", "nats/digit over the steps")
                .contains("what each code does (codes-000010.png)", "generator-rate:", "the same")
                .contains("facet train --config " + first.resolve("config.yaml"), "facet evaluate " + second)
                .contains(
                        first + "</h2>",
                        second + "</h2>"); // they have the same name, so the whole path tells them apart
        assertThat(html.replaceAll("data:image/png;base64,[A-Za-z0-9+/=]+", ""))
                .doesNotContain("src=\"h", "href", "<script");
    }

    @Test
    void namesAreText() {
        String page = new String(
                new HtmlPage("<b>\"&'").table(List.of(List.of("<i>"))).bytes(), StandardCharsets.UTF_8);
        assertThat(page).contains("&lt;b&gt;&quot;&amp;&#39;", "&lt;i&gt;").doesNotContain("<b>", "<i>");
    }

    @Test
    void aFolderThatIsNoRunIsToldSo() {
        Shell shell = Shell.facet("report", folder.toString());
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("is not a run");
    }
}
