package dev.facet.model;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

import dev.facet.torch.Tensors;

/**
 * One layer of a network, as data: what a table in a paper has as a row. A layer declares its weights and statistics; the
 * {@link Network} holds them. Shapes are libtorch's: {@code [N, features]} or {@code [N, channels, height, width]}.
 */
public sealed interface Layer {
    /** How batch normalisation behaves in a pass. */
    enum Mode {
        /** Statistics of the batch. */
        TRAIN,
        /** Statistics of the batch, which also move the running ones. */
        TRACK,
        /** Running statistics. */
        INFER
    }

    /** How a weight starts. */
    enum Start {
        /** N(0, 0.02²), as DCGAN and InfoGAN do. */
        NORMAL,
        ZERO,
        ONE
    }

    /**
     * A trained tensor of a layer.
     *
     * @param name within the layer, as PyTorch calls it
     * @param matrix whether it belongs to a matrix product, and so may be computed with in bf16
     */
    record Weight(String name, long[] shape, Start start, boolean matrix) {}

    /** A running statistic: not trained, but saved. */
    record Statistic(String name, long size, Start start) {}

    /** Where a layer finds its tensors, by the names it declared. */
    interface Lookup {
        Tensor get(String name);
    }

    Tensor apply(Tensor x, Lookup tensors, Mode mode);

    /** The layer's name within its network; layers without tensors have none. */
    default String name() {
        return "";
    }

    default List<Weight> weights() {
        return List.of();
    }

    default List<Statistic> statistics() {
        return List.of();
    }

    /** Fully connected. */
    record Linear(String name, int inputs, int outputs) implements Layer {
        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("weight", new long[] {outputs, inputs}, Start.NORMAL, true),
                    new Weight("bias", new long[] {outputs}, Start.ZERO, true));
        }

        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return torch.linear(x, tensors.get("weight"), new TensorOptional(tensors.get("bias"))); // [N, outputs]
        }
    }

    /** Convolution with a square kernel and zero padding; {@code h → (h + 2·padding − kernel) / stride + 1}. */
    record Convolution(String name, int inputs, int outputs, int kernel, int stride, int padding) implements Layer {
        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("weight", new long[] {outputs, inputs, kernel, kernel}, Start.NORMAL, true),
                    new Weight("bias", new long[] {outputs}, Start.ZERO, true));
        }

        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return torch.conv2d(
                    x,
                    tensors.get("weight"),
                    new TensorOptional(tensors.get("bias")),
                    new long[] {stride, stride},
                    new long[] {padding, padding},
                    new long[] {1, 1},
                    1); // [N, outputs, h, w]
        }
    }

    /** Transposed ("up") convolution; {@code h → (h − 1)·stride − 2·padding + kernel}. */
    record TransposedConvolution(String name, int inputs, int outputs, int kernel, int stride, int padding)
            implements Layer {
        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("weight", new long[] {inputs, outputs, kernel, kernel}, Start.NORMAL, true),
                    new Weight("bias", new long[] {outputs}, Start.ZERO, true));
        }

        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return torch.conv_transpose2d(
                    x,
                    tensors.get("weight"),
                    new TensorOptional(tensors.get("bias")),
                    new long[] {stride, stride},
                    new long[] {padding, padding},
                    new long[] {0, 0},
                    1,
                    1,
                    1); // [N, outputs, h, w]
        }
    }

    /** Batch normalisation (Ioffe, Szegedy 2015) over all but dimension 1. */
    record BatchNorm(String name, int features) implements Layer {
        private static final double EPSILON = 1e-5;
        private static final double MOMENTUM = 0.1;

        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("weight", new long[] {features}, Start.ONE, false),
                    new Weight("bias", new long[] {features}, Start.ZERO, false));
        }

        @Override
        public List<Statistic> statistics() {
            return List.of(
                    new Statistic("running_mean", features, Start.ZERO),
                    new Statistic("running_var", features, Start.ONE));
        }

        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            boolean running = mode != Mode.TRAIN;
            return torch.batch_norm(
                    x,
                    new TensorOptional(tensors.get("weight")),
                    new TensorOptional(tensors.get("bias")),
                    running ? new TensorOptional(tensors.get("running_mean")) : new TensorOptional(),
                    running ? new TensorOptional(tensors.get("running_var")) : new TensorOptional(),
                    mode != Mode.INFER,
                    MOMENTUM,
                    EPSILON,
                    false);
        }
    }

    /** {@code max(x, leak·x)}; with a leak of 0 the plain rectifier. */
    record Rectifier(double leak) implements Layer {
        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return leak == 0 ? torch.relu(x) : torch.leaky_relu(x, Tensors.scalar(leak));
        }
    }

    /** To (−1, 1). */
    record Tanh() implements Layer {
        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return torch.tanh(x);
        }
    }

    /** To (0, 1). */
    record Sigmoid() implements Layer {
        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return torch.sigmoid(x);
        }
    }

    /** {@code [N, channels·height·width]} to {@code [N, channels, height, width]}. */
    record Reshape(int channels, int height, int width) implements Layer {
        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return x.view(-1, channels, height, width);
        }
    }

    /** {@code [N, c, h, w]} to {@code [N, c·h·w]}. */
    record Flatten() implements Layer {
        @Override
        public Tensor apply(Tensor x, Lookup tensors, Mode mode) {
            return x.flatten(1, -1);
        }
    }
}
