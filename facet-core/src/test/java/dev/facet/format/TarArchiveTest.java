package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TarArchiveTest {
    private static final String LONG = "folder/".repeat(20) + "name.png";

    @TempDir
    Path folder;

    @Test
    void membersAreReadInPlaceWithTheirLongNames() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarFiles.member(out, "./a/", '5', "", new byte[0]);
        TarFiles.member(out, "./a/1.txt", '0', "", text("one"));
        TarFiles.member(out, "././@LongLink", 'L', "", text(LONG + "\0"));
        TarFiles.member(out, "folder/folder", '0', "", text("gnu"));
        String field = " path=" + "p/" + LONG + "\n";
        TarFiles.member(out, "PaxHeaders/2", 'x', "", text((field.length() + 3) + field));
        TarFiles.member(out, "p/folder", '0', "", text("pax"));
        TarFiles.member(out, "link.txt", '2', "/etc/passwd", new byte[0]);
        out.writeBytes(new byte[1024]);
        for (byte[] bytes : List.of(out.toByteArray(), TarFiles.gzip(out.toByteArray()))) {
            Path file = Files.write(folder.resolve("some.tar"), bytes);
            assertThat(TarArchive.detect(file)).isTrue();
            try (TarArchive archive = TarArchive.open(file)) {
                assertThat(archive.members().stream().map(TarArchive.Member::name))
                        .containsExactly("a/1.txt", LONG, "p/" + LONG);
                assertThat(archive.links()).containsExactly("link.txt");
                assertThat(archive.members().stream().map(member -> content(archive, member)))
                        .containsExactly("one", "gnu", "pax");
            }
        }
    }

    @Test
    void theFileThatACompressedArchiveIsUnpackedToIsRemoved() throws IOException {
        Path file = Files.write(folder.resolve("a.tgz"), TarFiles.gzip(TarFiles.tar(Map.of("a", text("x")))));
        long before = temporary();
        TarArchive.open(file).close();
        assertThat(temporary()).isEqualTo(before);
    }

    private static long temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(path -> path.getFileName().toString().matches("facet-.*\\.tar"))
                    .count();
        }
    }

    @Test
    void whatIsDamagedOrLeadsOutsideIsRefused() throws IOException {
        byte[] good = TarFiles.tar(Map.of("a.txt", new byte[2000]));
        Path cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(good, 1500));
        assertThatThrownBy(() -> TarArchive.open(cut))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("claims 2000 bytes, and 988 are there");
        good[2560] = 'x';
        Path odd = Files.write(folder.resolve("odd.tar"), good);
        assertThatThrownBy(() -> TarArchive.open(odd)).hasMessageContaining("a damaged tar archive (at byte 2560)");
        Path climbing = Files.write(folder.resolve("up.tar"), TarFiles.tar(Map.of("a/../../b", text("x"))));
        assertThatThrownBy(() -> TarArchive.open(climbing)).hasMessageContaining("points outside the archive");
        byte[] packed = TarFiles.gzip(TarFiles.tar(Map.of("a.txt", new byte[2000])));
        Path half = Files.write(folder.resolve("half.tgz"), Arrays.copyOf(packed, packed.length - 9));
        assertThatThrownBy(() -> TarArchive.open(half)).hasMessageContaining("its compression is damaged or cut off");
    }

    @Test
    void otherFilesAreNone() throws IOException {
        Path file = Files.write(folder.resolve("some.tar"), new byte[2000]);
        assertThat(TarArchive.detect(file)).isFalse();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String content(TarArchive archive, TarArchive.Member member) {
        try (InputStream in = archive.open(member)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
