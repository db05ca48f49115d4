package dev.facet.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;
import dev.facet.train.Health.Finding;
import dev.facet.train.Health.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnosisTest {
    private static final RunConfig CONFIG = ConfigReader.resolve(
            "images",
            List.of(
                    "training.steps=1000",
                    "training.discriminator-rate=0.0002",
                    "infogan.lambda-categorical=1",
                    "infogan.lambda-continuous=0.2",
                    "infogan.continuous-from-step=200",
                    "adversarial.augmentation.mode=off"));

    /** As measured in a healthy run: a distance of 0.15 with a floor of 0.05. */
    private static final SampleCheck GOOD = samples(0.15, 0.1, 0.9, 0.8, 0.7);

    private static final Opinions SHARP = opinions(2, 1.8f, -2);

    private static final Map<String, Double> TOLD = Map.of(
            "nats/kind",
            2.0,
            "max_nats/kind",
            2.3,
            "nats/c1",
            0.9,
            "max_nats/c1",
            1.8,
            "nats/c2",
            0.7,
            "max_nats/c2",
            1.8);

    private static SampleCheck samples(
            double distance, double noise, double roughness, double variety, double distinct) {
        return new SampleCheck(new double[] {distance, distance}, 0.05, noise, roughness, variety, distinct);
    }

    /** Opinions that spread by 1 around these means. */
    private static Opinions opinions(float training, float heldOut, float generated) {
        return new Opinions(around(training), around(heldOut), around(generated));
    }

    private static float[] around(float mean) {
        return new float[] {mean - 1, mean - 0.5f, mean, mean + 0.5f, mean + 1};
    }

    private static List<Finding> find(
            SampleCheck samples, Opinions opinions, @Nullable SampleCheck seen, Map<String, Double> statistics) {
        return new Diagnosis(CONFIG).of(1000, samples, opinions, seen, statistics);
    }

    private static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).toList();
    }

    @Test
    void nothingIsWrongWithAHealthyRun() {
        assertThat(find(GOOD, SHARP, null, TOLD)).isEmpty();
    }

    @Test
    void noiseIsSaidWithWhatToTry() {
        List<Finding> findings = find(samples(0.8, 0.7, 3, 1, 1), SHARP, null, TOLD);
        assertThat(kinds(findings)).containsExactly(Kind.NOISE);
        assertThat(findings.get(0).message())
                .contains("look like noise", "70 % of the way", "training.discriminator-rate (now 2.0E-4)");
        assertThat(findings.get(0).kind().isFailure()).isTrue();
    }

    @Test
    void blankSamplesAreBlankAndNothingElse() {
        assertThat(kinds(find(samples(0.8, 0.1, 0.01, 0, 0), SHARP, null, TOLD)))
                .containsExactly(Kind.BLANK);
    }

    @Test
    void samplesThatHardlyDifferAreACollapse() {
        assertThat(kinds(find(samples(0.3, 0.1, 1, 0.2, 0.3), SHARP, null, TOLD)))
                .containsExactly(Kind.COLLAPSED);
        assertThat(kinds(find(samples(0.3, 0.1, 1, 0.9, 0.02), SHARP, null, TOLD)))
                .containsExactly(Kind.COLLAPSED);
    }

    @Test
    void samplesFarFromTheDataAreUnlikeIt() {
        List<Finding> findings = find(samples(0.82, 0.16, 2, 0.6, 0.5), SHARP, null, TOLD);
        assertThat(kinds(findings)).containsExactly(Kind.UNLIKE);
        assertThat(findings.get(0).message()).contains("0.82", "0.05", "model.width, now 32");
    }

    @Test
    void dIsBlindIfSamplesDifferAndItDoesNotSeeIt() {
        Opinions none = opinions(0, 0, 0.1f);
        assertThat(kinds(find(GOOD, none, samples(0.4, 0.1, 1, 0.8, 0.8), TOLD)))
                .containsExactly(Kind.BLIND);
        assertThat(find(GOOD, none, samples(0.12, 0.1, 1, 0.8, 0.8), TOLD))
                .as("samples as good as these cannot be told apart")
                .isEmpty();
    }

    @Test
    void dKnowsByHeartWhatItTakesForRealOnlyWhereItWasTrained() {
        List<Finding> findings = find(GOOD, opinions(3, -2, -3), null, TOLD);
        assertThat(kinds(findings)).containsExactly(Kind.BY_HEART);
        assertThat(findings.get(0).message())
                .contains("83 % of the way", "`--checkpoint best`", "adversarial.augmentation.mode, now off");
    }

    @Test
    void withoutHeldOutItemsNobodyKnowsWhetherDKnowsThemByHeart() {
        assertThat(find(GOOD, new Opinions(around(3), new float[0], around(-3)), null, TOLD))
                .isEmpty();
    }

    @Test
    void aSilentCodeIsNamedWithItsWeight() {
        Map<String, Double> silent =
                Map.of("nats/kind", 0.01, "max_nats/kind", 2.3, "nats/c1", -0.2, "max_nats/c1", 1.8);
        List<Finding> findings = find(GOOD, SHARP, null, silent);
        assertThat(kinds(findings)).containsExactly(Kind.SILENT);
        assertThat(findings.get(0).message())
                .contains(
                        "kind (0.01 nats", "infogan.lambda.kind, is 1.0", "c1 (-0.20 nats", "infogan.lambda.c1, is 0.2")
                .contains("`--set infogan.continuous-boost=4`")
                .doesNotContain("c2");
    }

    @Test
    void aBoostIsAdvisedForContinuousCodesThatHaveNone() {
        Map<String, Double> category = Map.of("nats/kind", 0.01, "max_nats/kind", 2.3);
        assertThat(find(GOOD, SHARP, null, category).get(0).message()).doesNotContain("boost");
        Map<String, Double> continuous = Map.of("nats/c1", -0.2, "max_nats/c1", 1.8);
        RunConfig boosted = ConfigReader.changed(CONFIG, "infogan.continuous-boost=4");
        List<Finding> findings = new Diagnosis(boosted).of(1000, GOOD, SHARP, null, continuous);
        assertThat(kinds(findings)).containsExactly(Kind.SILENT);
        assertThat(findings.get(0).message()).doesNotContain("boost");
    }

    @Test
    void earlyOnACodeMayBeSilent() {
        Map<String, Double> silent = Map.of("nats/kind", 0.01, "max_nats/kind", 2.3);
        assertThat(new Diagnosis(CONFIG).of(499, GOOD, SHARP, null, silent)).isEmpty();
        Map<String, Double> begun = Map.of("nats/c1", 0.01, "max_nats/c1", 1.8);
        RunConfig late = ConfigReader.changed(CONFIG, "infogan.continuous-from-step=800");
        assertThat(new Diagnosis(late).of(1000, GOOD, SHARP, null, begun)).isEmpty();
    }

    @Test
    void everyMessageSaysWhatToTry() {
        List<Finding> all = Arrays.asList(
                        find(samples(0.8, 0.7, 3, 1, 1), opinions(0, 0, 0), samples(0.8, 0.7, 3, 1, 1), TOLD),
                        find(samples(0.8, 0.1, 0.01, 0, 0), opinions(3, -2, -3), null, Map.of()),
                        find(samples(0.3, 0.1, 1, 0.2, 0.3), SHARP, null, Map.of()),
                        find(samples(0.82, 0.16, 2, 0.6, 0.5), SHARP, null, Map.of()))
                .stream()
                .flatMap(List::stream)
                .toList();
        assertThat(kinds(all)).contains(Kind.NOISE, Kind.BLIND, Kind.BLANK, Kind.BY_HEART, Kind.COLLAPSED, Kind.UNLIKE);
        assertThat(all)
                .allSatisfy(finding -> assertThat(finding.message())
                        .containsPattern("(training|adversarial|model)\\.[a-z0-9-]+")
                        .endsWith("."));
    }
}
