package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Split;
import dev.facet.format.Mutants;
import dev.facet.format.PngFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

public class FolderCaptionsTest {
    @TempDir
    Path temporary;

    private Path pictures;

    @BeforeEach
    void threePictures() throws IOException {
        pictures = Files.createDirectories(temporary.resolve("pictures"));
        for (String name : new String[] {"a/1.png", "b/2.png", "b/3.png"}) {
            picture(pictures.resolve(name));
        }
    }

    @Test
    void aTableGoesBeforeTheNamesOfFolders() throws IOException {
        try (Dataset data = open(Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("a", "b");
            assertThat(data.factors()).isEmpty();
        }
        table("labels.csv", "image,label\nb/3.png,10\n./a/1.png,9\n\"b/2.png\",ten\n");
        try (Dataset data = open(Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("9", "10", "ten");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 2, 1);
        }
    }

    @Test
    void factorsAreTheColumnsOfATable() throws IOException {
        table("factors.csv", "image,Angle,size\na/1.png,0,1.5\nb/2.png,-9e1,.5\nb/3.png,90,2\n");
        try (Dataset data = open(Split.TRAIN)) {
            Factors factors = data.factors().orElseThrow();
            assertThat(factors.names()).containsExactly("angle", "size");
            assertThat(factors.values()[0]).containsExactly(0, -90, 90);
            assertThat(factors.values()[1]).containsExactly(1.5, 0.5, 2);
            assertThat(data.labels()).isPresent();
        }
    }

    @Test
    void aTableMayLieBesideTheFolderUnlessItIsOfSomethingElse() throws IOException {
        table("../labels.csv", "image,label\na/1.png,x\nb/2.png,y\nb/3.png,y\n");
        table("../factors.csv", "name,value\nsomething,else\n");
        try (Dataset data = open(Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("x", "y");
            assertThat(data.factors()).isEmpty();
        }
    }

    @Test
    void oneTableCoversBothPartsByPathsFromTheTop() throws IOException {
        Path parted = Files.createDirectories(temporary.resolve("parted"));
        picture(parted.resolve("train/1.png"));
        picture(parted.resolve("test/1.png"));
        Files.writeString(parted.resolve("labels.csv"), "image,label\ntrain/1.png,x\ntest/1.png,y\n");
        for (Split split : Split.values()) {
            try (Dataset data = ImageFolder.open(parted, config(), split, temporary.resolve("cache"))) {
                assertThat(data.labels().orElseThrow().names()).containsExactly("x", "y");
                assertThat(data.labels().orElseThrow().values()).containsExactly(split == Split.TRAIN ? 0 : 1);
            }
        }
    }

    @Test
    void aRowForADamagedImageIsNoMistake() throws IOException {
        for (int i = 0; i < 20; i++) {
            picture(pictures.resolve("c/" + i + ".png"));
        }
        Files.writeString(pictures.resolve("c/bad.png"), "no picture");
        StringBuilder rows = new StringBuilder("image,label\na/1.png,x\nb/2.png,x\nb/3.png,x\nc/bad.png,y\n");
        for (int i = 0; i < 20; i++) {
            rows.append("c/").append(i).append(".png,y\n");
        }
        table("labels.csv", rows.toString());
        try (Dataset data = open(Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(23);
            assertThat(data.labels().orElseThrow().values()).hasSize(23);
        }
    }

    static Stream<Arguments> refused() {
        String good = "a/1.png,x\nb/2.png,y\nb/3.png,y\n";
        return Stream.of(
                arguments("labels.csv", "image\na/1.png\nb/2.png\nb/3.png\n", "its first line must be image,label"),
                arguments(
                        "labels.csv",
                        "image,label\na/1.png,x\n",
                        "2 of 3 images have no row, such as b/2.png, b/3.png"),
                arguments(
                        "labels.csv",
                        "image,label\n" + good + "c.png,z\nd.png,z\n",
                        "2 of 5 rows name no image, such as c.png, d.png; the images have names such as a/1.png"),
                arguments("labels.csv", "image,label\n" + good + "a/1.png,z\n", "two rows for a/1.png"),
                arguments("labels.csv", "image,label\na/1.png,\nb/2.png,y\nb/3.png,y\n", "no label for a/1.png"),
                arguments("labels.csv", "image,label\na/1.png,x,y\n", "has 3 fields where the header has 2"),
                arguments("factors.csv", "image\na/1.png\n", "its first line must be image,factor1,factor2"),
                arguments(
                        "factors.csv",
                        "image,size\na/1.png,1\nb/2.png,big\nb/3.png,2\n",
                        "\"big\" for size of b/2.png"),
                arguments("factors.csv", "image,size\na/1.png,1\nb/2.png,NaN\nb/3.png,2\n", "\"NaN\" for size"),
                arguments("factors.csv", "image,size\na/1.png,1\nb/2.png,0x1p3\nb/3.png,2\n", "must be numbers"),
                arguments("factors.csv", "image,size\na/1.png,1e999\nb/2.png,1\nb/3.png,2\n", "must be numbers"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("refused")
    void aTableThatDoesNotMatchIsRefused(String name, String text, String message) throws IOException {
        table(name, text);
        assertThatThrownBy(() -> open(Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(pictures.resolve(name) + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void mutantsOfTablesAreReadOrRefused() throws IOException {
        byte[] valid = "image,size\na/1.png,1\nb/2.png,2\nb/3.png,3\n".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            Files.write(pictures.resolve("factors.csv"), Mutants.mutate(valid, random));
            try (Dataset data = open(Split.TRAIN)) {
                assertThat(data.factors().orElseThrow().values()[0]).hasSize(3);
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 200);
    }

    private Dataset open(Split split) {
        return ImageFolder.open(pictures, config(), split, temporary.resolve("cache"));
    }

    private static DataConfig config() {
        return new DataConfig("pictures", 0, 0, 1, 1);
    }

    private void table(String name, String text) throws IOException {
        Files.writeString(pictures.resolve(name), text);
    }

    public static void picture(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        PngFile.write(file, new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY));
    }
}
