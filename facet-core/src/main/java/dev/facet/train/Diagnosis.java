package dev.facet.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.train.Health.Finding;
import dev.facet.train.Health.Kind;

/**
 * Says in words what is wrong with a training, and which setting to try, from what a {@link Checkup} measured.
 * docs/metrics.md gives the limits.
 */
final class Diagnosis {
    /** Samples whose roughness is below this fraction of the data's are blank. */
    private static final double BLANK = 0.05;

    /** Above this position the finest detail of samples counts as noise. */
    private static final double NOISE = 0.35;

    /** Below these multiples of the data's, samples hardly differ. */
    private static final double LEAST_VARIETY = 0.35;

    private static final double LEAST_DISTINCT = 0.1;

    /** From this distance on, in standard deviations, samples are nothing like the data. */
    private static final double UNLIKE = 0.5;

    /** From this distance on D should see a difference. */
    private static final double DIFFERENT = 0.25;

    /** A distance within this multiple of the floor counts as small in any case. */
    private static final double NEAR_FLOOR = 3;

    /** Below this share of right answers D is blind; 0.5 is chance. */
    private static final double BLIND = 0.6;

    /** From these on D knows the training items by heart. */
    private static final double KNOWN_AGAIN = 0.8;

    private static final double OVERFIT = 0.5;

    /** A code with less information than this, in nats and as a share of the maximum, says nothing. */
    private static final double SILENT = 0.1;

    /** Before this number of steps nobody can learn much. */
    private static final long FEW_STEPS = 300;

    private final RunConfig config;
    private final TrainingConfig training;

    Diagnosis(RunConfig config) {
        this.config = config;
        this.training = config.training();
    }

    /**
     * All findings after {@code step} steps.
     *
     * @param samples what G's average draws; null if that cannot be measured
     * @param opinions what D says
     * @param seen what the G draws that D plays against; null if that was not measured because D tells it apart
     * @param statistics the newest statistics of the steps
     */
    List<Finding> of(
            long step,
            @Nullable SampleCheck samples,
            Opinions opinions,
            @Nullable SampleCheck seen,
            Map<String, Double> statistics) {
        List<Finding> findings = new ArrayList<>();
        if (samples != null) {
            findings.addAll(samples(samples));
        }
        if (seen != null && step >= FEW_STEPS && isBlind(opinions) && differs(seen)) {
            findings.add(blind(opinions, seen));
        }
        if (opinions.heldOut().length > 0
                && opinions.knownAgain() > KNOWN_AGAIN
                && opinions.overfit() > OVERFIT
                && !isBlind(opinions)) {
            findings.add(byHeart(opinions));
        }
        silent(step, statistics).ifPresent(findings::add);
        return findings;
    }

    /** Whether D tells samples from training items hardly more often than by chance. */
    static boolean isBlind(Opinions opinions) {
        return opinions.toldApart() < BLIND;
    }

    private static boolean differs(SampleCheck check) {
        return check.distance() > DIFFERENT && check.distance() > NEAR_FLOOR * check.floor();
    }

    private List<Finding> samples(SampleCheck samples) {
        if (samples.roughness() < BLANK) {
            return List.of(new Finding(
                    Kind.BLANK,
                    "the samples are almost blank. Train longer (training.steps, training.minutes), or lower"
                            + " training.generator-rate (now " + training.generatorRate() + ")."));
        }
        List<Finding> findings = new ArrayList<>();
        if (samples.roughness() > 1 && samples.noise() > NOISE) {
            findings.add(noise(samples));
        }
        if (samples.variety() < LEAST_VARIETY || samples.distinct() < LEAST_DISTINCT) {
            findings.add(collapsed(samples));
        }
        if (findings.isEmpty() && samples.distance() > UNLIKE && samples.distance() > NEAR_FLOOR * samples.floor()) {
            findings.add(unlike(samples));
        }
        return findings;
    }

    private Finding noise(SampleCheck samples) {
        return new Finding(
                Kind.NOISE,
                String.format(
                        Locale.ROOT,
                        "the samples look like noise: in their finest detail they are %.0f %% of the way from the"
                                + " data to noise. Train longer (training.steps, training.minutes), raise"
                                + " training.discriminator-rate (now %s), or lower training.generator-rate (now %s).",
                        100 * samples.noise(),
                        training.discriminatorRate(),
                        training.generatorRate()));
    }

    private Finding collapsed(SampleCheck samples) {
        return new Finding(
                Kind.COLLAPSED,
                String.format(
                        Locale.ROOT,
                        "G draws nearly the same again and again: two samples differ by %.0f %% of what two real"
                                + " images do, and a sample from the nearest other one by %.0f %% of what a real one"
                                + " does. Train longer (training.steps, training.minutes), lower"
                                + " training.generator-rate (now %s), or raise adversarial.r1 (now %s).",
                        100 * samples.variety(),
                        100 * samples.distinct(),
                        training.generatorRate(),
                        config.adversarial().r1()));
    }

    private Finding unlike(SampleCheck samples) {
        return new Finding(
                Kind.UNLIKE,
                String.format(
                        Locale.ROOT,
                        "the samples are nothing like the data: their distance is %.2f, that of training images"
                                + " %.2f. Train longer (training.steps, training.minutes), or make the networks larger"
                                + " (model.width, now %d).",
                        samples.distance(),
                        samples.floor(),
                        config.model().width()));
    }

    private Finding blind(Opinions opinions, SampleCheck seen) {
        return new Finding(
                Kind.BLIND,
                String.format(
                        Locale.ROOT,
                        "D is blind: it is right about %.0f %% of pairs of a real image and a sample, and 50 %% is"
                                + " chance, but the distance of the samples is %.2f and that of training images %.2f."
                                + " So G learns nothing from D. Raise training.discriminator-rate (now %s), or lower"
                                + " training.generator-rate (now %s) or adversarial.r1 (now %s).",
                        100 * opinions.toldApart(),
                        seen.distance(),
                        seen.floor(),
                        training.discriminatorRate(),
                        training.generatorRate(),
                        config.adversarial().r1()));
    }

    private Finding byHeart(Opinions opinions) {
        return new Finding(
                Kind.BY_HEART,
                String.format(
                        Locale.ROOT,
                        "D knows the training items by heart: its output for held-out ones is %.0f %% of the way from"
                                + " that for training items to that for samples. From here on G copies them or gets"
                                + " worse. Use more items, augment images (adversarial.augmentation.mode, now %s),"
                                + " raise adversarial.r1 (now %s), or lower training.discriminator-rate (now %s)."
                                + " Where the distance was smallest is kept: `--checkpoint best`.",
                        100 * opinions.overfit(),
                        config.adversarial().augmentation().mode().name().toLowerCase(Locale.ROOT),
                        config.adversarial().r1(),
                        training.discriminatorRate()));
    }

    /** Codes with hardly any information, when training is half over and has trained them for a while. */
    private Optional<Finding> silent(long step, Map<String, Double> statistics) {
        if (2 * step < training.steps()) {
            return Optional.empty();
        }
        Map<Code, Double> silent = new LinkedHashMap<>();
        for (Code code : config.latent().codes()) {
            long since = code instanceof Code.Continuous ? config.infogan().continuousFromStep() : 0;
            double nats = statistics.getOrDefault("nats/" + code.name(), Double.NaN);
            double most = statistics.getOrDefault("max_nats/" + code.name(), Double.NaN);
            if (step - since >= FEW_STEPS && nats < SILENT && nats < SILENT * most) {
                silent.put(code, nats);
            }
        }
        if (silent.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        silent.forEach((code, nats) -> parts.add(String.format(
                Locale.ROOT,
                "%s (%.2f nats; its weight, infogan.lambda.%s, is %s)",
                code.name(),
                nats,
                code.name(),
                config.infogan().lambda(code))));
        boolean one = parts.size() == 1;
        boolean boost = config.infogan().continuousBoost() == 1
                && silent.keySet().stream().anyMatch(code -> code instanceof Code.Continuous);
        return Optional.of(new Finding(
                Kind.SILENT,
                (one ? "a code says nothing about the samples: " : "some codes say nothing about the samples: ")
                        + String.join(", ", parts) + ". Raise " + (one ? "its weight" : "their weights")
                        + (boost ? ", begin again with `--set infogan.continuous-boost=4`" : "")
                        + ", train longer (training.steps, training.minutes), or leave " + (one ? "it" : "them")
                        + " out."));
    }
}
