package dev.facet.bench;

import java.util.List;

import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;

/**
 * The settings for measuring a part of the benchmark.
 *
 * @param batch images per training step
 * @param threads CPU threads; 0 means all cores
 * @param steps timed repetitions
 * @param warmUp untimed repetitions before those
 * @param width of the network, 64 in the paper; all its layers scale with it, and the matrix products have sides of 32
 *     times it
 */
record BenchSettings(int batch, int threads, int steps, int warmUp, int width) {
    /**
     * The paper's network and latent codes, with learned standard deviations as in the implementations compared with.
     */
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
