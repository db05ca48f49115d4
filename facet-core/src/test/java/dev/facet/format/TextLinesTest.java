package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextLinesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void allEncodingsAndEndsOfLinesAreRead(String charset) throws IOException {
        byte[] text = "\uFEFFé,1\r\nb\n\nc\rd".getBytes(Charset.forName(charset));
        assertThat(lines(text)).containsExactly("é,1", "b", "", "c", "d");
        assertThat(lines(Arrays.copyOf(text, 0))).isEmpty();
    }

    @Test
    void gzipIsReadOnceAndTwiceButNotThreeTimes() throws IOException {
        byte[] once = packed("a\nb".getBytes(StandardCharsets.UTF_8));
        assertThat(lines(once)).containsExactly("a", "b");
        assertThat(lines(packed(once))).containsExactly("a", "b");
        assertThatThrownBy(() -> lines(packed(packed(once))))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("more than twice");
        assertThatThrownBy(() -> lines(Arrays.copyOf(once, once.length - 9)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("damaged gzip file");
    }

    @Test
    void aFileWithoutEndsOfLinesIsRefusedBeforeItFillsTheMemory() throws IOException {
        byte[] bomb = packed(new byte[40_000_000]);
        assertThatThrownBy(() -> lines(bomb))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("line 1 has more than 16777216 characters");
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.csv"), bytes);
    }

    private List<String> lines(byte[] bytes) throws IOException {
        List<String> all = new ArrayList<>();
        try (TextLines lines = new TextLines(TextFile.of(write(bytes)))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                all.add(line);
            }
            assertThat(lines.number()).isEqualTo(all.size());
        }
        return all;
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}
