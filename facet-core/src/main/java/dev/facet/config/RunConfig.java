package dev.facet.config;

import java.util.List;

import dev.facet.codes.LatentSpec;

/**
 * Everything that determines a run. What is written to {@code config.yaml} and read back.
 *
 * @param method one of {@link #METHODS}
 */
public record RunConfig(
        String method,
        DataConfig data,
        LatentSpec latent,
        ModelConfig model,
        AdversarialConfig adversarial,
        InfoGanConfig infogan,
        InfoGanCrConfig infogancr,
        SsInfoGanConfig ssinfogan,
        StackedGanConfig stackedgan,
        TrainingConfig training) {
    /** The methods there are. */
    public static final List<String> METHODS =
            List.of("gan", "cgan", "acgan", "infogan", "infogan-cr", "ssinfogan", "stackedgan");

    /**
     * Whether the method's first categorical code is the class of the image, which it learns from all labels or from
     * some.
     */
    public boolean hasClassCode() {
        return learnsLabels() || method.equals("ssinfogan");
    }

    /** Whether the method learns from the labels of all images. */
    public boolean learnsLabels() {
        return method.equals("cgan") || method.equals("acgan") || method.equals("stackedgan");
    }

    /** The same on other data. */
    public RunConfig withData(DataConfig other) {
        return new RunConfig(
                method, other, latent, model, adversarial, infogan, infogancr, ssinfogan, stackedgan, training);
    }

    /** The same with another information term. */
    public RunConfig withInfogan(InfoGanConfig other) {
        return new RunConfig(
                method, data, latent, model, adversarial, other, infogancr, ssinfogan, stackedgan, training);
    }

    /** The same with another training part. */
    public RunConfig withTraining(TrainingConfig other) {
        return new RunConfig(
                method, data, latent, model, adversarial, infogan, infogancr, ssinfogan, stackedgan, other);
    }
}
