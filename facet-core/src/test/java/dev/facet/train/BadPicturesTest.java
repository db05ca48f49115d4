package dev.facet.train;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.codes.CodeNames;
import dev.facet.config.UsageException;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Folders of pictures that are no good to train on: training says why not, or trains and says what is odd. */
class BadPicturesTest {
    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();

    private TrainResult train(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "data.source=" + folder.resolve("pictures"),
                "model.width=4",
                "training.batch=8",
                "training.steps=4",
                "training.threads=1",
                "training.precision=fp32"));
        all.addAll(List.of(overrides));
        Monitor monitor = new Monitor() {
            @Override
            public void notice(String message) {
                notices.add(message);
            }
        };
        TrainResult result = Facet.train(
                ConfigReader.resolve("images", all), Files.createDirectories(folder.resolve("runs")), monitor);
        assertThat(result.steps()).isEqualTo(4);
        assertThat(result.failed()).as("four steps draw nothing").isTrue();
        assertThat(result.warnings()).isNotEmpty();
        return result;
    }

    /** A disc whose place and colour depend on a number. */
    private void picture(String name, int type, int number) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, type);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.getHSBColor(number / 7f, 1, 1));
        pen.fillOval(number * 5 % 20, number * 3 % 20, 10, 10);
        pen.dispose();
        Path file = folder.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void picturesThatAreAllAlikeAreCalledThat() throws IOException {
        for (int i = 0; i < 200; i++) {
            picture(i + ".png", BufferedImage.TYPE_INT_RGB, 3);
        }
        TrainResult result = train();
        assertThat(notices).anyMatch(notice -> notice.contains("all images of pictures are the same"));
        assertThat(result.run().resolve("health.json")).isNotEmptyFile();
    }

    @Test
    void oneColourEverywhereIsNoFailureOfTheCheckup() throws IOException {
        for (int i = 0; i < 40; i++) {
            Path file = folder.resolve("pictures").resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        }
        train();
        assertThat(notices).anyMatch(notice -> notice.contains("are the same"));
    }

    @Test
    void onePictureIsRefused() throws IOException {
        picture("1.png", BufferedImage.TYPE_INT_RGB, 1);
        assertThatThrownBy(this::train)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("pictures has 1 images; training needs at least 2");
    }

    @Test
    void twelvePicturesTrainWithoutHeldOutOnes() throws IOException {
        for (int i = 0; i < 12; i++) {
            picture(i + ".png", BufferedImage.TYPE_INT_RGB, i);
        }
        train();
        assertThat(notices)
                .anyMatch(notice -> notice.contains("12 images. That is too few to hold 10 % of them out"))
                .anyMatch(notice -> notice.contains("12 images, which are few"));
    }

    @Test
    void aClassWithOnePictureInAThousandIsTrainedOn() throws IOException {
        for (int i = 0; i < 1000; i++) {
            picture("many/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, i);
        }
        picture("one/0.png", BufferedImage.TYPE_BYTE_GRAY, 5);
        TrainResult result = train("method=acgan", "latent.codes=kind:cat2");
        assertThat(RunFolder.open(result.run()).names().entries().get("kind"))
                .as("classes are asked for by their names")
                .extracting(CodeNames.Entry::categories)
                .isEqualTo(Map.of(0, "many", 1, "one"));
        assertThat(JsonMapper.shared()
                        .readTree(result.run().resolve("run.json").toFile())
                        .path("data")
                        .path("held_out")
                        .asInt(0))
                .isEqualTo(100);
    }

    @Test
    void picturesWithTransparencyAreTrainedOnInColour() throws IOException {
        for (int i = 0; i < 40; i++) {
            picture(i + ".png", BufferedImage.TYPE_INT_ARGB, i);
        }
        assertThat(Facet.config(train().run()).data().channels()).isEqualTo(3);
    }

    @Test
    void picturesOfWhichHalfAreGreyAreRefusedWithTheSettingsThatTrainOnThem() throws IOException {
        for (int i = 0; i < 40; i++) {
            picture(i + ".png", i % 2 == 0 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB, i);
        }
        assertThatThrownBy(this::train)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("20 of 32×32 grey")
                .hasMessageContaining("--set data.resolution=32 --set data.channels=3");
        TrainResult result = train("data.resolution=32", "data.channels=3");
        assertThat(result.statistics()).containsKey("distance");
    }
}
