package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.data.ImageShape;
import dev.facet.model.Architecture;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SpectralNormTest {
    private static final long[] INPUT = {1, 8, 8};

    /** One layer wide enough for a deferred weight gradient, and one that is not. */
    private static final List<Layer> LAYERS = List.of(
            new Convolution("conv1", 1, 8, Bias.WITH),
            new Convolution("conv2", 8, 16, Bias.WITH),
            new Flatten(),
            new Linear("fc", 16 * 4, 32, Bias.WITH));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noWeightMakesAnythingLarger(boolean bf16) {
        Engine.load();
        try (PointerScope scope = new PointerScope();
                Network network = new Network("d", Sequential.of(INPUT, Spectral.all(LAYERS)), bf16)) {
            network.start(3);
            assertThat(largest(network.parameters().constant("d.fc.weight"))).isCloseTo(1, within(0.05));
            for (int i = 0; i < 60; i++) {
                network.updated();
            }
            for (String layer : List.of("conv1", "conv2", "fc")) {
                assertThat(largest(network.parameters().constant("d." + layer + ".weight")))
                        .as(layer)
                        .isCloseTo(1, within(bf16 ? 0.02 : 0.01));
                assertThat(largest(network.parameters().value("d." + layer + ".weight")))
                        .isNotCloseTo(1, within(0.05));
            }
        }
    }

    @Test
    void valuesAndGradientsAreThoseOfTheWeightOverItsNorm() {
        Engine.load();
        try (PointerScope scope = new PointerScope();
                Network network = new Network("d", Sequential.of(INPUT, Spectral.all(LAYERS)), false)) {
            network.start(4);
            Tensor images = random(5, 6, 1, 8, 8);
            network.forgetPasses();
            network.parameters().trainable(true);
            network.zeroGradient();
            Tensor result = network.forward(images, Mode.TRAIN);
            result.pow(Tensors.scalar(2)).sum().backward();
            network.gatherGradient();

            Tensor conv1 = leaf(network, "d.conv1.weight");
            Tensor conv2 = leaf(network, "d.conv2.weight");
            Tensor fc = leaf(network, "d.fc.weight");
            Tensor h = convolve(images, over(network, conv1, "d.conv1.weight"));
            h = convolve(h, over(network, conv2, "d.conv2.weight"));
            Tensor expected = torch.linear(
                    h.permute(0, 2, 3, 1).reshape(h.size(0), -1),
                    over(network, fc, "d.fc.weight"),
                    new TensorOptional());
            expected.pow(Tensors.scalar(2)).sum().backward();

            assertThat(Tensors.floats(result)).containsExactly(Tensors.floats(expected), within(1e-4f));
            for (Map.Entry<String, Tensor> weight : Map.of(
                            "d.conv1.weight", conv1, "d.conv2.weight", conv2, "d.fc.weight", fc)
                    .entrySet()) {
                Tensor gradient = network.parameters()
                        .value(weight.getKey(), network.parameters().gradients());
                float scale = weight.getValue().grad().abs().max().item_float();
                assertThat(Tensors.floats(gradient))
                        .as(weight.getKey())
                        .containsExactly(Tensors.floats(weight.getValue().grad()), within(1e-4f * scale));
            }
        }
    }

    @Test
    void aChangedWeightIsFollowed() {
        Engine.load();
        try (PointerScope scope = new PointerScope();
                Network network = new Network("d", Sequential.of(INPUT, Spectral.all(LAYERS)), false)) {
            network.start(5);
            network.parameters().value("d.fc.weight").mul_(Tensors.scalar(7));
            network.refresh();
            assertThat(largest(network.parameters().constant("d.fc.weight"))).isCloseTo(1, within(0.01));
            network.parameters().value("d.fc.weight").copy_(random(9, 32, 64));
            for (int i = 0; i < 40; i++) {
                network.updated();
            }
            assertThat(largest(network.parameters().constant("d.fc.weight"))).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void theDiscriminatorIsNormalisedAndNothingElse() {
        LatentSpec latent = ConfigReader.resolve("strokes", List.of()).latent();
        ModelConfig config = new ModelConfig("dcgan", 4, 0.1, true).withSpectralNorm(true);
        Architecture architecture = Families.architecture(config, latent, new ImageShape(1, 28, 28));
        assertThat(architecture.trunk().layers())
                .filteredOn(Spectral.class::isInstance)
                .hasSize(3);
        assertThat(architecture.source().layers()).allMatch(Spectral.class::isInstance);
        assertThat(architecture.recogniser().layers()).noneMatch(Spectral.class::isInstance);
        assertThat(architecture.generator().layers()).noneMatch(Spectral.class::isInstance);
        assertThat(architecture
                        .withWiderTrunk(1)
                        .trunk()
                        .layers()
                        .get(0)
                        .weights()
                        .get(0))
                .satisfies(weight -> {
                    assertThat(weight.shape()[1]).isEqualTo(2);
                    assertThat(weight.spectral()).isTrue();
                });
    }

    private static double largest(Tensor weight) {
        Tensor inMemory = weight.to(ScalarType.Float);
        return torch.linalg_svdvals(inMemory.reshape(inMemory.size(0), -1))
                .max()
                .item_double();
    }

    private static Tensor leaf(Network network, String weight) {
        Tensor leaf = network.parameters().value(weight).detach().clone();
        leaf.requires_grad_(true);
        return leaf;
    }

    /** W / ‖Wᵀu‖, with the current u of the network. */
    private static Tensor over(Network network, Tensor weight, String name) {
        Tensor u = network.tensors().get(name + "_u");
        Tensor matrix = weight.dim() == 4 ? weight.permute(0, 2, 3, 1) : weight;
        Tensor sigma = matrix.reshape(weight.size(0), -1).t().mv(u).norm();
        return weight.div(sigma);
    }

    private static Tensor convolve(Tensor x, Tensor weight) {
        return torch.conv2d(
                x, weight, new TensorOptional(), new long[] {2, 2}, new long[] {1, 1}, new long[] {1, 1}, 1);
    }

    private static Tensor random(long seed, long... shape) {
        long count = 1;
        for (long extent : shape) {
            count *= extent;
        }
        Draws draws = new Draws(seed, 0);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draws.nextGaussian();
        }
        return Tensors.of(values, shape);
    }
}
