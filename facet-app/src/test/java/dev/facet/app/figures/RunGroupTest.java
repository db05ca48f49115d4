package dev.facet.app.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;
import dev.facet.train.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;

class RunGroupTest {
    @TempDir
    Path folder;

    @Test
    void runsThatDifferInTheSeedAloneAreOneGroup() throws IOException {
        List<RunGroup> groups = RunGroup.of(List.of(
                run("a", "d1", "training.seed=1"),
                run("b", "d1", "training.seed=2", "training.threads=3", "training.checkpoint-every=7"),
                run("c", "d1", "training.seed=2")));
        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).runs()).hasSize(2);
        assertThat(groups.get(0).repeated())
                .extracting(run -> run.path().getFileName().toString())
                .containsExactly("c");
        assertThat(groups.get(0).kind()).isEqualTo("infogan on strokes");
    }

    @Test
    void dataSettingsAndMethodSetRunsApart() throws IOException {
        RunFolder first = run("a", "d1", "training.seed=1");
        List<RunGroup> groups = RunGroup.of(List.of(
                first,
                run("b", "d2", "training.seed=2"),
                run("c", "d1", "training.seed=2", "training.batch=64"),
                run("d", "d1", "training.seed=2", "method=gan"),
                run("e", "d1", "training.seed=2", "latent.codes=digit:cat9")));
        assertThat(groups).hasSize(5);
        assertThat(RunGroup.differences(first, groups.get(1).runs().get(0)))
                .containsExactly("fingerprint of the data: d1 → d2");
    }

    @Test
    void runsOfUnknownDataAreNoGroup() throws IOException {
        List<RunGroup> groups = RunGroup.of(List.of(run("a", "", "training.seed=1"), run("b", "", "training.seed=2")));
        assertThat(groups).hasSize(2);
    }

    private RunFolder run(String name, String fingerprint, String... settings) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                run.resolve("config.yaml"), ConfigWriter.yaml(ConfigReader.resolve("strokes", List.of(settings))));
        Files.writeString(run.resolve("run.json"), "{\"data\": {\"fingerprint\": \"" + fingerprint + "\"}}");
        return RunFolder.open(run);
    }
}
