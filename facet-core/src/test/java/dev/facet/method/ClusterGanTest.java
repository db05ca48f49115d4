package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Adam;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterGanTest {
    private static final int BATCH = 32;

    @Test
    void theEncoderIsTrainedWithG() {
        try (Method method = open(config())) {
            assertThat(method.phases().stream().map(Phase::name)).containsExactly("D", "G");
            assertThat(method.phases().get(0).trained().stream().map(Network::name))
                    .containsExactly("trunk", "source");
            assertThat(method.phases().get(1).trained().stream().map(Network::name))
                    .containsExactly("generator", "recogniser-trunk", "recogniser");
        }
    }

    @Test
    void theEncoderFindsAllCodesOfGeneratedItems() {
        RunConfig config = config();
        try (Method method = open(config)) {
            Phase phase = method.phases().get(1);
            try (Adam adam =
                    new Adam(phase.trained().stream().map(Network::parameters).toList(), 0.5, 0.999)) {
                double firstNats = 0;
                double firstError = 0;
                double nats = 0;
                double error = 0;
                for (int i = 0; i < 100; i++) {
                    try (PointerScope scope = new PointerScope()) {
                        Map<String, Double> noted = descend(method, phase, adam, step(method, config, i));
                        nats = noted.getOrDefault("nats/kind", Double.NaN);
                        error = noted.getOrDefault("error/z", Double.NaN);
                        firstNats = i == 0 ? nats : firstNats;
                        firstError = i == 0 ? error : firstError;
                    }
                }
                assertThat(nats).isGreaterThan(1).isGreaterThan(firstNats);
                assertThat(error).isLessThan(0.8 * firstError);
            }
        }
    }

    @Test
    void itsWeightsAreItsOwn() {
        RunConfig config = ConfigReader.changed(config(), "clustergan.values=3");
        assertThat(config.own(ClusterGanConfig.class)).isEqualTo(new ClusterGanConfig(10, 3));
        assertThatThrownBy(() -> ConfigReader.changed(config, "clustergan.categories=-1"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("clustergan.categories is -1");
        assertThat(Methods.of(config).learnsSigma(ConfigReader.changed(config, "infogan.sigma=learned")))
                .isFalse();
        assertThat(config.latent().continuous().stream().mapToInt(Code::width).sum())
                .isEqualTo(3);
    }

    private static Map<String, Double> descend(Method method, Phase phase, Adam adam, Step step) {
        for (Network network : method.networks()) {
            network.forgetPasses();
            boolean trained = phase.trained().contains(network);
            network.parameters().trainable(trained);
            if (trained) {
                network.zeroGradient();
            }
        }
        Tensor loss = phase.loss().apply(step);
        loss.backward();
        phase.trained().forEach(Network::gatherGradient);
        adam.step(2e-3);
        return step.notes().read();
    }

    private static Step step(Method method, RunConfig config, long number) {
        byte[] pixels = new byte[BATCH * 28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 % 251);
        }
        Tensor bytes = Tensors.of(pixels, BATCH, 1, 28, 28);
        return new Step(
                number,
                method.parts().scaling().fromBytes(bytes),
                new int[0],
                config.latent().draw(1, number * BATCH, BATCH));
    }

    private static Method open(RunConfig config) {
        return Methods.make(config, Strokes.open(config.data(), Split.TRAIN), false);
    }

    private static RunConfig config() {
        return ConfigReader.resolve(
                "clustergan",
                List.of(
                        "data.source=strokes",
                        "data.count=100",
                        "latent.codes=kind:cat5, z:normal(1)x3",
                        "model.width=8",
                        "adversarial.generator-every=1"));
    }
}
