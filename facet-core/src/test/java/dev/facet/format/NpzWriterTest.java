package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpzWriterTest {
    @TempDir
    Path folder;

    private static byte[] written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NpzWriter npz = new NpzWriter(out)) {
            npz.beginFloats("latents", 3, 2);
            npz.floats(1, -2.5f);
            npz.floats(3, 4, 5, 6);
            npz.beginWholes("digit", 3);
            npz.wholes(7, -1, 1L << 40);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = Files.write(folder.resolve("a.npz"), written());
        try (Npz npz = Npz.open(file)) {
            assertThat(npz.arrays()).containsOnlyKeys("latents", "digit");
            NumberArray latents = Objects.requireNonNull(npz.arrays().get("latents"));
            assertThat(latents.type()).isEqualTo(NumberType.FLOAT32);
            assertThat(latents.dimensions()).containsExactly(3, 2);
            assertThat(NpyTest.items(latents))
                    .containsExactly(new double[] {1, -2.5}, new double[] {3, 4}, new double[] {5, 6});
            assertThat(NpyTest.items(Objects.requireNonNull(npz.arrays().get("digit"))))
                    .containsExactly(new double[] {7}, new double[] {-1}, new double[] {1L << 40});
        }
    }

    @Test
    void equalArraysGiveEqualBytes() throws IOException {
        assertThat(written()).isEqualTo(written());
    }

    @Test
    void tooManyAndTooFewNumbersAreMistakes() throws IOException {
        NpzWriter npz = new NpzWriter(new ByteArrayOutputStream());
        npz.beginFloats("a", 3);
        assertThatThrownBy(() -> npz.floats(1, 2, 3, 4)).hasMessageContaining("takes 3 more numbers; got 4");
        npz.floats(1);
        assertThatThrownBy(() -> npz.beginFloats("b", 1)).hasMessageContaining("lacks 2 numbers");
    }
}
