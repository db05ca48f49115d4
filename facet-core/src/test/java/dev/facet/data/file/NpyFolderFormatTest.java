package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.LeftOut;
import dev.facet.format.NpyFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyFolderFormatTest {
    private static final int SIDE = 32;

    @TempDir
    Path folder;

    @Test
    void eachFileIsAnImageAndFoldersAreClasses() throws IOException {
        Path set = folder.resolve("set");
        for (String name : List.of("cat/1", "cat/2", "dog/1")) {
            write(set.resolve(name + ".npy"), name.charAt(0), SIDE, SIDE);
        }
        Files.writeString(set.resolve("notes.txt"), "about");
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.name()).isEqualTo("set");
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.shape()).isEqualTo(new ImageShape(1, SIDE, SIDE));
            assertThat(Opened.image(data, 2)[9]).isEqualTo('d');
            assertThat(data.nameOf(2)).isEqualTo("dog/1.npy");
            assertThat(data.labels().orElseThrow().names()).containsExactly("cat", "dog");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 0, 1);
            assertThat(data.leftOut()).extracting(LeftOut::examples).containsExactly(List.of("notes.txt"));
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void colourAndPartsAreUnderstood() throws IOException {
        Path set = folder.resolve("set");
        write(set.resolve("train/a/1.npy"), 1, SIDE, SIDE, 3);
        write(set.resolve("train/b/1.npy"), 2, SIDE, SIDE, 3);
        write(set.resolve("test/b/1.npy"), 3, SIDE, SIDE, 3);
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.shape()).isEqualTo(new ImageShape(3, SIDE, SIDE));
            assertThat(test.size()).isEqualTo(1);
            assertThat(test.labels().orElseThrow().names()).containsExactly("a", "b");
            assertThat(test.labels().orElseThrow().values()).containsExactly(1);
            assertThat(test.nameOf(0)).isEqualTo("test/b/1.npy");
        }
    }

    @Test
    void arraysWithNamesAreThoseOfAnArchive() throws IOException {
        Path set = folder.resolve("set");
        write(set.resolve("x_train.npy"), 5, 4, SIDE, SIDE);
        write(set.resolve("x_test.npy"), 5, 2, SIDE, SIDE);
        Files.write(set.resolve("y_train.npy"), NpyFiles.bytes(new byte[] {1, 2, 1, 2}, 4));
        Files.write(set.resolve("y_test.npy"), NpyFiles.bytes(new byte[] {2, 2}, 2));
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.size()).isEqualTo(4);
            assertThat(data.labels().orElseThrow().names()).containsExactly("1", "2");
            assertThat(test.size()).isEqualTo(2);
        }
    }

    @Test
    void anArrayBesideFoldersOfPicturesIsNoSetOfArrays() throws IOException {
        Path set = folder.resolve("set");
        write(set.resolve("features.npy"), 1, SIDE, SIDE);
        Files.createDirectories(set.resolve("cat"));
        Files.writeString(set.resolve("cat/1.png"), "a picture");
        assertThat(new NpyFolderFormat().recognises(set)).isFalse();
    }

    @Test
    void anImageOfAnotherSizeIsNamed() throws IOException {
        Path set = folder.resolve("set");
        write(set.resolve("1.npy"), 1, SIDE, SIDE);
        write(set.resolve("2.npy"), 1, SIDE, SIDE + 1);
        assertThatThrownBy(() -> Opened.train(set))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("2.npy: is an array [32, 33], but 1.npy is [32, 32]");
    }

    private static void write(Path file, int value, int... shape) throws IOException {
        int count = 1;
        for (int d : shape) {
            count *= d;
        }
        byte[] values = new byte[count];
        java.util.Arrays.fill(values, (byte) value);
        Files.createDirectories(file.getParent());
        Files.write(file, NpyFiles.bytes(values, shape));
    }
}
