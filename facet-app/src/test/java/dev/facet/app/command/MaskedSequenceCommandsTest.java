package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.Facet;
import dev.facet.app.Shell;
import dev.facet.app.TinySequences;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.model.Model;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands on sequences that keep their own lengths. */
class MaskedSequenceCommandsTest {
    @TempDir
    static Path folder;

    private static Path file;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        file = TinySequences.write(folder, "heat", 8, 20);
        run = trained("runs", 30);
    }

    private static Path trained(String runs, int steps, String... more) {
        return TinySequences.masked(file, folder.resolve(runs), steps, more);
    }

    @Test
    void theRunSaysWhatWasDecided() throws IOException {
        assertThat(Files.readString(run.resolve("config.yaml")))
                .contains("resolution: 24", "channels: 1", "lengths: mask", "longest: 20");
        assertThat(Files.readString(run.resolve("run.json"))).contains("up to 24 points in time of channel1");
        assertThat(run.resolve("calibration.safetensors")).isNotEmptyFile();
    }

    @Test
    void inspectingSaysWhatIsMasked() {
        Shell shell = Shell.facet("data", "inspect", file.toString(), "--set", "data.lengths=mask");
        assertThat(shell.out())
                .contains(
                        "330 sequences of up to 24 points in time of channel1",
                        "lengths 8 to 20, masked",
                        "factor length: 8.00 to 20.0");
        assertThat(Shell.facet("data", "inspect", file.toString(), "--set", "data.lengths=mask", "--json")
                        .out())
                .contains("\"length\":24", "\"masked\":true", "\"channels\":1");
        assertThat(Shell.facet("data", "inspect", file.toString(), "--json").out())
                .contains("\"length\":16", "\"masked\":false", "\"channels\":1");
        assertThat(Shell.facet("data", "inspect", file.toString(), "--set", "data.longest=10")
                        .err())
                .contains("data.longest", "0 unless data.lengths is mask");
    }

    @Test
    void eachGeneratedSequenceHasItsOwnLength() throws IOException {
        Path made = folder.resolve("made");
        Shell shell = Shell.facet("generate", run.toString(), "--count=40", "--dir=" + made);
        assertThat(shell.code()).as(shell.err()).isZero();
        try (Model model = Facet.load(run)) {
            Items items = model.generate(0, 40);
            for (int i = 0; i < 40; i++) {
                List<String> lines = Files.readAllLines(made.resolve(String.format(Locale.ROOT, "%05d.csv", i)));
                assertThat(lines.get(0)).isEqualTo("channel1");
                assertThat(lines).hasSize(1 + items.sequence(i)[0].length).hasSizeBetween(2, 25);
                assertThat(Float.parseFloat(lines.get(lines.size() - 1)))
                        .isEqualTo(items.sequence(i)[0][lines.size() - 2]);
            }
        }
    }

    @Test
    void otherDataIsReadAsTheTrainingDataWas() throws IOException {
        // All of one length, and shorter than the longest of the training data.
        Path other = TinySequences.write(folder, "other", 10, 10);
        Path codes = folder.resolve("codes.csv");
        Shell shell = Shell.facet("encode", run.toString(), other.toString(), "--out=" + codes);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readAllLines(codes)).hasSize(1 + TinySequences.COUNT);
        assertThat(Shell.facet("traverse", run.toString(), "--out=" + folder.resolve("codes.png"))
                        .code())
                .isZero();
        assertThat(Shell.facet("evaluate", run.toString()).out()).contains("330 sequences of heat");
        Shell described = Shell.facet("describe", run.toString());
        assertThat(described.code()).as(described.err()).isZero();
        assertThat(described.out()).contains("length");
    }

    @Test
    void aStoppedAndResumedRunEndsWithTheSameWeightsToTheByte() throws IOException {
        Path straight = trained("straight", 6);
        Path stopped = trained("stopped", 3);
        Shell resumed = Shell.facet("train", "--resume", stopped.toString(), "--steps", "6", "--threads=1");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        Path weights = Path.of("checkpoints/step-000006/weights.safetensors");
        assertThat(Files.readAllBytes(stopped.resolve(weights)))
                .isEqualTo(Files.readAllBytes(straight.resolve(weights)));
    }

    @Test
    void anExportSaysWhereSequencesEnd() throws IOException {
        Path target = folder.resolve("export");
        Shell shell = Shell.facet("export", run.toString(), "--out=" + target);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readString(target.resolve("README.md")))
                .contains("Each sequence has a length of its own, from 1 to 24", "Channel 1", "`present`");
        assertThat(Files.readString(target.resolve("config.yaml"))).contains("lengths: mask");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gan", "cgan", "acgan", "ssinfogan", "clustergan"})
    void otherMethodsEndTheirSequencesToo(String method) throws IOException {
        Path runs = folder.resolve(method);
        Path other = trained(
                        method,
                        3,
                        "--method=" + method,
                        "--preset=sequences",
                        method.equals("clustergan")
                                ? "--set=latent.codes=kind:cat3,z:normal(0.1)x4"
                                : "--set=latent.codes=kind:cat2,c1:uniform")
                .resolveSibling("00000-heat-" + method);
        assertThat(runs).isDirectory();
        try (Model model = Facet.load(other)) {
            assertThat(((SequenceShape) model.shape()).masked()).isTrue();
            Items items = model.generate(0, 20);
            for (int i = 0; i < 20; i++) {
                assertThat(items.sequence(i)[0].length).isBetween(1, 24);
            }
        }
    }
}
