package dev.facet.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FileKindTest {
    @Test
    void itGoesByTheFirstBytes() {
        Map.of(
                        "%PDF-1.7", "a PDF document",
                        "MM\0*", "a TIFF image, or a camera's raw file",
                        "\0\0\0\u0018ftypheic\0\0", "a HEIC image",
                        "\0\0\0\u001cftypavif", "an AVIF image",
                        "\0\0\0 ftypisom", "a video (MP4 or MOV)",
                        "PK\u0003\u0004", "a ZIP archive, or a document of an office program",
                        "<?xml version='1.0'?><svg", "an SVG drawing",
                        "<!DOCTYPE html><title>", "a web page",
                        "hello", "text")
                .forEach((content, kind) -> assertThat(FileKind.of(content.getBytes(StandardCharsets.ISO_8859_1)))
                        .as(content)
                        .contains(kind));
    }

    @Test
    void whatNobodyKnowsIsNotGuessed() {
        assertThat(FileKind.of(new byte[0])).isEmpty();
        assertThat(FileKind.of(new byte[] {1, 2, 3, (byte) 0x80})).isEmpty();
    }

    @Test
    void aCharacterThatIsCutInTwoIsText() {
        assertThat(FileKind.of("ä".repeat(600).getBytes(StandardCharsets.UTF_8)))
                .contains("text");
        assertThat(FileKind.of(("x" + "ä".repeat(600)).getBytes(StandardCharsets.UTF_8)))
                .contains("text");
    }
}
