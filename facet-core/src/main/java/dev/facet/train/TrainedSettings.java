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
 * What a checkpoint keeps of its run: the {@code config.yaml} and the {@code run.json} that its weights were trained
 * with.
 */
record TrainedSettings(Path run, Checkpoint checkpoint, Path configFile, Path runFile) {
    /**
     * From the newest checkpoint of a run folder that keeps them undamaged; empty if none does, as in runs of earlier
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
            // what cannot be read does not help
        }
        return Optional.empty();
    }

    /** From one checkpoint. */
    static Optional<TrainedSettings> of(Path run, Checkpoint checkpoint) {
        try {
            Optional<Path> config = checkpoint.record(RunFolder.CONFIG);
            Optional<Path> description = checkpoint.record(RunFolder.RUN);
            return config.isPresent() && description.isPresent()
                    ? Optional.of(new TrainedSettings(run, checkpoint, config.get(), description.get()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // damaged, or replaced by a newer one at this moment
        }
    }

    /** The settings, then {@code overrides}; a {@link UsageException} where these are wrong. */
    RunConfig config(List<String> overrides) {
        return ConfigReader.read(configFile, overrides);
    }

    JsonNode description() throws IOException {
        return JsonFile.read(runFile);
    }

    /** Tells how to bring back a file as it was when the checkpoint was saved. */
    String bringBack(String file) {
        Path from = file.equals(RunFolder.CONFIG) ? configFile : runFile;
        return "To bring back what was trained: `cp " + Hint.quoted(from.toString()) + " "
                + Hint.quoted(run.resolve(file).toString()) + "`.";
    }
}
