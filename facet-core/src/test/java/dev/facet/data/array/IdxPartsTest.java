package dev.facet.data.array;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.format.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdxPartsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz",
        "train-images.idx3-ubyte, train-labels.idx1-ubyte, t10k-images.idx3-ubyte, t10k-labels.idx1-ubyte",
        "train_images.idx, train_labels.idx, test_images.idx, test_labels.idx",
        "kmnist-train-images-idx3-ubyte, kmnist-train-labels-idx1-ubyte, kmnist-test-images-idx3-ubyte,"
                + " kmnist-test-labels-idx1-ubyte",
        "a-train-ubyte, b-train-idx1, a-test-ubyte, b-test-idx1"
    })
    void allNamesOfTheFourFilesAreUnderstood(String images, String labels, String testImages, String testLabels)
            throws IOException {
        IdxFiles.write(folder.resolve(images), IdxFiles.counting(12), 3, 2, 2);
        IdxFiles.write(folder.resolve(labels), new byte[] {4, 0, 4}, 3);
        IdxFiles.write(folder.resolve(testImages), IdxFiles.counting(8), 2, 2, 2);
        IdxFiles.write(folder.resolve(testLabels), new byte[] {0, 7}, 2);
        Path file = IdxParts.inFolder(folder).orElseThrow();
        assertThat(file).hasFileName(images);
        try (Dataset train = open(file, Split.TRAIN);
                Dataset test = open(file, Split.TEST)) {
            assertThat(train.size()).isEqualTo(3);
            assertThat(train.labels().orElseThrow().names()).containsExactly("0", "4", "7");
            assertThat(train.labels().orElseThrow().values()).containsExactly(1, 0, 1);
            assertThat(test.size()).isEqualTo(2);
            assertThat(test.labels().orElseThrow().values()).containsExactly(0, 2);
        }
    }

    @Test
    void aPairWithoutUsualNamesIsFoundByItsNumber() throws IOException {
        Path images = IdxFiles.write(folder.resolve("pictures.idx3"), IdxFiles.counting(12), 3, 2, 2);
        IdxFiles.write(folder.resolve("answers.idx1"), new byte[] {1, 0, 1}, 3);
        IdxFiles.write(folder.resolve("more.idx1"), new byte[5], 5);
        try (Dataset data = open(images, Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0, 1);
            assertThat(data.remark()).contains("labels are those of answers.idx1");
        }
    }

    @Test
    void emnistIsTurnedAndHasTheCharactersForNames() throws IOException {
        String set = "emnist-letters-";
        Path images = IdxFiles.write(folder.resolve(set + "train-images-idx3-ubyte"), IdxFiles.counting(12), 2, 2, 3);
        IdxFiles.write(folder.resolve(set + "train-labels-idx1-ubyte"), new byte[] {2, 1}, 2);
        Files.writeString(folder.resolve(set + "mapping.txt"), "1 65 97\n2 66 98\n3 67 99\n");
        try (Dataset data = open(images, Split.TRAIN)) {
            byte[] image = new byte[6];
            data.read(0, image, 0);
            assertThat(data.shape().height()).isEqualTo(3);
            assertThat(image).containsExactly(0, 3, 1, 4, 2, 5);
            assertThat(data.labels().orElseThrow().names()).containsExactly("A", "B", "C");
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0);
            assertThat(data.remark()).contains("data.transpose=off leaves them");
        }
    }

    @Test
    void severalSetsAreRefusedByTheirNames() throws IOException {
        IdxFiles.write(folder.resolve("emnist-digits-train-images-idx3-ubyte"), new byte[4], 1, 2, 2);
        IdxFiles.write(folder.resolve("emnist-letters-train-images-idx3-ubyte"), new byte[4], 1, 2, 2);
        assertThatThrownBy(() -> IdxParts.inFolder(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContainingAll("several sets", "emnist-digits", "emnist-letters", "Give one of these files");
    }

    @Test
    void aFileThatWasPackedTwiceIsRead() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte.gz");
        byte[] once = Files.readAllBytes(IdxFiles.write(file, IdxFiles.counting(12), 3, 2, 2));
        Files.write(file, packed(once));
        try (Dataset data = open(file, Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(3);
        }
        Files.write(file, packed(packed(once)));
        assertThatThrownBy(() -> open(file, Split.TRAIN))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("more than twice");
    }

    @Test
    void aDownloadThatFailedIsCalledOne() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte.gz");
        Files.writeString(file, "<!DOCTYPE html><html><body>404</body></html>");
        assertThat(IdxParts.inFolder(folder)).contains(file);
        assertThatThrownBy(() -> open(file, Split.TRAIN))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is a web page (HTML)")
                .hasMessageContaining("not an IDX file");
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static Dataset open(Path file, Split split) throws IOException {
        return IdxParts.open(file, new DataConfig(file.toString(), 0, 0, 1, 1), split);
    }
}
