package dev.facet.app.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.figures.RunMetrics;
import dev.facet.app.report.HtmlPage;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;

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
        assertThat(before.err()).contains("1 of 1 runs were not measured; `facet evaluate " + first + "` measures it.");

        Shell.facet("evaluate", first.toString());
        Shell.facet("evaluate", second.toString());
        Shell.facet("describe", second.toString());
        Shell after = Shell.facet("report", first.toString(), second.toString(), "--out=" + page);
        assertThat(after.code()).as(after.err()).isZero();
        assertThat(after.err()).isEmpty();
        String html = Files.readString(page);
        assertThat(html)
                .contains("infogan on strokes, 2 runs", "<td>accuracy</td>", "<td>nats/digit</td>")
                .contains("the seed of another of these runs", "No two of these runs differ only in the seed")
                .contains("effect of each code (codes-000010.png)", "generator-rate:", "the same")
                .contains("Not measured; `facet describe " + first, "<th>as it grows</th>", "7,168 generated items")
                .contains("facet train --config " + first.resolve("config.yaml"), "facet evaluate " + second)
                .contains(
                        first + "</h2>",
                        second + "</h2>"); // they have the same name, so the whole path tells them apart
        assertThat(html.replaceAll("data:image/png;base64,[A-Za-z0-9+/=]+", ""))
                .doesNotContain("src=\"h", "href=\"h", "src=\"/", "href=\"/", "url(h", "@import");
    }

    @Test
    void meansAreOfRunsThatDifferInTheSeedAlone() throws IOException {
        List<Path> alike = List.of(run("a", "mnist", 1), run("b", "mnist", 2), run("c", "mnist", 3));
        List<Path> others = List.of(run("d", "svhn", 1), run("e", "svhn", 2));
        List<Double> accuracies = List.of(0.99, 0.7, 0.98, 0.2, 0.3);
        for (int i = 0; i < 5; i++) {
            measured(i < 3 ? alike.get(i) : others.get(i - 3), accuracies.get(i), 2.2 + i / 100.0);
        }
        Path page = folder.resolve("groups.html");
        List<String> arguments = new ArrayList<>(List.of("report", "--out=" + page));
        Stream.concat(alike.stream(), others.stream()).map(Path::toString).forEach(arguments::add);
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        String html = Files.readString(page);
        assertThat(html)
                .contains("Over 3 seeds: infogan on mnist", "Over 2 seeds: infogan on svhn")
                // 0.89 ± 0.1646: Student's interval would end at 1.3
                .contains("<td>accuracy</td><td>3</td><td>0.8900 ± 0.1646</td><td>0.4810 to 1</td>")
                .contains("<td>accuracy</td><td>2</td><td>0.2500 ± 0.0707</td><td></td>")
                // no more than ln 10
                .contains("<td>nats/digit</td><td>3</td><td>2.2100 ± 0.0100</td><td>2.1852 to 2.2200</td>")
                .contains("fingerprint of the data: of mnist → of svhn");
    }

    @Test
    void figuresThatWereNotMeasuredAlikeHaveNoMean() throws IOException {
        Path one = run("x", "mnist", 1);
        Path two = run("y", "mnist", 2);
        // the data was changed between the measurements, and so was the number of samples
        Files.writeString(
                one.resolve("metrics.jsonl"),
                "{\"data\":\"mnist\",\"images\":10,\"fingerprint\":\"aaaa\",\"clustering\":{\"accuracy\":0.9},"
                        + "\"mutual_information\":[{\"code\":\"digit\",\"nats\":2.0,\"max_nats\":2.3}],"
                        + "\"quality\":{\"network\":\"n\",\"samples\":100,\"frechet\":1.0}}\n");
        Files.writeString(
                two.resolve("metrics.jsonl"),
                "{\"data\":\"mnist\",\"images\":10,\"fingerprint\":\"bbbb\",\"clustering\":{\"accuracy\":0.8},"
                        + "\"mutual_information\":[{\"code\":\"digit\",\"nats\":2.2,\"max_nats\":2.3}],"
                        + "\"quality\":{\"network\":\"n\",\"samples\":200,\"frechet\":1.5}}\n");
        Path page = folder.resolve("unlike.html");
        Shell shell = Shell.facet("report", one.toString(), two.toString(), "--out=" + page);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readString(page))
                .contains("<td>nats/digit</td><td>2</td><td>2.1000 ± 0.1414</td>")
                .contains("No mean of accuracy, because", "fingerprint aaaa; ", "fingerprint bbbb. Measure them again")
                .contains("No mean of frechet, because", "samples 100, network n; samples 200, network n")
                .doesNotContain("<td>accuracy</td><td>2</td>", "<td>frechet</td><td>2</td>");
    }

    @Test
    void figuresOfOtherDataAreOthers() throws IOException {
        Path run = run("own", "mnist", 1);
        measured(run, 0.9, 2);
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"data\":\"usps\",\"own_data\":false,\"clustering\":{\"accuracy\":0.4}}\n",
                StandardOpenOption.APPEND);
        assertThat(RunMetrics.of(run).figures()).containsEntry("accuracy", 0.9).containsEntry("accuracy on usps", 0.4);
        assertThat(RunMetrics.of(run).range("accuracy on usps").most()).isEqualTo(1);
    }

    private static Path run(String name, String data, int seed) throws IOException {
        Path run = Files.createDirectories(folder.resolve("made").resolve(name));
        RunConfig config = ConfigReader.resolve("mnist", List.of("data.source=" + data, "training.seed=" + seed));
        Files.writeString(run.resolve("config.yaml"), ConfigWriter.yaml(config));
        Files.writeString(run.resolve("run.json"), "{\"data\": {\"fingerprint\": \"of " + data + "\"}}");
        return run;
    }

    private static void measured(Path run, double accuracy, double nats) throws IOException {
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"clustering\":{\"accuracy\":" + accuracy + "},\"mutual_information\":[{\"code\":\"digit\",\"nats\":"
                        + nats + ",\"max_nats\":2.22}]}\n");
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
