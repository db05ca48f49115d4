package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.format.FormatException;
import dev.facet.settings.Presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SweepTest {
    private static final RunConfig BASE = Presets.load("strokes");

    @TempDir
    Path folder;

    @Test
    void everyValueMeetsEverySeed() {
        Map<String, List<String>> grid = new LinkedHashMap<>();
        grid.put("training.batch", List.of("16", "32"));
        grid.put("model.width", List.of("8"));
        assertThat(Sweep.plan(List.of(1L, 4L), grid))
                .containsExactly(
                        List.of("training.batch=16", "model.width=8", "training.seed=1"),
                        List.of("training.batch=16", "model.width=8", "training.seed=4"),
                        List.of("training.batch=32", "model.width=8", "training.seed=1"),
                        List.of("training.batch=32", "model.width=8", "training.seed=4"));
        assertThat(Sweep.plan(List.of(7L), Map.of())).containsExactly(List.of("training.seed=7"));
    }

    @Test
    void runsThatWereBegunAreKnownAgain() throws IOException {
        Path path = folder.resolve("sweep");
        List<String> first = List.of("training.seed=1");
        assertThat(Sweep.runs(path)).isEmpty();
        Sweep sweep = Sweep.open(path, BASE);
        assertThat(sweep.run(first)).isEmpty();
        sweep.began(first, path.resolve("00000-strokes-infogan"));
        Sweep again = Sweep.open(path, BASE);
        assertThat(again.run(first)).contains(path.resolve("00000-strokes-infogan"));
        assertThat(again.run(List.of("training.seed=2"))).isEmpty();
        assertThat(Sweep.runs(path)).containsExactly(path.resolve("00000-strokes-infogan"));
    }

    @Test
    void aNewSweepOfWhichNoRunHasBegunLeavesNothing() throws IOException {
        Path path = folder.resolve("sweeps/mine");
        Sweep.open(path, BASE).removeUnused();
        assertThat(folder.resolve("sweeps")).doesNotExist();

        Sweep sweep = Sweep.open(path, BASE);
        Path run = Files.createDirectory(path.resolve("00000-strokes-infogan"));
        sweep.removeUnused();
        assertThat(path.resolve("sweep.json"))
                .as("a run that was not noted yet")
                .exists();
        sweep.began(List.of("training.seed=1"), run);
        sweep.removeUnused();
        Sweep.open(path, BASE).removeUnused();
        assertThat(Sweep.runs(path)).containsExactly(run);

        Path own = Files.createDirectory(folder.resolve("own"));
        Sweep.open(own, BASE).removeUnused();
        assertThat(own).as("a folder that was there before").isEmptyDirectory();
    }

    @Test
    void otherSettingsAndOtherFoldersAreRefused() throws IOException {
        Path path = folder.resolve("sweep");
        Sweep.open(path, BASE);
        assertThatThrownBy(() -> Sweep.open(path, Presets.load("mnist")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("a sweep of other settings: data.source: strokes → mnist");
        Files.createFile(folder.resolve("letter.txt"));
        assertThatThrownBy(() -> Sweep.open(folder, BASE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is no sweep");
    }

    @Test
    void aPlanThatLeadsElsewhereIsRefused() throws IOException {
        for (String evil : new String[] {"../other", "/etc", ".", "..", "/", "", "a\\u0000b", "a\\\\b"}) {
            Path path = Files.createDirectories(folder.resolve("evil"));
            Files.writeString(path.resolve("sweep.json"), "{\"runs\": {\"training.seed=1\": \"" + evil + "\"}}");
            assertThatThrownBy(() -> Sweep.runs(path)).as(evil).isInstanceOf(FormatException.class);
        }
        for (String json : new String[] {
            "{",
            "",
            "null",
            "[]",
            "7",
            "{}",
            "{\"runs\": null}",
            "{\"runs\": []}",
            "{\"runs\": {\"a\": null}}",
            "{\"runs\": {\"a\": 7}}",
            "{\"runs\": {\"a\": {}}}",
            "9".repeat(100_000),
            "[".repeat(100_000)
        }) {
            Files.writeString(folder.resolve("evil/sweep.json"), json);
            assertThatThrownBy(() -> Sweep.runs(folder.resolve("evil")))
                    .as(json)
                    .isInstanceOf(FormatException.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
        }
    }
}
