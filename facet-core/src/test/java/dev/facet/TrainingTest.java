package dev.facet;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.settings.ConfigReader;
import dev.facet.train.Monitor;
import dev.facet.train.TrainResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TrainingTest {
    @TempDir
    Path folder;

    @Test
    void everySettingIsThatOfTheCommandLine() {
        RunConfig config = Facet.preset("mnist")
                .withData("strokes")
                .withMethod("infogan-cr")
                .withCodes("kind:cat3, slant:uniform")
                .withSteps(70)
                .withMinutes(1.5)
                .withSeed(9)
                .with("training.batch=64", "model.width=8")
                .config();
        assertThat(config)
                .isEqualTo(ConfigReader.resolve(
                        "mnist",
                        List.of(
                                "data.source=strokes",
                                "method=infogan-cr",
                                "latent.codes=kind:cat3, slant:uniform",
                                "training.steps=70",
                                "training.minutes=1.5",
                                "training.seed=9",
                                "training.batch=64",
                                "model.width=8")));
    }

    @Test
    void dataChoosesTheSettingsThatSuitIt() throws Exception {
        assertThat(Facet.data("strokes").config()).isEqualTo(ConfigReader.resolve("strokes", List.of()));
        ImageIO.write(
                new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("a.png").toFile());
        RunConfig pictures = Facet.data(folder).config();
        assertThat(pictures.data().source()).isEqualTo(folder.toAbsolutePath().toString());
        assertThat(pictures.latent())
                .isEqualTo(ConfigReader.resolve("images", List.of()).latent());
        assertThat(Facet.data("strokes").withMethod("cgan").config().method()).isEqualTo("cgan");
        assertThat(Facet.method("cgan").config()).isEqualTo(ConfigReader.resolve("cgan", List.of()));
    }

    @Test
    void noneChangesAnother() {
        Training few = Facet.preset("strokes").withSteps(5);
        Training many = few.withSteps(500).withCodes("a:cat2");
        assertThat(few.config().training().steps()).isEqualTo(5);
        assertThat(many.config().training().steps()).isEqualTo(500);
        assertThat(few.config().latent().codes()).extracting(Code::name).doesNotContain("a");
    }

    @Test
    void aFileHasSettingsToo() throws Exception {
        Path yaml = Files.writeString(folder.resolve("mine.yaml"), "preset: strokes\ntraining: {batch: 32}\n");
        RunConfig config = Facet.settings(yaml).withSeed(4).config();
        assertThat(config.training().batch()).isEqualTo(32);
        assertThat(config.training().seed()).isEqualTo(4);
    }

    @Test
    void mistakesNameTheSetting() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(
                        () -> Facet.preset("strokes").with("training.bacth=64").config())
                .withMessageContaining("training.bacth")
                .withMessageContaining("training.batch");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Facet.data("no such thing").config())
                .withMessageContaining("no such thing");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Facet.preset("strokes").withMinutes(-1).config())
                .withMessageContaining("training.minutes is -1");
    }

    @Test
    void trainingPrintsWhereItIs() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        TrainResult result = Facet.data("strokes")
                .withSteps(2)
                .with("data.count=64", "model.width=4", "training.batch=16", "training.threads=1")
                .train(folder, Monitor.printing(new PrintStream(printed, true, StandardCharsets.UTF_8)));
        assertThat(result.steps()).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).contains(result.run() + ": training");
    }
}
