package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** Traverse, encode, evaluate and inspect on one small run. */
class RunCommandsTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() {
        run = TinyRun.below(folder.resolve("runs"));
    }

    @Test
    void traverseDrawsAGridPerCode() {
        Shell shell = Shell.facet("traverse", run.toString(), "--columns=3");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out().lines())
                .containsExactly(run + "/traversals/digit.png", run + "/traversals/c1.png", run + "/traversals/c2.png");
        assertThat(run.resolve("traversals/c2.png")).isNotEmptyFile();
    }

    @Test
    void traverseDrawsOneCodeWhereAsked() {
        Path out = folder.resolve("pictures");
        assertThat(Shell.facet("traverse", run.toString(), "--code=c1", "--out=" + out)
                        .out()
                        .lines())
                .containsExactly(out + "/c1.png");
        assertThat(Shell.facet("traverse", run.toString(), "--code=c3").err()).contains("did you mean");
        assertThat(Shell.facet("traverse", run.toString(), "--columns=1").code())
                .isEqualTo(2);
        assertThat(Shell.facet("traverse", run.toString(), "--range=-1").code()).isEqualTo(2);
    }

    @Test
    void aRunWithoutARecogniserSaysSoWhereOneIsNeeded() {
        Path cgan = TinyRun.below(folder.resolve("cgan"), "cgan");
        Path csv = folder.resolve("cgan.csv");
        Shell encode = Shell.facet("encode", cgan.toString(), "strokes", "--out=" + csv);
        assertThat(encode.code()).isEqualTo(2);
        assertThat(encode.err()).contains("no recogniser", "facet train --help");
        assertThat(csv).doesNotExist();
        assertThat(Shell.facet("traverse", cgan.toString()).out()).contains("digit.png");
        JsonNode figures = JsonMapper.shared()
                .readTree(Shell.facet("evaluate", cgan.toString(), "--json").out());
        assertThat(figures.path("conditional_accuracy").asDouble(-1)).isBetween(0.0, 0.5);
        assertThat(figures.path("classifier_accuracy").asDouble(-1)).isBetween(0.1, 1.0);
        assertThat(Shell.facet("evaluate", cgan.toString()).out()).contains("digit is drawn as asked", "no recogniser");
        assertThat(Shell.facet("generate", cgan.toString(), "--code=digit=3", "--out=" + folder.resolve("threes.png"))
                        .code())
                .isZero();
    }

    @Test
    void encodeWritesARowPerImage() throws Exception {
        Path csv = folder.resolve("codes.csv");
        Shell shell = Shell.facet("encode", run.toString(), "strokes", "--out=" + csv);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readString(csv))
                .startsWith("image,digit,digit_index,digit_probability,c1,c1_sigma,c2,c2_sigma,"
                        + "data_distance,data_percentile,unlike_data,problem\r\n0,");
        assertThat(Files.readAllLines(csv))
                .hasSize(65)
                .element(64)
                .asString()
                .matches("63,(\\d),\\1,0\\.\\d{5},-?\\d\\.\\d{5},\\d\\.\\d{5},-?\\d\\.\\d{5},\\d\\.\\d{5},,,,");
    }

    @Test
    void encodeNamesImagesOfAFolderByTheirPaths() throws Exception {
        Path pictures = folder.resolve("some");
        Files.createDirectories(pictures.resolve("sub"));
        BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(grey, "png", pictures.resolve("a, \"b\".png").toFile());
        ImageIO.write(grey, "png", pictures.resolve("sub/c.png").toFile());
        Shell shell = Shell.facet("encode", run.toString(), pictures.toString(), "--out=-");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("\r\n\"a, \"\"b\"\".png\",", "\r\nsub/c.png,");
    }

    @Test
    void encodeAnswersGoodPicturesAndListsBadOnes() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("mixed"));
        BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(grey, "png", pictures.resolve("b.png").toFile());
        Files.writeString(pictures.resolve("a.jpg"), "<html>not found</html>");
        Shell shell = Shell.facet("encode", run.toString(), pictures.toString(), "--out=-");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out().lines().toList())
                .hasSize(3)
                .satisfies(
                        lines -> assertThat(lines.get(1)).startsWith("b.png,").endsWith(","))
                .satisfies(lines ->
                        assertThat(lines.get(2)).startsWith("a.jpg,,,,,,,,,,,").contains("web page"));
        Files.delete(pictures.resolve("b.png"));
        assertThat(Shell.facet("encode", run.toString(), pictures.toString(), "--out=-")
                        .code())
                .as("no picture can be read")
                .isEqualTo(1);
    }

    @Test
    void encodeTakesSinglePicturesAndPatterns() throws Exception {
        Path pictures = folder.resolve("single");
        Files.createDirectories(pictures.resolve("deep"));
        BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        String one = pictures.resolve("1.png").toString();
        String two = pictures.resolve("deep/2.png").toString();
        ImageIO.write(grey, "png", new File(one));
        ImageIO.write(grey, "png", new File(two));
        Files.writeString(pictures.resolve("deep/3.txt"), "no picture");
        Shell single = Shell.facet("encode", run.toString(), one, "--out=-");
        assertThat(single.code()).as(single.err()).isZero();
        assertThat(single.out().lines().toList())
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith(one + ",");
        Shell several = Shell.facet(
                "encode",
                run.toString(),
                two,
                one,
                pictures.resolve("deep/*.txt").toString(),
                "--out=-");
        assertThat(several.out().lines().map(line -> line.substring(0, line.indexOf(','))))
                .containsExactly(
                        "image", two, one, pictures.resolve("deep/3.txt").toString());
        Shell pattern =
                Shell.facet("encode", run.toString(), pictures.resolve("**.png").toString(), "--out=-");
        assertThat(pattern.out().lines()).hasSize(3);
        Shell none =
                Shell.facet("encode", run.toString(), pictures.resolve("*.gif").toString(), "--out=-");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no file matches");
        assertThat(Shell.facet("encode", run.toString(), one, pictures.toString(), "--out=-")
                        .err())
                .contains("is a folder; name one folder, or one or more pictures");
    }

    @Test
    void encodeWritesToStandardOutputToo() {
        Shell shell = Shell.facet("encode", run.toString(), "strokes", "--out=-");
        assertThat(shell.code()).isZero();
        assertThat(shell.out().lines()).hasSize(65);
    }

    @Test
    void evaluateHasTheKeysThatProgramsRelyOn() throws Exception {
        Shell shell = Shell.facet("evaluate", run.toString(), "--json", "--out=" + folder.resolve("evaluation"));
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out().lines()).hasSize(1);
        JsonNode object = JsonMapper.shared().readTree(shell.out());
        assertThat(object.path("clustering").propertyNames()).contains("accuracy", "nmi", "ari", "covered");
        assertThat(object.path("mutual_information").path(0).propertyNames())
                .containsExactly("code", "nats", "max_nats");
        assertThat(object.path("usage").path(0).propertyNames()).contains("code", "shares", "entropy");
        assertThat(object.path("factors").path(0).propertyNames()).containsExactly("code", "factor", "spearman");
        assertThat(folder.resolve("evaluation/confusion.png")).isNotEmptyFile();
        assertThat(Files.readString(run.resolve("metrics.jsonl"))).endsWith(shell.out());
    }

    @Test
    void evaluateAsksWithinEachClassAlso() throws Exception {
        Shell shell =
                Shell.facet("evaluate", run.toString(), "--moments", "--json", "--out=" + folder.resolve("moments"));
        assertThat(shell.code()).as(shell.err()).isZero();
        JsonNode within = JsonMapper.shared().readTree(shell.out()).path("within_classes");
        assertThat(within.findValuesAsString("factor")).contains("slant", "ink").doesNotContain("digit");
        assertThat(within.path(0).propertyNames()).containsExactly("factor", "measure", "codes", "strength");
    }

    @Test
    void evaluateMeasuresDisentanglementWhereFactorsAreKnown() throws Exception {
        assertThat(Shell.facet("evaluate", run.toString(), "--disentanglement").err())
                .contains("at least 300 images", "strokes has 64");
        List<String> arguments = new ArrayList<>(List.of("train", "strokes", "--steps=1", "--quiet"));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.addAll(List.of("--set=data.count=600", "--out=" + folder.resolve("more")));
        assertThat(Shell.facet(arguments.toArray(String[]::new)).code()).isZero();
        String more = folder.resolve("more/00000-strokes-infogan").toString();
        String out = "--out=" + folder.resolve("disentanglement");
        Shell shell = Shell.facet("evaluate", more, "--disentanglement", "--json", out);
        assertThat(shell.code()).as(shell.err()).isZero();
        JsonNode once = JsonMapper.shared().readTree(shell.out()).get("disentanglement");
        for (String score : List.of(
                "beta_vae",
                "factor_vae",
                "mig",
                "sap_r2",
                "sap_svm",
                "dci_disentanglement",
                "dci_completeness",
                "dci_informativeness",
                "modularity",
                "explicitness")) {
            assertThat(once.get(score).asDouble(-1)).as(score).isBetween(0.0, 1.0);
        }
        assertThat(once.get("mutual_information").size())
                .isEqualTo(once.get("factors").size());
        Shell words = Shell.facet("evaluate", more, "--disentanglement", out);
        assertThat(words.out()).contains("mutual information of codes and factors");
        for (String score : List.of("beta_vae", "factor_vae", "dci_disentanglement", "explicitness")) {
            // The same figures as before: what is drawn at random comes from a fixed seed.
            assertThat(words.out())
                    .containsPattern(score.replace('_', ' ') + " +"
                            + String.format(Locale.ROOT, "%.3f", once.get(score).asDouble()));
        }
    }

    @Test
    void whatCannotBeMeasuredIsSaidAtTheStartAndTheRestIsMeasured() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("unlabelled"));
        for (int i = 0; i < 4; i++) {
            BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
            grey.setRGB(3 * i, 5, 0xFFFFFF);
            ImageIO.write(grey, "png", pictures.resolve(i + ".png").toFile());
        }
        List<String> arguments = List.of(
                "evaluate",
                run.toString(),
                "--data=" + pictures,
                "--quality",
                "--disentanglement",
                "--out=" + folder.resolve("un"));
        Shell words = Shell.facet(arguments.toArray(String[]::new));
        assertThat(words.code()).isEqualTo(1);
        assertThat(words.err().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("facet: clustering is not measured: unlabelled has no labels"),
                        line -> assertThat(line)
                                .startsWith("facet: disentanglement is not measured: unlabelled has no known factors"),
                        line -> assertThat(line)
                                .startsWith("facet: quality is not measured: ")
                                .contains("1000", "unlabelled has 4"));
        assertThat(words.out())
                .contains("information about each code", "use of the categories", "not measured\n  clustering: ");

        List<String> json = new ArrayList<>(arguments);
        json.add("--json");
        Shell object = Shell.facet(json.toArray(String[]::new));
        assertThat(object.code()).isEqualTo(1);
        JsonNode figures = JsonMapper.shared().readTree(object.out());
        assertThat(figures.path("mutual_information").size()).isEqualTo(3);
        assertThat(figures.path("unmeasured").propertyNames())
                .containsExactly("clustering", "disentanglement", "quality");
        assertThat(figures.path("own_data").asBoolean(true)).isFalse();

        Shell unasked = Shell.facet("evaluate", run.toString(), "--data=" + pictures, "--out=" + folder.resolve("un"));
        assertThat(unasked.code()).as("nobody asked for what is missing").isZero();
    }

    @Test
    void aNetworkThatIsNotThereEndsTheEvaluationAtOnce() throws Exception {
        Shell shell =
                Shell.facet("evaluate", run.toString(), "--features=" + folder.resolve("no.onnx"), "--data=strokes");
        assertThat(shell.code()).isIn(1, 2);
        assertThat(shell.err()).contains("no.onnx").doesNotContain("defect");
    }

    @Test
    void evaluateReportsInWords() {
        Shell shell = Shell.facet("evaluate", run.toString(), "--out=" + folder);
        assertThat(shell.out()).contains("accuracy", "NMI", "category", "nats", "c1 follows");
    }

    @Test
    void inspectTellsSettingsProgressAndCheckpoints() throws Exception {
        Shell shell = Shell.facet("inspect", run.toString());
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .contains("strokes, 64 images of 28×28 grey", "digit (10 categories)", "step-000003: whole");
    }

    @Test
    void inspectFindsADamagedCheckpoint() throws Exception {
        Path other = TinyRun.below(folder.resolve("damaged"));
        Path weights = other.resolve("checkpoints/step-000003/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        assertThat(Shell.facet("inspect", other.toString()).out())
                .contains("step-000003: DAMAGED", "step-000000: whole");
    }
}
