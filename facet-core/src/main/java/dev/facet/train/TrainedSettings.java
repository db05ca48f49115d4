package dev.facet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.format.JsonFile;
import dev.facet.settings.ConfigReader;

/**
 * The {@code config.yaml} and {@code run.json} with which the weights of a checkpoint were trained; the checkpoint
 * keeps copies.
 */
record TrainedSettings(Path run, Checkpoint checkpoint, Path configFile, Path runFile) {
    /**
     * The copies in the newest checkpoint of a run that has undamaged ones; empty if none has, as in runs of earlier
     * versions.
     */
    static Optional<TrainedSettings> of(Path run) {
        try {
            for (Checkpoint checkpoint : Checkpoint.list(run.resolve(RunFolder.CHECKPOINTS))) {
                Optional<TrainedSettings> kept = of(run, checkpoint);
                if (kept.isPresent()) {
                    return kept;
                }
            }
        } catch (IOException e) {
            // an unreadable folder has no settings
        }
        return Optional.empty();
    }

    /** The copies in one checkpoint. */
    static Optional<TrainedSettings> of(Path run, Checkpoint checkpoint) {
        try {
            Optional<Path> config = checkpoint.record(RunFolder.CONFIG);
            Optional<Path> description = checkpoint.record(RunFolder.RUN);
            return config.isPresent() && description.isPresent()
                    ? Optional.of(new TrainedSettings(run, checkpoint, config.get(), description.get()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // damaged, or just replaced by a newer checkpoint
        }
    }

    /** The settings with {@code overrides}; throws a {@link UsageException} if these are wrong. */
    RunConfig config(List<String> overrides) {
        return ConfigReader.read(configFile, overrides);
    }

    JsonNode description() throws IOException {
        return JsonFile.read(runFile);
    }

    /** A message that says how to restore a file as it was when the checkpoint was saved. */
    String bringBack(String file) {
        Path from = file.equals(RunFolder.CONFIG) ? configFile : runFile;
        return "To bring back what was trained: " + Hint.copy(from, run.resolve(file)) + ".";
    }
}
