package dev.facet.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.codes.LatentSpec;

/**
 * All settings of a run, as {@code config.yaml} stores them.
 *
 * @param method the name of a method
 * @param own the sections of single methods, by key; sections of methods other than this run's included
 */
public record RunConfig(
        String method,
        DataConfig data,
        LatentSpec latent,
        ModelConfig model,
        AdversarialConfig adversarial,
        InfoGanConfig infogan,
        Map<String, OwnSettings> own,
        TrainingConfig training,
        EncoderConfig encoder) {
    public RunConfig {
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /**
     * The section of the given type.
     *
     * @throws IllegalArgumentException if there is none
     */
    public <T extends OwnSettings> T own(Class<T> type) {
        return own.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are no settings " + type.getSimpleName()));
    }

    /** A copy with other data. */
    public RunConfig withData(DataConfig other) {
        return new RunConfig(method, other, latent, model, adversarial, infogan, own, training, encoder);
    }

    /** A copy with other codes and noise. */
    public RunConfig withLatent(LatentSpec other) {
        return new RunConfig(method, data, other, model, adversarial, infogan, own, training, encoder);
    }

    /** A copy with another information term. */
    public RunConfig withInfogan(InfoGanConfig other) {
        return new RunConfig(method, data, latent, model, adversarial, other, own, training, encoder);
    }

    /** A copy with other training settings. */
    public RunConfig withTraining(TrainingConfig other) {
        return new RunConfig(method, data, latent, model, adversarial, infogan, own, other, encoder);
    }

    /** A copy with other settings of the encoder. */
    public RunConfig withEncoder(EncoderConfig other) {
        return new RunConfig(method, data, latent, model, adversarial, infogan, own, training, other);
    }
}
