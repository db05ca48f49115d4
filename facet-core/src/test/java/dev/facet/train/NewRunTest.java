package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.ImageShape;
import dev.facet.data.drawn.Strokes;
import dev.facet.settings.Presets;

import static org.assertj.core.api.Assertions.assertThat;

class NewRunTest {
    private static final Dataset DATA = new Strokes(10, 1, new ImageShape(1, 28, 28));

    @TempDir
    private Path runs;

    @Test
    void aFolderHasItsFilesFromTheFirstMoment() throws IOException {
        assertThat(names(make().path())).containsExactly("config.yaml", "run.json");
        assertThat(make().path()).hasFileName("00001-strokes-infogan");
        assertThat(names(runs)).containsExactly("00000-strokes-infogan", "00001-strokes-infogan");
    }

    @Test
    void whatKilledProcessesLeftIsRemovedAndNothingElse() throws IOException {
        Path empty = old(Files.createDirectory(runs.resolve("00003-strokes-infogan")));
        Path unfinished = Files.createDirectory(runs.resolve(".new-1"));
        Files.createFile(unfinished.resolve("run.json"));
        old(unfinished);
        Path fresh = Files.createDirectory(runs.resolve("00005-strokes-infogan"));
        Path being = Files.createDirectory(runs.resolve(".new-2"));
        Path notes = old(Files.createDirectory(runs.resolve("notes")));
        Path kept = Files.createDirectory(runs.resolve("00004-strokes-infogan"));
        Files.createFile(kept.resolve("idea.txt"));
        old(kept);
        assertThat(make().path()).hasFileName("00006-strokes-infogan");
        assertThat(empty).doesNotExist();
        assertThat(unfinished).doesNotExist();
        assertThat(List.of(fresh, being, notes, kept)).allMatch(Files::isDirectory);
        assertThat(kept.resolve("idea.txt")).exists();
    }

    @Test
    void manyAtOnceGetAFolderEach() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Path>> made = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                made.add(threads.submit(() -> make().path()));
            }
            for (Future<Path> path : made) {
                assertThat(names(path.get())).containsExactly("config.yaml", "run.json");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names(runs)).hasSize(40);
    }

    private RunFolder make() throws IOException {
        return NewRun.make(
                runs,
                Presets.load("strokes"),
                Division.of(DATA, Presets.load("strokes").data()),
                "test");
    }

    private static Path old(Path folder) throws IOException {
        return Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
