package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CifarFormatTest {
    private static final int PLANE = 32 * 32;

    @TempDir
    Path folder;

    private Path set;

    @BeforeEach
    void makeFolder() throws IOException {
        set = Files.createDirectory(folder.resolve("set"));
    }

    @Test
    void theFilesOfCifar10AreOneSetWithItsTestPart() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(set.resolve("data_batch_" + batch + ".bin"), records(2, batch, 1));
        }
        Files.write(set.resolve("test_batch.bin"), records(3, 9, 1));
        Files.writeString(set.resolve("batches.meta.txt"), "air\nbird\ncat\nd\ne\nf\ng\nh\ni\nj\n\n");
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.size()).isEqualTo(10);
            assertThat(data.shape()).isEqualTo(new ImageShape(3, 32, 32));
            int[] image = Opened.image(data, 2);
            assertThat(image[0]).isEqualTo(2);
            assertThat(image[PLANE]).isEqualTo(102);
            assertThat(image[2 * PLANE]).isEqualTo(202);
            assertThat(data.labels().orElseThrow().names()).hasSize(10).startsWith("air", "bird", "cat");
            assertThat(data.labels().orElseThrow().values()).startsWith(0, 1, 0, 1);
            assertThat(test.size()).isEqualTo(3);
            assertThat(test.labels().orElseThrow().values()).containsExactly(0, 1, 2);
        }
        try (Dataset one = Opened.train(set.resolve("data_batch_2.bin"))) {
            assertThat(one.size()).isEqualTo(2);
            assertThat(one.remark()).contains("one of 5 files");
        }
    }

    @Test
    void cifar100HasFineClassesAndCoarseOnesAsAFactor() throws IOException {
        Files.write(set.resolve("train.bin"), records(4, 1, 2));
        Files.write(set.resolve("test.bin"), records(4, 2, 2));
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("0", "1", "2", "3");
            assertThat(data.factors().orElseThrow().names()).containsExactly("coarse_label");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(10, 11, 12, 13);
            assertThat(data.leftOut()).isEmpty();
            assertThat(test.size()).isEqualTo(4);
            assertThat(Opened.image(test, 0)[0]).isEqualTo(2);
        }
    }

    @Test
    void aFileThatIsNoWholeNumberOfRecordsIsNotTakenForOne() throws IOException {
        Path file = Files.write(set.resolve("data_batch_1.bin"), new byte[3073 * 2 - 1]);
        assertThat(new CifarFormat().recognises(file)).isFalse();
        assertThatThrownBy(() -> Opened.train(file)).isInstanceOf(UsageException.class);
    }

    /** Records with the labels 0, 1, 2 …, and one value in each plane: {@code value}, and 100 and 200 more. */
    private static byte[] records(int count, int value, int labels) {
        int length = labels + 3 * PLANE;
        byte[] bytes = new byte[count * length];
        for (int i = 0; i < count; i++) {
            bytes[i * length + labels - 1] = (byte) i;
            if (labels == 2) {
                bytes[i * length] = (byte) (10 + i);
            }
            for (int k = 0; k < 3 * PLANE; k++) {
                bytes[i * length + labels + k] = (byte) (value + 100 * (k / PLANE));
            }
        }
        return bytes;
    }
}
