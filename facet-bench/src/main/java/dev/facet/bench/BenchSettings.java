package dev.facet.bench;

import java.util.List;

import dev.facet.config.ConfigReader;
import dev.facet.config.RunConfig;

/**
 * How a part of the benchmark is measured.
 *
 * @param batch images per training step
 * @param threads CPU threads; 0 takes all cores
 * @param steps timed repetitions
 * @param warmUp repetitions before those
 * @param width of the network, 64 in the paper; everything else scales with it, the sides of the matrix products (32
 *     times it) too
 */
record BenchSettings(int batch, int threads, int steps, int warmUp, int width) {
    /** The paper's network and latent codes, with learned deviations as the peers have them. */
    RunConfig config(String precision) {
        int all = steps + warmUp;
        return ConfigReader.resolve(
                "mnist-paper",
                List.of(
                        "infogan.sigma=learned",
                        "model.width=" + width,
                        "training.precision=" + precision,
                        "training.batch=" + batch,
                        "training.threads=" + threads,
                        "training.steps=" + all,
                        "training.snapshot-every=" + (all + 1),
                        "training.checkpoint-every=" + (all + 1)));
    }
}
