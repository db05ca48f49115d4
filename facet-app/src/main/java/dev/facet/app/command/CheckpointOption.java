package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.Facet;
import dev.facet.model.Model;

/** Which state of a run a command loads, for all commands that load one. */
final class CheckpointOption {
    @Option(
            names = "--checkpoint",
            paramLabel = "best|STEP",
            description = "The state of the run: the one whose samples are nearest to the data, or that of a step;"
                    + " `facet inspect RUN` lists them. Default: the newest.")
    private @Nullable String which;

    /** The model of a run. The caller closes it. */
    Model load(Path run) throws IOException {
        return which == null ? Facet.load(run) : Facet.load(run, which);
    }

    /** What was asked for; null for the newest. */
    @Nullable
    String which() {
        return which;
    }
}
