package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.config.UsageException;
import dev.facet.settings.ConfigReader;
import dev.facet.train.Monitor;
import dev.facet.train.RunFolder;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkbenchTest {
    @TempDir
    private Path runs;

    @Test
    void aViewerOfARunWithDamagedCheckpointsIsToldWhichAndWhatHelps() throws IOException {
        List<String> tiny = List.of("data.count=50", "model.width=4", "training.batch=16", "training.steps=1");
        Path run = Facet.train(ConfigReader.resolve("strokes", tiny), runs, new Monitor() {})
                .run();
        Files.delete(run.resolve("checkpoints/step-000000/state.json"));
        Files.delete(run.resolve("checkpoints/step-000001/weights.safetensors"));
        try (Workbench workbench = new Workbench()) {
            assertThatThrownBy(() -> workbench.with(RunFolder.open(run), model -> model))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContainingAll(
                            "every checkpoint of the run " + run + " is damaged",
                            "step-000000: state.json is missing",
                            "step-000001: weights.safetensors is missing",
                            "facet train --config " + run.resolve("config.yaml"));
        }
    }
}
