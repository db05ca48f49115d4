package dev.facet.model;

import java.util.List;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

import dev.facet.torch.Tensors;

/**
 * One layer of a network, as data: what a table in a paper has as a row. A layer declares its weights and statistics;
 * the {@link Network} holds them. Shapes are libtorch's, {@code [N, features]} or {@code [N, channels, height, width]};
 * the memory behind the latter is channels-last, which CPUs convolve faster.
 */
public sealed interface Layer {
    /** How batch normalisation behaves in a pass. */
    enum Mode {
        /** Statistics of the batch. */
        TRAIN,
        /** Statistics of the batch, which also move the running ones. */
        TRACK,
        /** Statistics of the batch, in operations whose gradients have gradients: for penalties of slopes. Slower. */
        TWICE,
        /** Running statistics. */
        INFER
    }

    /** How a weight starts. */
    enum Start {
        /** N(0, 0.02²), as DCGAN and InfoGAN do. */
        NORMAL,
        /**
         * Uniform within ±√(6 / (inputs + outputs)), counting each place of a kernel (Glorot, Bengio 2010), as Keras
         * does.
         */
        GLOROT,
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

    /** The layer of some input. */
    Tensor apply(Tensor x, Pass pass);

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

    /**
     * Whether a layer that adds no bias is what comes before batch normalisation, which would take a bias away again.
     */
    enum Bias {
        WITH,
        WITHOUT
    }

    /** With the bias of each channel, where there is one: {@code [N, channels, h, w]}. */
    private static Tensor biased(Tensor y, Bias bias, Pass pass) {
        return bias == Bias.WITH ? y.add(pass.weight("bias").view(1, -1, 1, 1)) : y;
    }

    private static List<Weight> weighted(long[] shape, Bias bias, long outputs, Start start) {
        Weight weight = new Weight("weight", shape, start, true);
        return bias == Bias.WITHOUT
                ? List.of(weight)
                : List.of(weight, new Weight("bias", new long[] {outputs}, Start.ZERO, true));
    }

    /** The layer as another network has it: without what this one adds to it. */
    default Layer plain() {
        return this;
    }

    /** A layer whose weight is spectrally normalised (Miyato et al. 2018). */
    record Spectral(Layer plain) implements Layer {
        /** The weight that is. */
        static final String WEIGHT = "weight";

        /** The layers with all their weights normalised, but for those of batch normalisation. */
        static List<Layer> all(List<Layer> layers) {
            return layers.stream()
                    .map(layer -> hasMatrix(layer) ? new Spectral(layer) : layer)
                    .toList();
        }

        private static boolean hasMatrix(Layer layer) {
            return layer.weights().stream()
                    .anyMatch(weight -> weight.matrix() && weight.name().equals(WEIGHT));
        }

        @Override
        public String name() {
            return plain.name();
        }

        @Override
        public List<Weight> weights() {
            return plain.weights();
        }

        @Override
        public List<Statistic> statistics() {
            return plain.statistics();
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return plain.apply(x, pass);
        }
    }

    /** Fully connected. */
    record Linear(String name, int inputs, int outputs, Bias bias, Start start) implements Layer {
        Linear(String name, int inputs, int outputs, Bias bias) {
            this(name, inputs, outputs, bias, Start.NORMAL);
        }

        @Override
        public List<Weight> weights() {
            return weighted(new long[] {outputs, inputs}, bias, outputs, start);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            TensorOptional added = bias == Bias.WITH ? new TensorOptional(pass.weight("bias")) : new TensorOptional();
            if (!Products.worthDeferring(inputs, outputs)) {
                return torch.linear(x, pass.weight("weight"), added); // [N, outputs]
            }
            Tensor y = torch.linear(x, pass.constant("weight"), added);
            pass.defer("weight", x, y, Products.LINEAR);
            return y;
        }
    }

    /** Convolution with a 4×4 kernel, stride 2 and a border of one zero: halves height and width. */
    record Convolution(String name, int inputs, int outputs, Bias bias) implements Layer {
        @Override
        public List<Weight> weights() {
            return weighted(
                    new long[] {outputs, inputs, Products.KERNEL, Products.KERNEL}, bias, outputs, Start.NORMAL);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            if (inputs <= Products.FEW_CHANNELS && !pass.onGpu()) {
                TensorOptional added =
                        bias == Bias.WITH ? new TensorOptional(pass.weight("bias")) : new TensorOptional();
                return Products.convolveFew(x, pass.weight("weight"), added);
            }
            Tensor y = Products.convolve(x, pass.constant("weight")); // [N, outputs, h / 2, w / 2]
            pass.defer("weight", x, y, Products.CONVOLUTION);
            return biased(y, bias, pass);
        }
    }

    /** Transposed ("up") convolution with a 4×4 kernel and stride 2: doubles height and width. */
    record TransposedConvolution(String name, int inputs, int outputs, Bias bias) implements Layer {
        @Override
        public List<Weight> weights() {
            return weighted(
                    new long[] {inputs, outputs, Products.KERNEL, Products.KERNEL}, bias, outputs, Start.NORMAL);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            Tensor y; // [N, outputs, 2 h, 2 w]
            if (outputs <= Products.FEW_CHANNELS && !pass.onGpu()) {
                y = Products.transposeFew(x, pass.weight("weight"));
            } else {
                y = Products.transpose(x, pass.constant("weight"));
                pass.defer("weight", x, y, Products.TRANSPOSED_CONVOLUTION);
            }
            return biased(y, bias, pass);
        }
    }

    /**
     * Convolution with a square kernel and TensorFlow's 'same' border: from {@code h} to {@code ⌈h / stride⌉} pixels,
     * with the larger half of an odd border at the right and the bottom.
     */
    record SameConvolution(String name, int inputs, int outputs, int kernel, int stride, Bias bias, Start start)
            implements Layer {
        @Override
        public List<Weight> weights() {
            return weighted(new long[] {outputs, inputs, kernel, kernel}, bias, outputs, start);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            long[] rows = border(x.size(2));
            long[] columns = border(x.size(3));
            Tensor padded = torch.constant_pad_nd(x, columns[0], columns[1], rows[0], rows[1]);
            Tensor y = torch.conv2d(
                    padded,
                    pass.constant("weight"),
                    new TensorOptional(),
                    new long[] {stride, stride},
                    new long[] {0, 0},
                    new long[] {1, 1},
                    1);
            pass.defer("weight", padded, y, new Products.Borderless(kernel, stride));
            return biased(y, bias, pass);
        }

        /** The zeros before and after {@code extent} pixels. */
        public long[] border(long extent) {
            long results = (extent + stride - 1) / stride;
            long total = Math.max((results - 1) * stride + kernel - extent, 0);
            return new long[] {total / 2, total - total / 2};
        }
    }

    /**
     * Transposed convolution with a square kernel: the gradient of {@link SameConvolution}, from {@code h} to
     * {@code stride · h}.
     */
    record SameTransposedConvolution(
            String name, int inputs, int outputs, int kernel, int stride, Bias bias, Start start) implements Layer {
        public SameTransposedConvolution {
            if (kernel < stride) {
                throw new IllegalArgumentException("the kernel of " + name + " is " + kernel
                        + "; it must be at least the stride, which is " + stride);
            }
        }

        @Override
        public List<Weight> weights() {
            return weighted(new long[] {inputs, outputs, kernel, kernel}, bias, outputs, start);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            Tensor y = torch.conv_transpose2d(
                    x,
                    pass.constant("weight"),
                    new TensorOptional(),
                    new long[] {stride, stride},
                    new long[] {0, 0},
                    new long[] {0, 0},
                    1,
                    new long[] {1, 1});
            pass.defer("weight", x, y, new Products.Uncropped(kernel, stride));
            long before = (kernel - stride) / 2;
            Tensor cropped = y.narrow(2, before, stride * x.size(2)).narrow(3, before, stride * x.size(3));
            return biased(cropped, bias, pass);
        }
    }

    /**
     * Convolution over time, of sequences {@code [N, channels, 1, time]}, with kernel 4, stride 2 and a border of one
     * zero: halves the length.
     */
    record TimeConvolution(String name, int inputs, int outputs, Bias bias) implements Layer {
        @Override
        public List<Weight> weights() {
            return weighted(new long[] {outputs, inputs, 1, Products.KERNEL}, bias, outputs, Start.NORMAL);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            Tensor y = torch.conv2d(
                    x,
                    pass.weight("weight"),
                    new TensorOptional(),
                    new long[] {1, 2},
                    new long[] {0, 1},
                    new long[] {1, 1},
                    1);
            return biased(y, bias, pass);
        }
    }

    /** Transposed convolution over time: the gradient of {@link TimeConvolution}; doubles the length. */
    record TimeTransposedConvolution(String name, int inputs, int outputs, Bias bias) implements Layer {
        @Override
        public List<Weight> weights() {
            return weighted(new long[] {inputs, outputs, 1, Products.KERNEL}, bias, outputs, Start.NORMAL);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            Tensor y = torch.conv_transpose2d(
                    x,
                    pass.weight("weight"),
                    new TensorOptional(),
                    new long[] {1, 2},
                    new long[] {0, 1},
                    new long[] {0, 0},
                    1,
                    new long[] {1, 1});
            return biased(y, bias, pass);
        }
    }

    /**
     * Batch normalisation (Ioffe, Szegedy 2015) over all but dimension 1.
     *
     * @param momentum how much of a batch's statistics the running ones take over
     */
    record BatchNorm(String name, int features, double momentum, double epsilon) implements Layer {
        /** As the InfoGAN paper's code has it. */
        BatchNorm(String name, int features) {
            this(name, features, 0.1, 1e-5);
        }

        /** With the constants of Keras, which calls 0.99 what is 0.01 here. */
        static BatchNorm keras(String name, int features) {
            return new BatchNorm(name, features, 0.01, 1e-3);
        }

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
        public Tensor apply(Tensor x, Pass pass) {
            boolean running = pass.mode() == Mode.TRACK || pass.mode() == Mode.INFER;
            return torch.batch_norm(
                    x,
                    new TensorOptional(pass.weight("weight")),
                    new TensorOptional(pass.weight("bias")),
                    running ? new TensorOptional(pass.statistic("running_mean")) : new TensorOptional(),
                    running ? new TensorOptional(pass.statistic("running_var")) : new TensorOptional(),
                    pass.mode() != Mode.INFER,
                    momentum,
                    epsilon,
                    false);
        }
    }

    /** {@code max(x, leak·x)}; with a leak of 0 the plain rectifier. */
    record Rectifier(double leak) implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            if (pass.overwrite()) {
                return leak == 0 ? torch.relu_(x) : torch.leaky_relu_(x, Tensors.scalar(leak));
            }
            return leak == 0 ? torch.relu(x) : torch.leaky_relu(x, Tensors.scalar(leak));
        }
    }

    /** The largest of each 2×2 pixels: halves height and width. */
    record MaxPool() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return torch.max_pool2d(x, 2, 2);
        }
    }

    /** Doubles height and width by repeating each pixel. */
    record Upsample() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.repeat_interleave(2, new LongOptional(2), new LongOptional())
                    .repeat_interleave(2, new LongOptional(3), new LongOptional());
        }
    }

    /**
     * Leaves out whole channels, each with probability {@code rate}, while training (Tompson et al. 2015). Which,
     * libtorch's generator says; the training loop seeds that at every step.
     */
    record ChannelDropout(double rate) implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return torch.feature_dropout(x, rate, pass.mode() != Mode.INFER);
        }
    }

    /** To (−1, 1). */
    record Tanh() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return torch.tanh(x);
        }
    }

    /** To (0, 1). */
    record Sigmoid() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return torch.sigmoid(x);
        }
    }

    /** {@code [N, height·width·channels]}, in this order, to {@code [N, channels, height, width]}. */
    record Reshape(int channels, int height, int width) implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.view(-1, height, width, channels).permute(0, 3, 1, 2);
        }
    }

    /** {@code [N, c, h, w]} to {@code [N, h·w·c]}, in this order, which is TensorFlow's and that of memory here. */
    record Flatten() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.permute(0, 2, 3, 1).reshape(x.size(0), -1);
        }
    }
}
