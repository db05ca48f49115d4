package dev.facet.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.evaluate.Evaluation.FactorMatch;
import dev.facet.model.Model;
import dev.facet.model.Reconstruction;

/**
 * Figures of a model's encoder on real items.
 *
 * @param reconstruction how near G(E(x)) comes to x
 * @param factors for each continuous code the factor that it follows most closely, as the encoder finds the code; empty
 *     for data without known factors
 */
public record EncoderFindings(Reconstruction reconstruction, List<FactorMatch> factors) {
    private static final int CHUNK = 500;

    public EncoderFindings {
        factors = List.copyOf(factors);
    }

    /**
     * Measures the encoder of a model.
     *
     * @param fit the training data, whose mean the error is compared with
     * @param score items for all figures
     * @param factors of the items of {@code score}, if they are known
     * @throws UsageException if the model has no encoder
     */
    public static EncoderFindings of(Model model, Dataset fit, Dataset score, Optional<Factors> factors) {
        Reconstruction reconstruction = Reconstruction.of(model, fit, score);
        return new EncoderFindings(
                reconstruction,
                factors.map(known -> score.labels().map(known::without).orElse(known))
                        .map(known -> matches(model, score, known))
                        .orElse(List.of()));
    }

    private static List<FactorMatch> matches(Model model, Dataset score, Factors factors) {
        LatentSpec latent = model.latent();
        double[][] found = new double[latent.continuous().size()][score.size()];
        for (int from = 0; from < score.size(); from += CHUNK) {
            int first = from;
            int count = Math.min(CHUNK, score.size() - from);
            LatentBatch rows = model.invert(
                    Items.of(score, IntStream.range(first, first + count).toArray()));
            for (int k = 0; k < found.length; k++) {
                for (int i = 0; i < count; i++) {
                    found[k][first + i] = rows.value(latent.continuous().get(k), i);
                }
            }
        }
        return IntStream.range(0, found.length)
                .boxed()
                .flatMap(k -> Evaluator.match(latent.continuous().get(k), found[k], factors).stream())
                .toList();
    }
}
