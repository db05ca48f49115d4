package dev.facet.train;

import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;

final class Snapshots {
    Snapshots(RunFolder folder, RunConfig config, Dataset data, Monitor monitor) {}
    void reals() {}
    void take(TrainingState state, long step) {}
}
