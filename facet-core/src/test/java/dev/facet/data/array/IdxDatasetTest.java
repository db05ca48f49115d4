package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.format.FormatException;
import dev.facet.format.Mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdxDatasetTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.gz",
        "my-images.idx3-ubyte, my-labels.idx1-ubyte"
    })
    void labelsAreFoundBesideTheImages(String images, String labels) throws IOException {
        IdxFiles.write(folder.resolve(labels), new byte[] {2, 0, 1}, 3);
        Path file = IdxFiles.write(folder.resolve(images), IdxFiles.counting(18), 3, 2, 3);
        try (Dataset data = IdxDataset.open(file)) {
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.shape()).isEqualTo(new ImageShape(1, 2, 3));
            assertThat(data.labels().orElseThrow().values()).containsExactly(2, 0, 1);
            assertThat(data.labels().orElseThrow().names()).containsExactly("0", "1", "2");
            byte[] target = new byte[8];
            data.read(1, target, 1);
            assertThat(target).containsExactly(0, 6, 7, 8, 9, 10, 11, 0);
        }
    }

    @Test
    void imagesAloneHaveNoLabels() throws IOException {
        Path file = IdxFiles.write(folder.resolve("anything"), IdxFiles.counting(8), 2, 2, 2);
        try (Dataset data = IdxDataset.open(file)) {
            assertThat(data.labels()).isEmpty();
            assertThat(data.name()).isEqualTo("anything");
        }
    }

    @Test
    void colourIsReadInEitherOrder() throws IOException {
        Path planar = IdxFiles.write(folder.resolve("planar"), IdxFiles.counting(12), 1, 3, 2, 2);
        Path mixed =
                IdxFiles.write(folder.resolve("mixed"), new byte[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, 1, 2, 2, 3);
        for (Path file : List.of(planar, mixed)) {
            try (Dataset data = IdxDataset.open(file)) {
                byte[] target = new byte[12];
                data.read(0, target, 0);
                assertThat(data.shape()).isEqualTo(new ImageShape(3, 2, 2));
                assertThat(target).isEqualTo(IdxFiles.counting(12));
            }
        }
    }

    @Test
    void differingCountsAreBothTold() throws IOException {
        Path labels = IdxFiles.write(folder.resolve("train-labels-idx1-ubyte"), new byte[5], 5);
        Path images = IdxFiles.write(folder.resolve("train-images-idx3-ubyte"), new byte[16], 4, 2, 2);
        assertThatThrownBy(() -> IdxDataset.open(images))
                .isInstanceOf(FormatException.class)
                .hasMessageContainingAll(labels.toString(), images.toString(), "5 labels", "4 images");
    }

    @Test
    void filesOfSomethingElseAreRefused() throws IOException {
        Path labels = IdxFiles.write(folder.resolve("labels"), new byte[5], 5);
        Path none = IdxFiles.write(folder.resolve("none"), new byte[0], 0, 28, 28);
        Path channels = IdxFiles.write(folder.resolve("channels"), new byte[2 * 2 * 4 * 4], 2, 2, 4, 4);
        Path pairs = IdxFiles.write(folder.resolve("train-labels-idx1-ubyte"), new byte[2], 1, 2);
        Path images = IdxFiles.write(folder.resolve("train-images-idx3-ubyte"), new byte[4], 1, 2, 2);
        assertThatThrownBy(() -> IdxDataset.open(labels))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("labels");
        assertThatThrownBy(() -> IdxDataset.open(none))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no images");
        assertThatThrownBy(() -> IdxDataset.open(channels))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("[2, 2, 4, 4]");
        assertThatThrownBy(() -> IdxDataset.open(images))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(pairs.toString())
                .hasMessageContaining("2 dimensions");
    }

    @Test
    void aLabelOutsideTheNamedClassesIsRefused() throws IOException {
        IdxFiles.write(folder.resolve("train-labels-idx1-ubyte"), new byte[] {3}, 1);
        Path images = IdxFiles.write(folder.resolve("train-images-idx3-ubyte"), new byte[4], 1, 2, 2);
        assertThatThrownBy(() -> IdxDataset.open("three", images, List.of("a", "b", "c")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("label 3, but there are 3 classes");
    }

    @Test
    void theFingerprintIsThatOfThePixels() throws IOException {
        String plain = fingerprint("a", IdxFiles.counting(16), 4, 2, 2);
        assertThat(plain).matches("[0-9a-f]{64}");
        assertThat(fingerprint("b.gz", IdxFiles.counting(16), 4, 2, 2)).isEqualTo(plain);
        assertThat(fingerprint("c", new byte[16], 4, 2, 2)).isNotEqualTo(plain);
        assertThat(fingerprint("d", IdxFiles.counting(16), 2, 2, 4)).isNotEqualTo(plain);
    }

    @Test
    void mutantsOfImagesOrLabelsAreReadOrRefused() throws IOException {
        Path images = folder.resolve("train-images-idx3-ubyte");
        Path labels = folder.resolve("train-labels-idx1-ubyte");
        byte[] goodImages = Files.readAllBytes(IdxFiles.write(images, IdxFiles.counting(48), 3, 4, 4));
        byte[] goodLabels = Files.readAllBytes(IdxFiles.write(labels, new byte[] {1, 2, 0}, 3));
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            Files.write(images, i % 2 == 0 ? Mutants.mutate(goodImages, random) : goodImages);
            Files.write(labels, i % 2 == 1 ? Mutants.mutate(goodLabels, random) : goodLabels);
            try (Dataset data = IdxDataset.open(images)) {
                data.read(data.size() - 1, new byte[data.shape().bytes()], 0);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(350, 1000);
    }

    private String fingerprint(String name, byte[] values, int... dimensions) throws IOException {
        try (Dataset data = IdxDataset.open(IdxFiles.write(folder.resolve(name), values, dimensions))) {
            return data.fingerprint();
        }
    }
}
