package dev.facet.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluation.CodeInformation;
import dev.facet.evaluate.Evaluation.CodeUsage;
import dev.facet.evaluate.Evaluation.FactorMatch;
import dev.facet.evaluate.Evaluation.WithinClasses;
import dev.facet.metrics.Circular;
import dev.facet.metrics.Clustering;
import dev.facet.metrics.Confusion;
import dev.facet.metrics.MutualInformation;
import dev.facet.metrics.Spearman;
import dev.facet.metrics.Usage;
import dev.facet.model.Model;

/** Runs a model's G and Q and computes the metrics from their outputs. Not thread-safe. */
public final class Evaluator {
    private static final int SAMPLES = 10_000;

    private final Model model;
    private @Nullable Dataset read;
    private @Nullable Encodings readings;

    public Evaluator(Model model) {
        this.model = model;
    }

    /** Q's readings of all images, which are kept until others are asked for. */
    public Encodings read(Dataset data) {
        if (readings == null || read != data) {
            readings = model.encode(data);
            read = data;
        }
        return readings;
    }

    /**
     * Evaluates on real images. Labels and factors are used if the data has them, and nowhere else.
     *
     * @param fit images whose labels match each category with a class
     * @param score images for all figures; may be the same data set
     */
    public Evaluation evaluate(Dataset fit, Dataset score) {
        return evaluate(fit, score, score.factors());
    }

    /**
     * Evaluates with other factors than the data's own.
     *
     * @param factors of the images of {@code score}, such as those of {@link ImageFactors}
     */
    public Evaluation evaluate(Dataset fit, Dataset score, Optional<Factors> factors) {
        if (!model.recognises()) {
            return new Evaluation(score.size(), SAMPLES, List.of(), List.of(), null, List.of(), List.of());
        }
        Encodings scored = read(score);
        List<CodeUsage> usage = new ArrayList<>();
        for (Code.Categorical code : model.latent().categorical()) {
            Usage used = Usage.of(scored.categories(code), code.size());
            usage.add(new CodeUsage(
                    code.name(),
                    used.shares(),
                    used.entropy(),
                    Math.log(code.used().size()),
                    code.shares().stream().mapToDouble(share -> share).toArray()));
        }
        Optional<Factors> varied =
                factors.map(known -> score.labels().map(known::without).orElse(known));
        return new Evaluation(
                score.size(),
                SAMPLES,
                usage,
                information(),
                categories(fit, score, scored),
                varied.map(known -> matches(known, scored)).orElse(List.of()),
                varied.flatMap(known -> score.labels().map(labels -> within(known, labels, scored)))
                        .orElse(List.of()));
    }

    private List<CodeInformation> information() {
        LatentBatch latents = model.draw(Draws.seed(0, "evaluation"), 0, SAMPLES);
        // The bound refers to Q as it was trained.
        Encodings encodings = model.uncalibrated().encode(model.generate(latents));
        List<CodeInformation> information = new ArrayList<>();
        for (Code code : model.latent().codes()) {
            if (code instanceof Code.Categorical c) {
                information.add(categorical(c, latents, encodings));
            } else if (code instanceof Code.Continuous c && c.size() == 1) {
                information.add(continuous(c, latents, encodings));
            }
        }
        return information;
    }

    private static CodeInformation categorical(Code.Categorical code, LatentBatch latents, Encodings encodings) {
        int[] drawn = new int[latents.count()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = latents.category(code, i);
        }
        double nats = MutualInformation.categorical(code.entropy(), encodings.probabilities(code), drawn);
        return new CodeInformation(code.name(), nats, code.entropy());
    }

    private CodeInformation continuous(Code.Continuous code, LatentBatch latents, Encodings encodings) {
        float[] drawn = new float[latents.count()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = latents.value(code, i);
        }
        double nats =
                MutualInformation.continuous(code.entropy(), drawn, encodings.means(code), encodings.sigmas(code));
        return new CodeInformation(code.name(), nats, code.mostInformation(model.smallestSigma()));
    }

    /** The categorical code that matches the fit set's classes best. */
    private @Nullable Categories categories(Dataset fit, Dataset score, Encodings scored) {
        Optional<Labels> fitLabels = fit.labels();
        Optional<Labels> scoreLabels = score.labels();
        // Reading all training images may take minutes.
        if (model.latent().categorical().isEmpty() || fitLabels.isEmpty() || scoreLabels.isEmpty()) {
            return null;
        }
        // One of two label files may lack the last class.
        List<String> names =
                fitLabels.get().names().size() >= scoreLabels.get().names().size()
                        ? fitLabels.get().names()
                        : scoreLabels.get().names();
        Encodings fitted = fit == score ? scored : model.encode(fit);
        Categories best = null;
        double bestFit = -1;
        for (Code.Categorical code : model.latent().categorical()) {
            Confusion fitConfusion = confusion(code, fitted, fitLabels.get(), names.size());
            Confusion scoreConfusion = confusion(code, scored, scoreLabels.get(), names.size());
            double accuracy = Clustering.of(fitConfusion, fitConfusion).accuracy();
            if (accuracy > bestFit) {
                bestFit = accuracy;
                best = new Categories(code.name(), names, Clustering.of(fitConfusion, scoreConfusion), scoreConfusion);
            }
        }
        return best;
    }

    private static Confusion confusion(Code.Categorical code, Encodings encodings, Labels labels, int classes) {
        return Confusion.of(encodings.categories(code), code.size(), labels.values(), classes);
    }

    /** For each continuous code the factor that it follows most closely. */
    private List<FactorMatch> matches(Factors factors, Encodings scored) {
        return model.latent().continuous().stream()
                .flatMap(code -> match(code, scored.values(code), factors).stream())
                .toList();
    }

    /** The factor that values of a code follow most closely, not counting periodic factors. */
    static Optional<FactorMatch> match(Code.Continuous code, double[] values, Factors factors) {
        return IntStream.range(0, factors.names().size())
                .filter(f -> factors.periods()[f] == 0)
                .mapToObj(f ->
                        new FactorMatch(code.name(), factors.names().get(f), Spearman.rho(values, factors.values()[f])))
                .max(Comparator.comparingDouble(match -> Math.abs(match.spearman())));
    }

    private List<WithinClasses> within(Factors factors, Labels labels, Encodings scored) {
        List<int[]> classes = IntStream.range(0, labels.names().size())
                .mapToObj(k -> IntStream.range(0, labels.values().length)
                        .filter(i -> labels.values()[i] == k)
                        .toArray())
                .filter(images -> images.length >= 3)
                .toList();
        List<Code.Continuous> codes = model.latent().continuous();
        if (codes.isEmpty() || classes.isEmpty()) {
            return List.of();
        }
        List<double[]> means = codes.stream().map(code -> scored.values(code)).toList();
        List<WithinClasses> within = new ArrayList<>();
        for (int f = 0; f < factors.names().size(); f++) {
            double period = factors.periods()[f];
            double[] values = factors.values()[f];
            double[][] strength = means.stream()
                    .map(mean -> classes.stream()
                            .mapToDouble(images -> strength(of(mean, images), of(values, images), period))
                            .toArray())
                    .toArray(double[][]::new);
            within.add(new WithinClasses(
                    factors.names().get(f),
                    period == 0 ? "spearman" : "circular",
                    codes.stream().map(Code::name).toList(),
                    strength));
        }
        return within;
    }

    private static double strength(double[] means, double[] factor, double period) {
        return period == 0 ? Spearman.rho(means, factor) : Circular.correlation(means, factor, period);
    }

    private static double[] of(double[] values, int[] images) {
        return Arrays.stream(images).mapToDouble(i -> values[i]).toArray();
    }
}
