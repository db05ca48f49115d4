package dev.facet.config;

import dev.facet.codes.LatentSpec;

/** Everything that determines a run. What is written to {@code config.yaml} and read back. */
public record RunConfig(
        String method,
        DataConfig data,
        LatentSpec latent,
        ModelConfig model,
        InfoGanConfig infogan,
        TrainingConfig training) {
    /** The same with another training part. */
    public RunConfig withTraining(TrainingConfig other) {
        return new RunConfig(method, data, latent, model, infogan, other);
    }
}
