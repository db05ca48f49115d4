package dev.facet.model.layer;

import java.util.Arrays;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.codes.Draws;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Compares every layer with libtorch's plain operation on the same weights: outputs, input gradients, weight gradients.
 */
class ProductsTest {
    private static final long[] TWO = {2, 2};
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    @ParameterizedTest
    @CsvSource({"1,8,WITH", "3,8,WITH", "4,8,WITHOUT", "8,16,WITH", "8,16,WITHOUT"})
    void convolutionIsThePlainOne(int inputs, int outputs, Bias bias) {
        compare(
                new Convolution("x", inputs, outputs, bias),
                new long[] {5, inputs, 14, 10},
                (x, w, b) -> torch.conv2d(x, w, b, TWO, ONE, ONE, 1));
    }

    @ParameterizedTest
    @CsvSource({"8,1,WITH", "8,3,WITH", "8,4,WITHOUT", "16,8,WITH", "16,8,WITHOUT"})
    void transposedConvolutionIsThePlainOne(int inputs, int outputs, Bias bias) {
        compare(
                new TransposedConvolution("x", inputs, outputs, bias),
                new long[] {5, inputs, 7, 5},
                (x, w, b) -> torch.conv_transpose2d(x, w, b, TWO, ONE, ZERO, 1, ONE));
    }

    @ParameterizedTest
    @CsvSource({"5,1", "5,2", "4,1", "4,2", "3,2"})
    void aSameConvolutionIsThatOfTensorFlow(int kernel, int stride) {
        int height = (14 + stride - 1) / stride;
        int width = (9 + stride - 1) / stride;
        long tall = Math.max((height - 1) * stride + kernel - 14, 0);
        long wide = Math.max((width - 1) * stride + kernel - 9, 0);
        compare(
                new SameConvolution("x", 2, 3, kernel, stride, Bias.WITH, Start.GLOROT),
                new long[] {5, 2, 14, 9},
                (x, w, b) -> torch.conv2d(
                        torch.constant_pad_nd(x, wide / 2, wide - wide / 2, tall / 2, tall - tall / 2),
                        w,
                        b,
                        new long[] {stride, stride},
                        ZERO,
                        ONE,
                        1));
    }

    @ParameterizedTest
    @CsvSource({"5,1", "5,2", "4,1", "4,2", "3,1"})
    void aSameTransposedConvolutionIsACroppedOne(int kernel, int stride) {
        compare(
                new SameTransposedConvolution("x", 3, 2, kernel, stride, Bias.WITH, Start.NORMAL),
                new long[] {5, 3, 7, 4},
                (x, w, b) -> torch.conv_transpose2d(x, w, b, new long[] {stride, stride}, ZERO, ZERO, 1, ONE)
                        .narrow(2, (kernel - stride) / 2, 7 * stride)
                        .narrow(3, (kernel - stride) / 2, 4 * stride));
    }

    @ParameterizedTest
    @CsvSource({"5,1", "5,2", "4,1", "4,2"})
    void aSameTransposedConvolutionIsTheGradientOfASameConvolution(int kernel, int stride) {
        Layer up = new SameTransposedConvolution("x", 3, 2, kernel, stride, Bias.WITHOUT, Start.NORMAL);
        Layer down = new SameConvolution("x", 2, 3, kernel, stride, Bias.WITHOUT, Start.NORMAL);
        try (PointerScope scope = new PointerScope();
                Network forth = network(up, 3, 7, 4);
                Network back = network(down, 2, 7 * stride, 4 * stride)) {
            forth.start(1);
            back.copy(forth.tensors()); // the kernels have the same shape: [3, 2, k, k]
            Tensor y = random(2, 5, 3, 7, 4);
            Tensor x = leaf(random(3, 5, 2, 7 * stride, 4 * stride));
            back.forward(x, Layer.Mode.TRAIN).mul(y).sum().backward();
            assertClose(Tensors.floats(forth.forward(y, Layer.Mode.TRAIN)), Tensors.floats(x.grad()));
        }
    }

    @ParameterizedTest
    @CsvSource({"6,5,WITH", "6,5,WITHOUT", "600,500,WITH", "600,500,WITHOUT"})
    void linearIsThePlainOneWhetherItsGradientIsDeferredOrNot(int inputs, int outputs, Bias bias) {
        compare(new Linear("x", inputs, outputs, bias), new long[] {7, inputs}, torch::linear);
    }

    @Test
    void gradientsOfSeveralPassesAddUp() {
        Layer layer = new Convolution("x", 8, 16, Bias.WITHOUT);
        try (PointerScope scope = new PointerScope();
                Network network = network(layer, 8, 6, 6)) {
            network.start(1);
            Tensor x = random(2, 4, 8, 6, 6);
            network.zeroGradient();
            network.forward(x, Layer.Mode.TRAIN).sum().backward();
            network.gatherGradient();
            float[] once = Tensors.floats(network.parameters().gradients());
            network.zeroGradient();
            network.forward(x, Layer.Mode.TRAIN)
                    .sum()
                    .add(network.forward(x, Layer.Mode.TRAIN).sum())
                    .backward();
            network.gatherGradient();
            float[] twice = Tensors.floats(network.parameters().gradients());
            for (int i = 0; i < once.length; i++) {
                assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-3f));
            }
        }
    }

    @Test
    void aPassThatLeavesALayerOutLeavesItNoGradient() {
        Layer layer = new Convolution("x", 8, 16, Bias.WITHOUT);
        try (PointerScope scope = new PointerScope();
                Network network = network(layer, 8, 6, 6)) {
            network.start(1);
            network.forward(random(2, 4, 8, 6, 6), Layer.Mode.TRAIN).sum().backward();
            network.gatherGradient();
            assertThat(network.parameters().gradients().abs().sum().item_double())
                    .isPositive();
            network.zeroGradient();
            network.gatherGradient();
            assertThat(network.parameters().gradients().abs().sum().item_double())
                    .isZero();
        }
    }

    @Test
    void aRectifierAfterBatchNormLeavesTheGradientRight() {
        List<Layer> layers =
                List.of(new Linear("fc", 600, 500, Bias.WITHOUT), new BatchNorm("bn", 500), new Rectifier(0.1));
        try (PointerScope scope = new PointerScope();
                Network network = new Network("n", Sequential.of(new long[] {600}, layers), false)) {
            network.start(1);
            Tensor x = random(3, 9, 600);
            Tensor seed = random(4, 9, 500);
            network.zeroGradient();
            network.forward(x, Layer.Mode.TRAIN).mul(seed).sum().backward();
            network.gatherGradient();
            Tensor w = leaf(network.parameters().value("n.fc.weight"));
            Tensor h = torch.batch_norm(
                    torch.linear(x, w, new TensorOptional()),
                    new TensorOptional(network.parameters().value("n.bn.weight")),
                    new TensorOptional(network.parameters().value("n.bn.bias")),
                    new TensorOptional(),
                    new TensorOptional(),
                    true,
                    0.1,
                    1e-5,
                    false);
            torch.leaky_relu(h, Tensors.scalar(0.1)).mul(seed).sum().backward();
            assertClose(
                    Tensors.floats(network.parameters()
                            .value("n.fc.weight", network.parameters().gradients())),
                    Tensors.floats(w.grad()));
        }
    }

    private static Network network(Layer layer, long... input) {
        return new Network("n", Sequential.of(input, List.of(layer)), false);
    }

    private interface Plain {
        Tensor apply(Tensor x, Tensor weight, TensorOptional bias);
    }

    private static void compare(Layer layer, long[] shape, Plain plain) {
        try (PointerScope scope = new PointerScope();
                Network network = network(layer, Arrays.copyOfRange(shape, 1, shape.length))) {
            network.start(1);
            try (NoGradGuard guard = new NoGradGuard()) {
                network.parameters().names().forEach(name -> {
                    Tensor value = network.parameters().value(name);
                    value.copy_(random(5, sizes(value)));
                });
            }
            network.refresh();
            Tensor x = leaf(random(2, shape));
            Tensor same = leaf(x);
            Tensor y = network.forward(x, Layer.Mode.TRAIN);
            Tensor w = leaf(network.parameters().value("n.x.weight"));
            boolean biased = layer.weights().size() > 1;
            Tensor b = biased ? leaf(network.parameters().value("n.x.bias")) : w;
            Tensor wanted = plain.apply(same, w, biased ? new TensorOptional(b) : new TensorOptional());
            assertThat(sizes(y)).isEqualTo(sizes(wanted));
            assertClose(Tensors.floats(y), Tensors.floats(wanted));

            Tensor seed = random(3, sizes(y));
            wanted.mul(seed).sum().backward();
            descend(network, y.mul(seed));
            assertClose(Tensors.floats(x.grad()), Tensors.floats(same.grad()));
            assertGradients(network, w, biased ? b : null);

            // an input that needs no gradient may be computed with differently
            Tensor again = network.forward(x.detach(), Layer.Mode.TRAIN);
            assertClose(Tensors.floats(again), Tensors.floats(wanted));
            descend(network, again.mul(seed));
            assertGradients(network, w, biased ? b : null);
        }
    }

    private static void descend(Network network, Tensor loss) {
        network.zeroGradient();
        loss.sum().backward();
        network.gatherGradient();
    }

    private static void assertGradients(Network network, Tensor weight, @Nullable Tensor bias) {
        Tensor flat = network.parameters().gradients();
        assertClose(Tensors.floats(network.parameters().value("n.x.weight", flat)), Tensors.floats(weight.grad()));
        if (bias != null) {
            assertClose(Tensors.floats(network.parameters().value("n.x.bias", flat)), Tensors.floats(bias.grad()));
        }
    }

    private static void assertClose(float[] found, float[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        double scale = 0;
        for (float value : wanted) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(scale).isPositive();
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) found[i]).isCloseTo(wanted[i], within(1e-4 * scale));
        }
    }

    private static Tensor leaf(Tensor tensor) {
        Tensor copy = tensor.detach().contiguous().clone();
        return copy.requires_grad_(true);
    }

    private static long[] sizes(Tensor tensor) {
        long[] sizes = new long[(int) tensor.dim()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = tensor.size(i);
        }
        return sizes;
    }

    private static Tensor random(long seed, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count = Math.toIntExact(count * extent);
        }
        Draws draws = new Draws(seed, 0);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) draws.nextGaussian();
        }
        return Tensors.of(values, shape);
    }
}
