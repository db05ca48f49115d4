package dev.facet.data.known;

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
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Split;
import dev.facet.data.picture.FolderCaptionsTest;
import dev.facet.format.FormatException;
import dev.facet.format.Mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class CelebaTest {
    private static final String ATTRIBUTES = "4\nBald Smiling Young \n000001.jpg -1  1  1\n000002.jpg -1 -1  1\n"
            + "000003.jpg  1  1 -1\n000004.jpg -1 -1 -1\n";

    @TempDir
    Path folder;

    @BeforeEach
    void fourPictures() throws IOException {
        for (int i = 1; i <= 4; i++) {
            // The content decides what a file is.
            FolderCaptionsTest.picture(folder.resolve("img_align_celeba").resolve("00000" + i + ".jpg"));
        }
        attributes(ATTRIBUTES);
    }

    @Test
    void attributesBecomeFactorsAndTheirPicturesAreAllForTraining() throws IOException {
        try (Dataset data = open(Split.TRAIN);
                Dataset test = open(Split.TEST)) {
            assertThat(data.name()).isEqualTo("celeba");
            assertThat(data.size()).isEqualTo(4);
            assertThat(data.labels()).isEmpty();
            Factors factors = data.factors().orElseThrow();
            assertThat(factors.names()).containsExactly("Bald", "Smiling", "Young");
            assertThat(factors.values()[0]).containsExactly(0, 0, 1, 0);
            assertThat(factors.values()[1]).containsExactly(1, 0, 1, 0);
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void thePartitionGivesThePartsAndLeavesValidationOut() throws IOException {
        partition("000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n000004.jpg 0\n000005.jpg 0\n");
        try (Dataset train = open(Split.TRAIN);
                Dataset test = open(Split.TEST)) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(train.nameOf(1)).isEqualTo("000004.jpg");
            assertThat(train.factors().orElseThrow().values()[2]).containsExactly(1, 0);
            assertThat(test.size()).isEqualTo(1);
            assertThat(test.factors().orElseThrow().values()[0]).containsExactly(1);
        }
    }

    @Test
    void picturesMayLieBesideTheTables() throws IOException {
        for (int i = 1; i <= 4; i++) {
            Files.move(
                    folder.resolve("img_align_celeba").resolve("00000" + i + ".jpg"),
                    folder.resolve("00000" + i + ".jpg"));
        }
        Files.delete(folder.resolve("img_align_celeba"));
        try (Dataset data = open(Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(4);
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("", "its first line should be the number of pictures"),
                arguments("Bald Young\n000001.jpg 1 1\n", "its first line should be the number of pictures"),
                arguments("5\nBald\n000001.jpg 1\n", "says 5 pictures, but there are lines for 1"),
                arguments("1\nBald Young\n000001.jpg 1\n", "line 3 should be a picture and 2 times 1 or -1"),
                arguments("1\nBald\n000001.jpg 0\n", "it is \"000001.jpg 0\""),
                arguments("2\nBald\n000001.jpg 1\n000001.jpg 1\n", "two lines for 000001.jpg"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aDamagedTableIsRefused(String text, String message) throws IOException {
        attributes(text);
        assertThatThrownBy(() -> open(Split.TRAIN))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(folder.resolve("list_attr_celeba.txt") + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void picturesWithoutALineAreNamed() throws IOException {
        attributes("1\nBald\n000001.jpg 1\n");
        assertThatThrownBy(() -> open(Split.TRAIN))
                .hasMessageContaining("3 of 4 pictures have no line, such as 000002.jpg, 000003.jpg, 000004.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000001.jpg 3\n", "000001.jpg\n", "000001.jpg 0 1\n"})
    void aDamagedPartitionIsRefused(String text) throws IOException {
        partition(text);
        assertThatThrownBy(() -> open(Split.TRAIN))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("line 1 should be a picture and 0, 1 or 2");
    }

    @Test
    void mutantsOfTablesAreReadOrRefused() throws IOException {
        byte[] valid = ATTRIBUTES.getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            Files.write(folder.resolve("list_attr_celeba.txt"), Mutants.mutate(valid, random));
            try (Dataset data = open(Split.TRAIN)) {
                assertThat(data.factors().orElseThrow().values()[0]).hasSize(4);
            } catch (FormatException | UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 200);
    }

    private Dataset open(Split split) throws IOException {
        return Celeba.open(folder, new DataConfig("celeba", 0, 0, 1, 1), split, folder.resolve(".cache"));
    }

    private void attributes(String text) throws IOException {
        Files.writeString(folder.resolve("list_attr_celeba.txt"), text);
    }

    private void partition(String text) throws IOException {
        Files.writeString(folder.resolve("list_eval_partition.txt"), text);
    }
}
