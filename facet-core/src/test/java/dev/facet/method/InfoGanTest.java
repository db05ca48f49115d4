package dev.facet.method;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.consistency.Warp;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Networks;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Parameters;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InfoGanTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final int BATCH = 16;

    @Test
    void theGradientOfTheInformationReachesTheTrunk() {
        float[] without = trunkGradient(config(0, 0, 0));
        float[] with = trunkGradient(config(1, 0, 0));
        assertThat(with).isNotEqualTo(without);
    }

    @Test
    void everyTermOfTheLossMattersToD() {
        float[] plain = trunkGradient(config(1, 0, 0));
        assertThat(trunkGradient(config(1, 0.5, 0))).isNotEqualTo(plain);
        assertThat(trunkGradient(config(1, 0, 2))).isNotEqualTo(plain);
    }

    @Test
    void aPhaseMovesOnlyWhatItTrains() {
        assertMovesOnlyWhatItTrains(config(1, 1, 2));
    }

    @Test
    void categoriesWithATrunkOfTheirOwnAreTrainedApartFromD() {
        for (int weight : new int[] {0, 2}) {
            RunConfig own = ConfigReader.changed(
                    config(1, 1, weight),
                    "infogan.categories.trunk=own",
                    "infogan.categories.rate=0.005",
                    "adversarial.r2=1");
            assertMovesOnlyWhatItTrains(own);
            try (PointerScope scope = new PointerScope();
                    Method method = open(own)) {
                assertThat(method.phases()).extracting(Phase::name).containsExactly("D", "C", "G");
                assertThat(method.phases().get(1).rate()).isEqualTo(0.005);
                Step step = step(method);
                for (Phase phase : method.phases()) {
                    assertThat(phase.loss().apply(step).item_double()).isFinite();
                }
                assertThat(step.notes().read())
                        .containsKeys("nats/kind", "usage/kind", "loss/r2")
                        .satisfies(notes -> assertThat(notes.containsKey("consistency/kind"))
                                .isEqualTo(weight > 0));
            }
        }
    }

    private static void assertMovesOnlyWhatItTrains(RunConfig config) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            Step step = step(method);
            for (Phase phase : method.phases()) {
                for (Network network : method.networks()) {
                    network.parameters().trainable(phase.trained().contains(network));
                    network.parameters().zeroGradient(Set.of());
                }
                phase.loss().apply(step).backward();
                phase.trained().forEach(Network::gatherGradient);
                for (Network network : method.networks()) {
                    Parameters parameters = network.parameters();
                    for (String weight : parameters.names()) {
                        double gradient = parameters
                                .value(weight, parameters.gradients())
                                .abs()
                                .sum()
                                .item_double();
                        assertThat(gradient > 0)
                                .as(phase.name() + " on " + weight)
                                .isEqualTo(phase.trained().contains(network));
                    }
                }
            }
        }
    }

    @Test
    void theInformationBoundIsReportedPerCodeInNats() {
        try (PointerScope scope = new PointerScope();
                Method method = open(config(1, 1, 2))) {
            Step step = step(method);
            assertThat(method.phases().get(0).loss().apply(step).item_double()).isFinite();
            Map<String, Double> statistics = step.notes().read();
            // Before training Q knows nothing: the bound of a category is about 0, of c about ln 2 − ½(ln 2π + 1/3).
            assertThat(statistics.get("nats/kind")).isCloseTo(0, within(0.1));
            assertThat(statistics.get("nats/c")).isCloseTo(0.693 - 0.5 * (1.838 + 0.333), within(0.2));
            assertThat(statistics).containsKeys("loss/D", "probability/real", "probability/fake", "consistency/kind");
        }
    }

    @Test
    void aSingleCodesWeightGoesFirst() {
        RunConfig config = config(1, 1, 0);
        RunConfig changed = ConfigReader.changed(config, "infogan.lambda={kind: 0, c: 0}");
        assertThat(trunkGradient(changed)).isEqualTo(trunkGradient(config(0, 0, 0)));
    }

    @Test
    void mutualInformationOfEqualOneHotAssignmentsIsTheirEntropy() {
        try (PointerScope scope = new PointerScope()) {
            float[] p = new float[8 * 4];
            for (int i = 0; i < 8; i++) {
                p[i * 4 + i % 4] = 1;
            }
            Tensor a = Tensors.of(p, 8, 4);
            assertThat(Losses.mutualInformation(Losses.pairs(a, a)).item_double())
                    .isCloseTo(Math.log(4), within(1e-5));
            assertThat(Losses.mutualInformation(Losses.pairs(a, a), 2).item_double())
                    .isCloseTo(2 * Math.log(4), within(1e-5));
            float[] flat = new float[8 * 4];
            Arrays.fill(flat, 0.25f);
            assertThat(Losses.mutualInformation(Losses.pairs(a, Tensors.of(flat, 8, 4)))
                            .item_double())
                    .isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void likelihoodsMatchTheirFormulas() {
        try (PointerScope scope = new PointerScope()) {
            Tensor mean = Tensors.of(new float[] {0.5f}, 1);
            Tensor code = Tensors.of(new float[] {0}, 1);
            Tensor logVariance = Tensors.of(new float[] {-1}, 1);
            double wanted = 0.5 * (0.25 * Math.exp(1) - 1 + Math.log(2 * Math.PI));
            assertThat(Losses.gaussian(mean, logVariance, code, -4).item_double())
                    .isCloseTo(wanted, within(1e-5));
            double clamped = 0.5 * (0.25 * Math.exp(0.5) - 0.5 + Math.log(2 * Math.PI));
            assertThat(Losses.gaussian(mean, logVariance, code, -0.5).item_double())
                    .isCloseTo(clamped, within(1e-5));
            assertThat(Losses.gaussian(mean, code).item_double())
                    .isCloseTo(0.5 * (0.25 + Math.log(2 * Math.PI)), within(1e-5));
        }
    }

    @Test
    void aWarpOfNothingIsTheImage() {
        try (PointerScope scope = new PointerScope()) {
            float[] pixels = new float[2 * 28 * 28];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) Math.sin(i);
            }
            Tensor images = Tensors.of(pixels, 2, 1, 28, 28);
            float[] same = Tensors.floats(warped(new Consistency(1, 0, 0, 0, 0, 0), images));
            float[] moved = Tensors.floats(warped(new Consistency(1, 0, 0.3, 0, 0, 0), images));
            for (int i = 0; i < pixels.length; i++) {
                assertThat(same[i]).isCloseTo(pixels[i], within(1e-3f));
            }
            assertThat(moved).isNotEqualTo(same);
        }
    }

    @Test
    void outsideAWarpedImageItsEdgesGoOn() {
        RunConfig black = ConfigReader.resolve("mnist", List.of());
        RunConfig edge = ConfigReader.changed(black, "infogan.consistency.outside=edge");
        float[] white = new float[4 * 28 * 28];
        Arrays.fill(white, 1);
        try (PointerScope scope = new PointerScope()) {
            Tensor images = Tensors.of(white, 4, 1, 28, 28);
            assertThat(warped(black.infogan().consistency(), images).min().item_double())
                    .isCloseTo(-1, within(1e-3));
            assertThat(warped(edge.infogan().consistency(), images).min().item_double())
                    .isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void aResponseToWarpsThatIsTheSameInEveryImageCostsNothing() {
        try (PointerScope scope = new PointerScope()) {
            float[] warps = warps();
            float[] same = new float[40];
            float[] flipped = new float[40];
            for (int i = 0; i < 40; i++) {
                same[i] = 2 * warps[i * 6 + 1] - 0.5f * warps[i * 6 + 4];
                flipped[i] = i % 2 == 0 ? same[i] : -same[i];
            }
            Tensor difference = Tensors.of(warps, 40, 6);
            assertThat(Losses.unevenResponse(Tensors.of(same, 40, 1), difference)
                            .item_double())
                    .isCloseTo(0, within(1e-4));
            assertThat(Losses.unevenResponse(Tensors.of(flipped, 40, 1), difference)
                            .item_double())
                    .isGreaterThan(0.5);
        }
    }

    /** 40 warps of six parameters. */
    private static float[] warps() {
        float[] warps = new float[40 * 6];
        for (int i = 0; i < warps.length; i++) {
            warps[i] = (float) Math.sin(i * i);
        }
        return warps;
    }

    @Test
    void answeringWarpsLessIsNotAnsweringThemEvenly() {
        try (PointerScope scope = new PointerScope()) {
            float[] warps = warps();
            float[] codes = new float[40];
            for (int i = 0; i < 40; i++) {
                codes[i] = (i % 3 == 0 ? -1 : 1) * warps[i * 6 + 1];
            }
            Tensor difference = Tensors.of(warps, 40, 6);
            Tensor response = Tensors.of(codes, 40, 1);
            for (double size : new double[] {1, 0.1, 0.01}) {
                Tensor scale = Tensors.of(new float[] {(float) size}, 1).requires_grad_(true);
                Tensor uneven = Losses.unevenResponse(response.mul(scale), difference);
                uneven.backward();
                assertThat(uneven.item_double()).as("share at " + size).isBetween(0.5, 1.0);
                // smaller answers would cost as much
                assertThat(scale.grad().item_double()).as("gradient at " + size).isCloseTo(0, within(1e-4));
            }
        }
    }

    @Test
    void infoGanWithoutCodesIsRefused() {
        RunConfig c = config(1, 1, 0);
        LatentSpec none = new LatentSpec(new Noise(8, Noise.Distribution.NORMAL), List.of());
        RunConfig changed = c.withLatent(none);
        assertThatThrownBy(() -> open(changed))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--codes");
    }

    @Test
    void overlappingCodesCostGButOnlyOnceTheyCount() {
        RunConfig plain = ConfigReader.changed(config(1, 1, 0), "latent.codes=kind:cat5, c:uniform, d:uniform");
        RunConfig with = ConfigReader.changed(plain, "infogan.orthogonal=50");
        RunConfig later = ConfigReader.changed(with, "infogan.continuous-from-step=1");
        assertThat(generatorGradient(with)).isNotEqualTo(generatorGradient(plain));
        assertThat(generatorGradient(ConfigReader.changed(with, "infogan.categories.trunk=own")))
                .isNotEqualTo(generatorGradient(ConfigReader.changed(plain, "infogan.categories.trunk=own")));
        assertThat(generatorGradient(later))
                .isEqualTo(generatorGradient(ConfigReader.changed(plain, "infogan.continuous-from-step=1")));
    }

    @Test
    void overlapLeavesTheRunningStatisticsOfGAlone() {
        RunConfig plain = ConfigReader.changed(config(1, 1, 0), "latent.codes=kind:cat5, c:uniform, d:uniform");
        assertThat(generatorStatistics(ConfigReader.changed(plain, "infogan.orthogonal=1")))
                .isEqualTo(generatorStatistics(plain));
    }

    @Test
    void qMayBeNormalisedByGeneratedAndRealItemsTogether() {
        RunConfig generated = config(1, 1, 0);
        RunConfig both = ConfigReader.changed(generated, "infogan.statistics=both");
        assertThat(trunkGradient(both)).isNotEqualTo(trunkGradient(generated));
        for (RunConfig config : List.of(generated, both)) {
            try (PointerScope scope = new PointerScope();
                    Method method = open(config)) {
                Step step = step(method);
                assertThat(method.phases().get(0).loss().apply(step).item_double())
                        .isFinite();
                Networks networks = method.parts();
                Network head = networks.recogniser();
                Tensor seen = networks.trunk().forward(step.real(), Mode.TRAIN);
                if (config == both) {
                    Tensor made = method.game().fake(step);
                    seen = Tensors.concatenate(networks.trunk().forward(made, Mode.TRAIN), seen);
                }
                Tensor weight = head.parameters().value(head.name() + ".fc1.weight");
                float[] expected = Tensors.floats(seen.detach()
                        .to(ScalarType.Float)
                        .matmul(weight.detach().t())
                        .mean(new long[] {0})
                        .mul(Tensors.scalar(0.1))); // the momentum of the running statistics
                Tensor running = Objects.requireNonNull(head.statistics().get(head.name() + ".bn1.running_mean"));
                assertThat(Tensors.floats(running)).containsExactly(expected, within(1e-5f));
            }
        }
    }

    @Test
    void overlapOfASingleContinuousCodeIsRefused() {
        assertThatThrownBy(() -> ConfigReader.changed(config(1, 1, 0), "infogan.orthogonal=1"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("infogan.orthogonal is 1")
                .hasMessageContaining("not two continuous codes");
    }

    private static Phase generator(Method method) {
        return method.phases().stream()
                .filter(phase -> phase.name().equals("G"))
                .findFirst()
                .orElseThrow();
    }

    private static float[] generatorGradient(RunConfig config) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            Phase generator = generator(method);
            generator.trained().forEach(network -> network.zeroGradient());
            generator.loss().apply(step(method, config)).backward();
            generator.trained().forEach(Network::gatherGradient);
            return Tensors.floats(method.parts().generator().parameters().gradients());
        }
    }

    private static List<String> generatorStatistics(RunConfig config) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            assertThat(generator(method).loss().apply(step(method, config)).item_double())
                    .isFinite();
            return method.parts().generator().statistics().values().stream()
                    .map(statistic -> Arrays.toString(Tensors.floats(statistic)))
                    .toList();
        }
    }

    private static Tensor warped(Consistency range, Tensor images) {
        Warp warp = Warp.of(range, PixelRange.SYMMETRIC, SHAPE, 1);
        return warp.apply(images, warp.draw(0, Math.toIntExact(images.size(0))));
    }

    private static float[] trunkGradient(RunConfig config) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            Phase discriminator = method.phases().get(0);
            discriminator.trained().forEach(network -> network.zeroGradient());
            discriminator.loss().apply(step(method)).backward();
            discriminator.trained().forEach(Network::gatherGradient);
            return Tensors.floats(method.parts().trunk().parameters().gradients());
        }
    }

    private static Step step(Method method) {
        return step(method, config(1, 1, 0));
    }

    private static Step step(Method method, RunConfig config) {
        byte[] pixels = new byte[BATCH * SHAPE.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 % 251);
        }
        Tensor bytes = Tensors.of(pixels, BATCH, 1, 28, 28);
        return new Step(
                0,
                method.parts().scaling().fromBytes(bytes),
                new int[0],
                config.latent().draw(1, 0, BATCH));
    }

    private static Method open(RunConfig config) {
        return Methods.make(config, Strokes.open(config.data(), Split.TRAIN), false);
    }

    private static RunConfig config(double categorical, double continuous, double consistency) {
        return ConfigReader.resolve(
                "strokes",
                List.of(
                        "data.resolution=28",
                        "data.count=100",
                        "latent.noise.size=8",
                        "latent.codes=kind:cat5, c:uniform",
                        "model.width=16",
                        "infogan.lambda-categorical=" + categorical,
                        "infogan.lambda-continuous=" + continuous,
                        "infogan.continuous-from-step=0",
                        "infogan.consistency={weight: " + consistency + ", continuous: " + consistency
                                + ", regroup-every: 0, starts: 1}"));
    }
}
