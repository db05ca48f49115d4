package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.InfoGanCrConfig.Ramp;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Adam;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InfoGanCrTest {
    private static final int BATCH = 32;

    @Test
    void weightsAndGapsChangeInSteps() {
        Ramp gap = new Ramp(1.9, -1, 100, 2);
        assertThat(gap.at(0)).isEqualTo(1.9);
        assertThat(gap.at(99)).isEqualTo(1.9);
        assertThat(gap.at(100)).isCloseTo(0.9, within(1e-12));
        assertThat(gap.at(1_000_000)).isZero(); // clamped from -0.1
        InfoGanCrConfig config = new InfoGanCrConfig(new Ramp(0, 2, 50, 1), gap, 0.1);
        for (long step : new long[] {50, 100, 200}) {
            assertThat(config.changesAt(step)).as("step %d", step).isTrue();
        }
        for (long step : new long[] {0, 1, 49, 51, 101, 150, 300}) {
            assertThat(config.changesAt(step)).as("step %d", step).isFalse();
        }
    }

    @Test
    void hLearnsFromWhenGHeedsIt() {
        assertThat(new Ramp(0, 2, 50, 1).begins()).isEqualTo(50);
        assertThat(new Ramp(-1, 0.5, 50, 9).begins()).isEqualTo(150);
        assertThat(new Ramp(0.1, 2, 50, 1).begins()).isZero();
        assertThat(new Ramp(0, 2, 50, 0).begins()).isEqualTo(Long.MAX_VALUE);
        assertThat(new Ramp(0, -1, 50, 3).begins()).isEqualTo(Long.MAX_VALUE);
        try (Method method = open("infogan-cr.weight.every=7")) {
            assertThat(method.phases().get(0).due().at(6)).isFalse();
            assertThat(method.phases().get(0).due().at(7)).isTrue();
        }
    }

    @Test
    void hComesFirstAndGRunsTwice() {
        try (Method method = open("adversarial.generator-steps=2")) {
            assertThat(method.phases().stream().map(Phase::name)).containsExactly("H", "D", "G");
            assertThat(method.phases().get(0).trained().stream().map(Network::name))
                    .containsExactly("contrast");
            assertThat(method.phases().get(0).due().times()).isEqualTo(1);
            assertThat(method.phases().get(2).due().times()).isEqualTo(2);
            assertThat(method.networks().stream().map(Network::name)).contains("contrast");
        }
    }

    @Test
    void hLearnsToTellWhatPairsShare() {
        // Even in an untrained generator, each code changes images differently.
        try (Method method = open("infogan-cr.gap.start=1.9");
                Adam adam =
                        new Adam(List.of(method.phases().get(0).trained().get(0).parameters()), 0.5, 0.999)) {
            Phase h = method.phases().get(0);
            double first = 0;
            double last = 0;
            for (int i = 0; i < 150; i++) {
                try (PointerScope scope = new PointerScope()) {
                    method.networks().forEach(Network::forgetPasses);
                    Step step = step(method, i);
                    method.networks()
                            .forEach(network ->
                                    network.parameters().trainable(h.trained().contains(network)));
                    h.trained().forEach(Network::zeroGradient);
                    Tensor loss = h.loss().apply(step);
                    loss.backward();
                    h.trained().forEach(Network::gatherGradient);
                    double accuracy = step.notes().read().getOrDefault("contrast/accuracy", 0.0);
                    first += i < 20 ? accuracy / 20 : 0;
                    last += i >= 130 ? accuracy / 20 : 0;
                }
                adam.step(0.002);
            }
            assertThat(first).isBetween(0.2, 0.6);
            assertThat(last).isGreaterThan(first + 0.15);
        }
    }

    @Test
    void gHearsOfHOnceItsWeightSaysSo() {
        String[] early = {"infogan-cr.weight.every=10", "infogan-cr.weight.change=5"};
        float[] before = generatorGradient(9, early);
        float[] after = generatorGradient(10, early);
        float[] never = generatorGradient(10, "infogan-cr.weight.times=0");
        assertThat(before).isEqualTo(generatorGradient(9, "infogan-cr.weight.times=0"));
        assertThat(after).isNotEqualTo(never);
    }

    @Test
    void oneCodeIsNotEnough() {
        assertThatThrownBy(() -> open("latent.codes=kind:cat10, c1:uniform"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("needs 2 at least; there are 1");
    }

    private static float[] generatorGradient(long number, String... overrides) {
        try (PointerScope scope = new PointerScope();
                Method method = open(overrides)) {
            Phase g = method.phases().get(2);
            method.networks()
                    .forEach(network ->
                            network.parameters().trainable(g.trained().contains(network)));
            g.trained().forEach(Network::zeroGradient);
            g.loss().apply(step(method, number)).backward();
            g.trained().forEach(Network::gatherGradient);
            return Tensors.floats(method.parts().generator().parameters().gradients());
        }
    }

    private static Step step(Method method, long number) {
        byte[] pixels = new byte[BATCH * 28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 % 251);
        }
        return new Step(
                number,
                method.parts().scaling().fromBytes(Tensors.of(pixels, BATCH, 1, 28, 28)),
                new int[0],
                config().latent().draw(1, number * BATCH, BATCH));
    }

    private static Method open(String... overrides) {
        RunConfig config = config(overrides);
        return Methods.make(config, Strokes.open(config.data(), Split.TRAIN), false);
    }

    private static RunConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "method=infogan-cr",
                "latent.codes=c1:uniform, c2:uniform, c3:uniform",
                "latent.noise.size=2",
                "data.count=64",
                "model.width=8",
                "infogan.consistency.weight=0"));
        all.addAll(List.of(overrides));
        return ConfigReader.resolve("strokes", all);
    }
}
