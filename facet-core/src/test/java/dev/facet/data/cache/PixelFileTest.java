package dev.facet.data.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.data.ImageShape;
import dev.facet.data.cache.PixelFile.Flaw;
import dev.facet.format.FormatException;
import dev.facet.format.Mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PixelFileTest {
    private static final ImageShape SHAPE = new ImageShape(1, 2, 3);
    private static final byte[] KEY = new byte[32];

    @TempDir
    Path folder;

    @Test
    void readsBackWhatWasWrittenWhateverTheSegments() throws IOException {
        Path file = write(17);
        for (int segmentBytes : new int[] {1, 6, 13, 1 << 20}) {
            PixelFile pixels = PixelFile.open(file, KEY, SHAPE, segmentBytes);
            assertThat(pixels.count()).isEqualTo(17);
            assertThat(pixels.flaws()).containsExactly(new Flaw(2, "größe"), new Flaw(9, ""));
            byte[] target = new byte[8];
            for (int i : new int[] {0, 1, 2, 16}) {
                pixels.read(i, target, 1);
                byte b = (byte) i;
                assertThat(target).containsExactly(0, b, b, b, b, b, b, 0);
            }
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> pixels.read(17, target, 0));
        }
    }

    @Test
    void anyDamageIsFound() throws IOException {
        Path file = write(5);
        byte[] valid = Files.readAllBytes(file);
        for (int i = 0; i < valid.length; i++) {
            byte[] flipped = valid.clone();
            flipped[i] ^= 4;
            refuses(file, flipped);
            refuses(file, Arrays.copyOf(valid, i));
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] mutant = Mutants.mutate(valid, new Random(i));
            if (!Arrays.equals(mutant, valid)) {
                refuses(file, mutant);
            }
        }
    }

    @Test
    void aFileForOtherImagesOrAnotherShapeIsRefused() throws IOException {
        Path file = write(5);
        byte[] other = KEY.clone();
        other[3] = 1;
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> PixelFile.open(file, other, SHAPE, 1 << 20));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> PixelFile.open(file, KEY, new ImageShape(1, 3, 2), 1 << 20));
    }

    private void refuses(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> PixelFile.open(file, KEY, SHAPE, 1 << 20))
                .withMessageContaining(file.toString());
    }

    private Path write(int count) throws IOException {
        Path file = folder.resolve("images.cache");
        PixelFile.write(file, KEY, SHAPE, out -> {
            for (int i = 0; i < count; i++) {
                byte[] image = new byte[SHAPE.bytes()];
                Arrays.fill(image, (byte) i);
                out.write(image);
            }
            return List.of(new Flaw(2, "größe"), new Flaw(9, ""));
        });
        return file;
    }
}
