package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    void theSettingsThatInspectAdvisesAreItsOwn(@TempDir Path folder) throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        ImageIO.write(
                new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY),
                "png",
                pictures.resolve("1.png").toFile());
        Shell small = Shell.facet("data", "inspect", pictures.toString());
        assertThat(small.err()).contains("`--set data.resolution=28`");
        Shell advised = Shell.facet("data", "inspect", pictures.toString(), "--set", "data.resolution=28");
        assertThat(advised.code()).as(advised.err()).isZero();
        assertThat(advised.out()).contains("28×28 grey");
    }

    @Test
    void whatIsLeftOutIsThereForProgramsToo(@TempDir Path folder) throws Exception {
        Path pictures = folder.resolve("pictures");
        Files.createDirectories(pictures.resolve("a"));
        Files.createDirectories(pictures.resolve("b"));
        for (String name : List.of("a/1.png", "b/2.png")) {
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
            ImageIO.write(image, "png", pictures.resolve(name).toFile());
        }
        Files.writeString(pictures.resolve("a/notes.md"), "some notes");
        Shell shell = Shell.facet("data", "inspect", pictures.toString(), "--json");
        JsonNode object = JsonMapper.shared().readTree(shell.out());
        assertThat(object.path("labels").propertyNames()).containsExactly("a", "b");
        JsonNode left = object.path("left_out").path(0);
        assertThat(left.path("kind").asString("")).isEqualTo("text files");
        assertThat(left.path("count").asInt(0)).isOne();
        assertThat(left.path("reason").asString("")).isEqualTo("which are no pictures");
        assertThat(left.path("examples").path(0).asString("")).isEqualTo("a/notes.md");
    }

    @Test
    void unknownDataGetsTheNearestName() {
        Shell shell = Shell.facet("data", "inspect", "minst");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).containsIgnoringCase("did you mean mnist");
        assertThat(Shell.facet("data", "get", "minst").code()).isEqualTo(2);
    }

    @Test
    void dataAtAnAddressAreSaidToBeElsewhereUnlessTheyAreHere(@TempDir Path folder) {
        Shell far = Shell.facet("data", "inspect", "hdfs://host/faces");
        assertThat(far.code()).isEqualTo(2);
        assertThat(far.err()).contains("there is no copy of hdfs://host/faces", "data get hdfs://host/faces");
        Shell get = Shell.facet("data", "get", "hdfs://host/faces");
        assertThat(get.code()).isEqualTo(2);
        assertThat(get.err()).contains("addresses of data need Spark");
        assertThat(Shell.facet("data", "get", "https://host/x.zip").err()).contains("is an address of the web");
        Shell here = Shell.facet("data", "get", folder.toUri().toString().replace("file:/", "file:///"));
        assertThat(here.out().strip()).isEqualTo(folder.toString());
    }

    @Test
    void withoutASubcommandItShowsUsage() {
        assertThat(Shell.facet("data").code()).isEqualTo(2);
        assertThat(Shell.facet("data").err()).contains("list", "inspect", "get");
    }
}
