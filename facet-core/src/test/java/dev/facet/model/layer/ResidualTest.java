package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Draws;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Layer.PixelOrder;
import dev.facet.model.layer.Layer.Weight;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

class ResidualTest {
    private static final double SCALE = 0.5;

    /**
     * A block that begins with a rectifier. After batch normalisation, a rectifier outside a block would overwrite its
     * input.
     */
    private static final Residual BLOCK =
            new Residual("block", List.of(new Rectifier(0), new Linear("fc", 6, 6, Bias.WITHOUT)), List.of(), SCALE);

    @Test
    void theSkipReadsTheInputThatTheBranchRectifies() {
        List<Layer> layers = List.of(new Linear("fc", 5, 6, Bias.WITHOUT), new BatchNorm("bn", 6), BLOCK);
        try (PointerScope scope = new PointerScope();
                Network network = new Network("n", Sequential.of(new long[] {5}, layers), false)) {
            network.start(1);
            Tensor x = random(2, 9, 5);
            Tensor seed = random(3, 9, 6);
            network.zeroGradient();
            Tensor y = network.forward(x, Mode.TRAIN);
            y.mul(seed).sum().backward();
            network.gatherGradient();

            Tensor first = leaf(network, "n.fc.weight");
            Tensor second = leaf(network, "n.block.fc.weight");
            Tensor h = torch.batch_norm(
                    torch.linear(x, first, new TensorOptional()),
                    new TensorOptional(network.parameters().value("n.bn.weight")),
                    new TensorOptional(network.parameters().value("n.bn.bias")),
                    new TensorOptional(),
                    new TensorOptional(),
                    true,
                    0.1,
                    1e-5,
                    false);
            Tensor plain = h.add(torch.linear(torch.relu(h), second, new TensorOptional()))
                    .mul(Tensors.scalar(SCALE));
            plain.mul(seed).sum().backward();
            assertClose(y, plain);
            assertClose(gradient(network, "n.fc.weight"), first.grad());
            assertClose(gradient(network, "n.block.fc.weight"), second.grad());
        }
    }

    @Test
    void namesAreNested() {
        Residual outer = new Residual("outer", List.of(BLOCK), List.of(new Linear("skip", 6, 6, Bias.WITH)), 1);
        assertThat(outer.weights().stream().map(Weight::name))
                .containsExactly("block.fc.weight", "skip.weight", "skip.bias");
        assertThat(new Spectral(outer).weights().stream().map(Weight::spectral)).containsExactly(true, true, false);
        Residual normed = new Residual("n", List.of(new BatchNorm("bn", 6)), List.of(), 1);
        assertThat(normed.statistics().stream().map(Layer.Statistic::name))
                .containsExactly("bn.running_mean", "bn.running_var");
    }

    @Test
    void bothBranchesAreOfOneShape() {
        Residual odd = new Residual("odd", List.of(new Linear("fc", 6, 7, Bias.WITH)), List.of(), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> odd.output(new long[] {6}))
                .withMessageContaining("odd adds [7] and [6]");
    }

    @Test
    void multiplicationsAndInputsAreThoseOfBothBranches() {
        Layer branch = new SameConvolution("conv", 3, 8, 3, 1, Bias.WITH, Start.he(1));
        Layer skip = new SameConvolution("skip", 3, 8, 1, 1, Bias.WITHOUT, Start.he(1));
        Residual block = new Residual("b", List.of(branch), List.of(skip), 1);
        assertThat(block.multiplications(new long[] {3, 4, 5})).isEqualTo(20 * (9 * 24 + 24));
        assertThat(block.widened(2).output(new long[] {5, 4, 4})).containsExactly(8, 4, 4);
    }

    @Test
    void pixelsAreFollowedIntoABlock() {
        List<Layer> layers = List.of(
                new Flatten(),
                new Residual(
                        "b",
                        List.of(new Linear("fc", 12, 4, Bias.WITH)),
                        List.of(new Linear("skip", 12, 4, Bias.WITH)),
                        1));
        Map<String, PixelOrder> orders =
                Sequential.of(new long[] {3, 2, 2}, layers).pixelOrders();
        assertThat(orders)
                .containsOnly(
                        Map.entry("b.fc.weight", new PixelOrder(1, 3)),
                        Map.entry("b.skip.weight", new PixelOrder(1, 3)));
    }

    @Test
    void aHeStartHasItsDeviation() {
        float[] values = Start.he(2).draw(new Draws(1, 2), new long[] {64, 32, 3, 3});
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        assertThat(Math.sqrt(sum / values.length)).isCloseTo(2 / Math.sqrt(32 * 9), offset(0.005));
    }

    @Test
    void whatIsBesideTheInputIsJoined() {
        List<Layer> layers = List.of(new Join(2), new Linear("fc", 5, 4, Bias.WITHOUT));
        try (PointerScope scope = new PointerScope();
                Network network = new Network("n", Sequential.of(new long[] {3}, layers), false)) {
            network.start(1);
            Tensor x = random(4, 7, 3);
            Tensor side = random(5, 7, 2);
            Tensor joined = torch.cat(new TensorVector(x, side), 1);
            assertClose(
                    network.forward(x, side, Mode.TRAIN),
                    torch.linear(joined, network.parameters().value("n.fc.weight"), new TensorOptional()));
        }
    }

    private static Tensor gradient(Network network, String weight) {
        return network.parameters().value(weight, network.parameters().gradients());
    }

    private static Tensor leaf(Network network, String weight) {
        return network.parameters().value(weight).detach().clone().requires_grad_(true);
    }

    private static Tensor random(long seed, long... shape) {
        return Tensors.of(Start.he(1).draw(new Draws(seed, 0), shape), shape);
    }

    private static void assertClose(Tensor found, Tensor wanted) {
        assertThat(Tensors.floats(found)).usingComparatorWithPrecision(1e-5f).containsExactly(Tensors.floats(wanted));
    }
}
