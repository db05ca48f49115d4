package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LeftoversTest {
    @TempDir
    private Path run;

    @Test
    void temporaryFilesOfTrainingGoAndThoseOfOtherCommandsOnlyWhenTheyAreOld() throws IOException {
        List<Path> gone = List.of(
                file(".samples-000500.png.0123abcd.tmp"),
                file(".codes-000500.png.0123abcd.tmp"),
                file(".reals.png.0123abcd.tmp"),
                file(".stats.jsonl.0123abcd.tmp"),
                file(".config.yaml.0123abcd.tmp"),
                old(file(".codes.json.0123abcd.tmp")),
                old(file("traversals/.digit.png.0123abcd.tmp")));
        List<Path> kept = List.of(
                file(".codes.json.89abcdef.tmp"),
                file("traversals/.c1.png.0123abcd.tmp"),
                old(file("samples-000500.png")),
                old(file(".samples-000500.png")),
                old(file("notes.tmp")),
                old(file(".lock")));
        Leftovers.delete(run);
        assertThat(gone).noneMatch(Files::exists);
        assertThat(kept).allMatch(Files::exists);
    }

    private Path file(String name) throws IOException {
        Path file = run.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    private static Path old(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
}
