package dev.facet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;

/** A run of two steps with tiny networks, for tests of what belongs to a run. */
final class TwoSteps {
    private TwoSteps() {}

    /** Trains on some drawn digits, and returns the run's folder. */
    static Path train(Path runs, int images) throws IOException {
        RunConfig config = ConfigReader.resolve(
                "strokes",
                List.of(
                        "data.count=" + images,
                        "model.width=4",
                        "training.batch=16",
                        "training.steps=2",
                        "training.threads=1",
                        "training.precision=fp32"));
        return Facet.train(config, runs, new Monitor() {}).run();
    }
}
