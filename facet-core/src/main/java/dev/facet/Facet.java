package dev.facet;

import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.model.Model;
import dev.facet.train.Monitor;
import dev.facet.train.TrainResult;

/** The front door of the library. */
public final class Facet {
    private Facet() {}

    /** Trains a new run in a new numbered folder below {@code runs}. */
    public static TrainResult train(RunConfig config, Path runs, Monitor monitor) {
        throw new UnsupportedOperationException();
    }

    /** Goes on with a run from its last good checkpoint; {@code config} must say what the run's own does, except for how long. */
    public static TrainResult resume(Path run, RunConfig config, Monitor monitor) {
        throw new UnsupportedOperationException();
    }

    /** The configuration a run was trained with. */
    public static RunConfig config(Path run) {
        throw new UnsupportedOperationException();
    }

    /** Opens what a run was trained on, or its held-out part. */
    public static Dataset open(DataConfig data, Split split) {
        throw new UnsupportedOperationException();
    }

    /** Loads a trained model from its run folder. */
    public static Model load(Path run) {
        throw new UnsupportedOperationException();
    }
}
