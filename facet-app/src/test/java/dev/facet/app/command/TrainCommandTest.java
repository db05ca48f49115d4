package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.launch.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

class TrainCommandTest {
    @TempDir
    Path runs;

    @Test
    void jsonIsTheLastAndOnlyLineOnStandardOutput() {
        Shell shell = train("strokes", "--steps=12", "--json", "--seed=7");
        assertThat(shell.code()).isZero();
        assertThat(shell.out().lines()).hasSize(1);
        JsonNode object = JsonMapper.shared().readTree(shell.out());
        assertThat(object.path("run").asString("")).isEqualTo(runs + "/00000-strokes-infogan");
        assertThat(object.path("steps").asInt(0)).isEqualTo(12);
        assertThat(object.path("end").asString("")).isEqualTo("steps");
        assertThat(object.path("seconds").asDouble(0)).isPositive();
        assertThat(object.path("images_per_second").asDouble(0)).isPositive();
        assertThat(object.path("statistics").path("nats/digit").isNumber()).isTrue();
        assertThat(shell.err()).contains("00000-strokes-infogan");
    }

    @Test
    void aDryRunSaysWhatFitsAndTrainsNothing() throws IOException {
        Shell shell = train("strokes", "--minutes=0.02", "--dry-run");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .containsPattern("\\d+ steps of [0-9.e-]+ s each, about .*; nothing was trained")
                .contains("warning: 0.02 minutes are enough for about");
        JsonNode object = JsonMapper.shared()
                .readTree(train("strokes", "--steps=50", "--dry-run", "--json").out());
        assertThat(object.path("steps").asInt(0)).isEqualTo(50);
        assertThat(object.path("minutes").asDouble(0))
                .isEqualTo(50 * object.path("seconds_per_step").asDouble(0) / 60);
        assertThat(object.path("notices").toString()).contains("50 steps are few", "strokes has 64 images");
        assertThat(runs).isEmptyDirectory();
        assertThat(Shell.facet("train", "--resume", "x", "--dry-run").err()).contains("--dry-run is for new runs");
    }

    @Test
    void optionsGoBeforeThePresetAndSetBeforeBoth() throws IOException {
        assertThat(train("strokes", "--steps=1", "--seed=7", "--set=training.seed=8", "--codes=k:cat3, s:normal(0.5)")
                        .code())
                .isZero();
        assertThat(Files.readString(runs.resolve("00000-strokes-infogan/config.yaml")))
                .containsPattern("seed: 8")
                .contains("{name: k, categorical: 3}", "{name: s, normal: 0.5}")
                .containsPattern("steps: 1 ");
    }

    @Test
    void aMethodBringsItsPreset() throws IOException {
        assertThat(train("strokes", "--method=cgan", "--steps=2", "--set=training.discriminator-rate=0.0005")
                        .code())
                .isZero();
        assertThat(Files.readString(runs.resolve("00000-strokes-cgan/config.yaml")))
                .containsPattern("method: cgan ")
                .containsPattern("source: strokes ")
                .containsPattern("discriminator-rate: 0.0005 ");
        Shell shell = train("strokes", "--method=acgan", "--codes=kind:cat9");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("strokes has 10 classes", "--codes \"kind:cat10\"");
        assertThat(train("strokes", "--method=wgan").err()).contains("gan, cgan, acgan, infogan");
        assertThat(train("strokes", "--method=gan", "--preset=strokes", "--steps=1")
                        .code())
                .isZero();
        assertThat(runs.resolve("00001-strokes-gan")).isDirectory();
    }

    @Test
    void smallGreyArraysHaveOnePresetAndPicturesAndColoursAnother() throws IOException {
        Path arrays = Files.createDirectories(runs.resolve("arrays"));
        ByteBuffer idx = ByteBuffer.allocate(16 + 40 * 28 * 28);
        idx.putInt(0x803).putInt(40).putInt(28).putInt(28);
        Files.write(arrays.resolve("train-images-idx3-ubyte"), idx.array());
        Path pictures = Files.createDirectories(runs.resolve("pictures"));
        for (int i = 0; i < 40; i++) {
            BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster().setSample(i % 28, 5, 0, 200);
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
        }
        Shell shell = train(arrays.toString(), "--steps=1");
        assertThat(shell.code()).as(shell.err()).isZero();
        shell = train(pictures.toString(), "--steps=1");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readString(runs.resolve("00000-arrays-infogan/config.yaml")))
                .contains("name: digit");
        assertThat(Files.readString(runs.resolve("00001-pictures-infogan/config.yaml")))
                .contains("name: kind");
    }

    @Test
    void resumesWithMoreSteps() {
        Path run = TinyRun.below(runs);
        Shell shell = Shell.facet("train", "--resume", run.toString(), "--steps", "5", "--quiet");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("5 steps");
    }

    @Test
    void aResumeWithChangedSettingsListsThem() {
        Path run = TinyRun.below(runs);
        Shell shell = Shell.facet("train", "--resume", run.toString(), "--seed=99", "--set=training.batch=8");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("training.seed", "99", "training.batch");
    }

    @Test
    void aRunWithAllItsStepsDoneSaysHowToTrainFurther() throws IOException {
        Path run = TinyRun.below(runs);
        Path log = run.resolve("log.txt");
        String before = Files.readString(log);
        Shell shell = Shell.facet("train", "--resume", run.toString());
        assertThat(shell.code()).isZero();
        assertThat(shell.out())
                .contains("steps are done already", "train --from " + run, "train --resume " + run + " --steps ");
        assertThat(log).hasContent(before);
    }

    @Test
    void aNewRunBeginsWithTheWeightsOfAnother() {
        Path run = TinyRun.below(runs);
        Shell shell =
                Shell.facet("train", "--from", run.toString(), "--steps", "2", "--quiet", "--out", runs.toString());
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("00001-strokes-infogan", "2 steps");
        assertThat(runs.resolve("00001-strokes-infogan/log.txt"))
                .content()
                .contains("started with the weights of " + run);
    }

    @Test
    void whatARunDidNotReachStandsInItsSummaryAndInJson() {
        Shell shell = train("strokes", "--steps=3", "--set=infogan.continuous-from-step=50", "--json");
        assertThat(shell.err()).contains("warning: 3 steps do not reach step 50, so c1, c2 will mean nothing");
        assertThat(shell.out()).contains("\"warnings\":[", "\"3 steps are few");
    }

    @Test
    void minutesThatAreNotEnoughArePlannedAndSaid() {
        Shell shell = train("strokes", "--steps=100000", "--minutes=0.05", "--set=training.schedule=cosine", "--quiet");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.err()).containsPattern("0.05 minutes are enough for about [0-9,]+ of the 100,000 steps");
        assertThat(shell.err()).contains("Planned: ", "learning rates that fall over");
        assertThat(shell.out()).doesNotContain("learning rates are still at 99 %");
    }

    @Test
    void wantsDataOrSomethingThatNamesIt() {
        assertThat(Shell.facet("train").err()).startsWith("facet: missing DATA");
        assertThat(Shell.facet("train").code()).isEqualTo(2);
    }

    @Test
    void mistakesAreToldWithTheNearestName() {
        assertThat(Shell.facet("train", "mnist", "--preset=mnits").err()).contains("did you mean 'mnist'");
        assertThat(Shell.facet("train", "strokes", "--set=training.bacth=3").err())
                .contains("training.batch");
        assertThat(Shell.facet("train", "strokez").err()).containsIgnoringCase("did you mean strokes");
        assertThat(Shell.facet("train", "strokes", "--codes=kind:cat").code()).isEqualTo(2);
        assertThat(Shell.facet("train", "strokes", "--steps=many").err()).contains("--steps", "many");
        assertThat(Shell.facet("train", "strokes", "--preset=mnist", "--config=a.yaml")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void aSignalSavesAndTellsHowToGoOn() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "train", "strokes", "--steps=1000000", "--set=training.checkpoint-every=1000000", "--out=" + runs));
        arguments.addAll(TinyRun.SETTINGS);
        Process process = JavaProcess.of(Main.class.getName(), arguments)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.startsWith("step ")) {
                line = output.readLine();
            }
            assertThat(line).as("a line of progress").isNotNull();
            process.toHandle().destroy(); // SIGTERM; Process.destroy would close the stream as well
            assertThat(output.lines()).anyMatch(later -> later.contains("facet train --resume"));
        } finally {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(runs.resolve("00000-strokes-infogan/checkpoints")).isDirectoryNotContaining("glob:**partial*");
        assertThat(Shell.facet("inspect", runs.resolve("00000-strokes-infogan").toString())
                        .out())
                .doesNotContain("step 0 of");
    }

    private Shell train(String... arguments) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(TinyRun.SETTINGS);
        all.add("--out=" + runs);
        all.addAll(List.of(arguments));
        return Shell.facet(all.toArray(String[]::new));
    }
}
