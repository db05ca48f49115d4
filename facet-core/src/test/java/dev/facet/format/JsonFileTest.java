package dev.facet.format;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatIsThere() throws Exception {
        assertThat(JsonFile.read(file("{\"step\": 7}")).path("step").asInt()).isEqualTo(7);
    }

    @Test
    void saysThatAFileIsNotJson() throws Exception {
        Path file = file("{\"step\": ");
        assertThatThrownBy(() -> JsonFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": is not JSON");
    }

    @Test
    void refusesAFileThatIsTooLargeWithoutReadingIt() throws Exception {
        Path file = file(" ".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> JsonFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("1048577 bytes");
    }

    private Path file(String text) throws Exception {
        return Files.write(folder.resolve("a.json"), text.getBytes(StandardCharsets.UTF_8));
    }
}
