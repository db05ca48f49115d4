package dev.facet.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ZipArchiveTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void membersAreReadInPlace(int method) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b/2.txt", text("two"));
        files.put("a.txt", text(""));
        Path file = write(NpyFiles.zip(files, method));
        assertThat(ZipArchive.detect(file)).isTrue();
        try (ZipArchive archive = ZipArchive.open(file)) {
            assertThat(archive.members())
                    .containsExactly(
                            new ZipArchive.Member("b/2.txt", 3, "b/2.txt"), new ZipArchive.Member("a.txt", 0, "a.txt"));
            try (InputStream in = archive.open(archive.members().get(0))) {
                assertThat(in.readAllBytes()).isEqualTo(text("two"));
            }
        }
    }

    static Stream<Arguments> malformed() {
        byte[] good = NpyFiles.zip(Map.of("some.txt", text("some text in an archive")));
        byte[] two = NpyFiles.zip(Map.of("a.txt", new byte[1000], "b.txt", new byte[1000]));
        return Stream.of(
                arguments("empty", new byte[0], "a damaged ZIP archive"),
                arguments("cut", Arrays.copyOf(good, good.length - 30), "a damaged ZIP archive"),
                arguments("encrypted", centralShort(good, 8, 1), "an encrypted ZIP archive"),
                arguments("climbing", named("../some.txt"), "\"../some.txt\", which points outside the archive"),
                arguments("climbing later", named("a/../../some.txt"), "points outside the archive"),
                arguments("absolute", named("/etc/passwd"), "points outside the archive"),
                arguments("with a drive", named("C:/some.txt"), "points outside the archive"),
                arguments("climbing with backslashes", named("..\\b.txt"), "outside the archive"),
                arguments("twice", renamed(two, "b.txt", "a.txt"), "holds a.txt twice"),
                arguments(
                        "a bomb by its claim",
                        NpyFiles.centralInt(good, 24, 2_000_000_000),
                        "which no ZIP archive can"),
                arguments("overlapping", NpyFiles.centralInt(two, 20, 100_000), "its members overlap"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedArchivesAreRefusedWithAMessageThatNamesThem(String what, byte[] bytes, String message)
            throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> ZipArchive.open(file).close())
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void contentThatIsNotWhatWasClaimedIsRefused() throws IOException {
        byte[] good = NpyFiles.zip(Map.of("some.txt", text("some text in an archive")));
        assertThatThrownBy(() -> readAll(NpyFiles.centralInt(good, 24, 5)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("where 5 are claimed");
        assertThatThrownBy(() -> readAll(NpyFiles.centralInt(good, 24, 500)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("where 500 are claimed");
        assertThatThrownBy(() -> readAll(NpyFiles.centralInt(good, 16, 5)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("does not have its checksum");
    }

    @Test
    void mutantsAreReadOrRefusedButNeverBreakTheReader() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a/1.txt", text("one one one one"));
        files.put("b/2.txt", text("two"));
        byte[] valid = NpyFiles.zip(files);
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            try {
                readAll(Mutants.mutate(valid, random));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 3000);
    }

    private void readAll(byte[] bytes) throws IOException {
        try (ZipArchive archive = ZipArchive.open(write(bytes))) {
            for (ZipArchive.Member member : archive.members()) {
                try (InputStream in = archive.open(member)) {
                    in.readAllBytes();
                }
            }
        }
    }

    private static byte[] named(String name) {
        return NpyFiles.zip(Map.of(name, text("some")));
    }

    /** Every {@code from} in the archive as {@code to}, which is as long. */
    private static byte[] renamed(byte[] zip, String from, String to) {
        String all = new String(zip, StandardCharsets.ISO_8859_1);
        return all.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] centralShort(byte[] zip, int at, int value) {
        byte[] copy = zip.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putShort(NpyFiles.central(copy) + at, (short) value);
        return copy;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("archive.zip"), bytes);
    }
}
