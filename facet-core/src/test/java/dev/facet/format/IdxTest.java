package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class IdxTest {
    @TempDir
    Path folder;

    @Test
    void readsOneToFourDimensionsPlainOrCompressedWhateverTheName() throws IOException {
        for (int[] dimensions : new int[][] {{5}, {2, 3}, {2, 3, 4}, {2, 1, 3, 2}, {0}, {0, 28, 28}}) {
            byte[] plain = idx(dimensions);
            for (byte[] file : new byte[][] {plain, gzip(plain)}) {
                Idx read = Idx.read(write("images.gz", file));
                assertThat(read.dimensions()).isEqualTo(dimensions);
                assertThat(read.values()).isEqualTo(Arrays.copyOfRange(plain, 4 + 4 * dimensions.length, plain.length));
            }
        }
    }

    @Test
    void contentThatShrinksToLittleIsReadWhole() throws IOException {
        byte[] plain = Arrays.copyOf(claiming(1000, 1000), 12 + 1_000_000);
        plain[plain.length - 1] = 7;
        Idx read = Idx.read(write("blank", gzip(plain)));
        assertThat(read.values()).isEqualTo(Arrays.copyOfRange(plain, 12, plain.length));
    }

    @Test
    void anArrayThatDoesNotFitIntoMemoryIsRefusedBeforeAnyIsTakenWithTheWayToAllowMore() throws IOException {
        long most = Runtime.getRuntime().maxMemory();
        int count = (int) Math.min(Integer.MAX_VALUE - 100, most);
        // Compressed data of this size could hold that many values.
        byte[] compressed = gzip(claiming(count));
        Path file = write("large.gz", Arrays.copyOf(compressed, count / 1032 + 1000));
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(MemoryException.class)
                .hasMessageStartingWith(file + ": takes about ")
                .hasMessageContaining("Java may use " + (most >> 20) + " MB")
                .hasMessageContaining("JDK_JAVA_OPTIONS=-Xmx")
                .hasMessageContaining("save the array as .npy");
    }

    static Stream<Arguments> malformed() {
        byte[] good = idx(2, 3);
        return Stream.of(
                arguments("empty", new byte[0], "found nothing"),
                arguments("one byte", new byte[] {0x1F}, "found 1f"),
                arguments("text", "P5 28 28".getBytes(StandardCharsets.US_ASCII), "two zero bytes"),
                arguments("no such type", with(good, 2, 0x0A), "names no type"),
                arguments("floats", with(good, 2, 0x0D), "an IDX file of floats"),
                arguments("no dimensions", with(good, 3, 0), "0 dimensions"),
                arguments("five dimensions", with(good, 3, 5), "5 dimensions"),
                arguments("only a magic", Arrays.copyOf(good, 4), "ends within its header"),
                arguments("half a header", Arrays.copyOf(good, 10), "ends within its header"),
                arguments("a byte short", Arrays.copyOf(good, good.length - 1), "promises [2, 3], 6 bytes"),
                arguments("a byte more", Arrays.copyOf(good, good.length + 1), "more follow"),
                arguments("a negative dimension", with(good, 4, 0xFF), "dimension 0 is 4278190082"),
                arguments("two gigabytes in 20 bytes", claiming(2_000_000_000, 1, 1), "holds only"),
                arguments("an overflowing product", claiming(65536, 65536, 65536), "2 GiB and more"),
                arguments("a wrapping product", claiming(1 << 30, 1 << 30, 16), "2 GiB and more"),
                arguments("gzip: empty content", gzip(new byte[0]), "found nothing"),
                arguments("gzip: only a header", Arrays.copyOf(gzip(good), 10), "gzip data ends early"),
                arguments("gzip: cut", Arrays.copyOf(gzip(good), gzip(good).length - 9), "gzip data ends early"),
                arguments("gzip: wrong sum", with(gzip(good), gzip(good).length - 6, 0x55), "damaged gzip data"),
                arguments("gzip: a byte short", gzip(Arrays.copyOf(good, good.length - 1)), "only 5"),
                arguments("gzip: a byte more", gzip(Arrays.copyOf(good, good.length + 1)), "more follow"),
                arguments("gzip: two gigabytes", gzip(claiming(2_000_000_000, 1, 1)), "holds only"),
                arguments("gzip: a bomb", gzip(Arrays.copyOf(good, 50_000_000)), "more follow"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedFilesAreRefusedWithAMessageThatNamesThem(String what, byte[] bytes, String message)
            throws IOException {
        Path file = write("wrong", bytes);
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsNotAMalformedOne() {
        assertThatThrownBy(() -> Idx.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mutantsAreReadOrRefusedButNeverBreakTheReader(boolean compressed) throws IOException {
        byte[] plain = idx(20, 6, 6);
        byte[] valid = compressed ? gzip(plain) : plain;
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] mutant = Mutants.mutate(valid, random);
            try {
                Idx read = Idx.read(Path.of("mutant"), new ByteArrayInputStream(mutant), mutant.length);
                long count = Arrays.stream(read.dimensions()).asLongStream().reduce(1, (a, b) -> a * b);
                assertThat((long) read.values().length).isEqualTo(count);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(2000, 5000);
    }

    /** A valid file whose values count upwards. */
    private static byte[] idx(int... dimensions) {
        byte[] header = claiming(dimensions);
        byte[] file =
                Arrays.copyOf(header, header.length + Arrays.stream(dimensions).reduce(1, (a, b) -> a * b));
        for (int i = header.length; i < file.length; i++) {
            file[i] = (byte) i;
        }
        return file;
    }

    /** A header without values. */
    private static byte[] claiming(int... dimensions) {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * dimensions.length);
        header.put(new byte[] {0, 0, 8, (byte) dimensions.length});
        Arrays.stream(dimensions).forEach(header::putInt);
        return header.array();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
