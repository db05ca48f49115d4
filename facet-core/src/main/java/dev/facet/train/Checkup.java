package dev.facet.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.data.Division;
import dev.facet.model.Model;
import dev.facet.torch.Placement;
import dev.facet.train.Health.Finding;

/**
 * Measures the health of a training: how far samples are from real images, how much they vary, and what D says of
 * training items, of held-out items and of samples. It changes nothing in the training.
 */
final class Checkup {
    /** The name of the mean distance, in statistics and figures. */
    static final String DISTANCE = "distance";

    private final RunConfig config;
    private final Division division;
    private final Diagnosis diagnosis;
    private final long seed;
    private final @Nullable SampleDistance distance;

    Checkup(RunConfig config, Division division) {
        this.config = config;
        this.division = division;
        this.diagnosis = new Diagnosis(config);
        this.seed = Draws.seed(config.training().seed(), "checkup");
        this.distance = SampleDistance.of(division, seed).orElse(null);
    }

    /**
     * A checkup.
     *
     * @param statistics what the statistics of the steps gain
     */
    record Result(Health health, Map<String, Double> statistics) {}

    /** @param noted the newest statistics of the steps */
    Result of(TrainingState state, Map<String, Double> noted) {
        Map<String, Double> statistics = new LinkedHashMap<>();
        Map<String, Double> figures = new LinkedHashMap<>();
        SampleCheck samples = null;
        SampleCheck seen = null;
        Opinions opinions;
        // models are used on the CPU
        try (Placement cpu = Placement.on(Device.CPU)) {
            if (distance != null) {
                try (Model shown = state.model()) {
                    samples = check(distance, shown);
                }
                statistics.putAll(samples.statistics());
                figures.putAll(statistics);
                figures.put("noise", samples.noise());
                figures.put("roughness", samples.roughness());
                figures.put("variety", samples.variety());
                figures.put("distinct", samples.distinct());
            }
            try (Model current = state.unaveraged()) {
                opinions = Opinions.of(current, division, config.training().batch(), seed);
                if (distance != null && Diagnosis.isBlind(opinions)) {
                    seen = check(distance, current);
                }
            }
        }
        figures.put("told_apart", opinions.toldApart());
        if (opinions.heldOut().length > 0) {
            figures.put("known_again", opinions.knownAgain());
            figures.put("overfit", opinions.overfit());
            boolean probability = config.adversarial().loss().isOfProbabilities();
            statistics.put(
                    heldOutKey(probability ? "probability/" : "score/", noted),
                    probability ? opinions.heldOutProbability() : opinions.heldOutMean());
        }
        List<Finding> findings = diagnosis.of(state.progress().step(), samples, opinions, seen, noted);
        return new Result(new Health(state.progress().step(), finite(figures), findings), finite(statistics));
    }

    private SampleCheck check(SampleDistance from, Model model) {
        return SampleCheck.of(from, model.generate(seed, from.count()));
    }

    /** The key beside that for real items, which may end with a level, as in {@code probability/real0}. */
    private static String heldOutKey(String group, Map<String, Double> noted) {
        return group + "held-out" + (noted.containsKey(group + "real0") ? "0" : "");
    }

    /** Without what cannot be measured, such as the variety of samples beside real items that are all alike. */
    private static Map<String, Double> finite(Map<String, Double> numbers) {
        Map<String, Double> finite = new LinkedHashMap<>(numbers);
        finite.values().removeIf(value -> !Double.isFinite(value));
        return finite;
    }
}
