package dev.facet.model.layer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Fast versions of the 4×4, stride 2 convolutions of the DCGAN family on CPUs. All activations are channels-last.
 *
 * <p>Between wide layers, libtorch computes the convolution and the gradient of its input. The weight gradient is a
 * matrix product with the patches of the input, computed after the backward pass. Next to the image, where there are
 * few channels and convolution kernels are slow, everything is a matrix product with patches. Convolutions with other
 * kernels and strides use the same patches.
 */
final class Products {
    static final int KERNEL = 4;
    static final int FEW_CHANNELS = 4;
    /**
     * From this size on, a deferred weight gradient is faster than one that libtorch computes and adds to the flat
     * buffer.
     */
    private static final long LARGE = 1 << 18;

    private static final long[] STRIDE = {2, 2};
    private static final long[] PADDING = {1, 1};
    private static final long[] DILATION = {1, 1};
    private static final long[] NONE = {0, 0};

    private Products() {}

    static final Pass.Operands LINEAR = new Pass.Operands() {
        @Override
        public Tensor left(Tensor input, Tensor outputGradient) {
            return outputGradient;
        }

        @Override
        public Tensor right(Tensor input, Tensor outputGradient) {
            return input;
        }
    };

    static final Pass.Operands CONVOLUTION = new Pass.Operands() {
        @Override
        public Tensor left(Tensor input, Tensor outputGradient) {
            return pixels(outputGradient);
        }

        @Override
        public Tensor right(Tensor input, Tensor outputGradient) {
            return patches(padded(input), KERNEL, 2);
        }
    };

    static final Pass.Operands TRANSPOSED_CONVOLUTION = new Pass.Operands() {
        @Override
        public Tensor left(Tensor input, Tensor outputGradient) {
            return pixels(input);
        }

        @Override
        public Tensor right(Tensor input, Tensor outputGradient) {
            return patches(padded(outputGradient), KERNEL, 2);
        }
    };

    /** Operands for a convolution without a border: its input already has one. */
    record Borderless(int kernel, int stride) implements Pass.Operands {
        @Override
        public Tensor left(Tensor input, Tensor outputGradient) {
            return pixels(outputGradient);
        }

        @Override
        public Tensor right(Tensor input, Tensor outputGradient) {
            return patches(input.permute(0, 2, 3, 1).contiguous(), kernel, stride);
        }
    }

    /** Operands for a transposed convolution whose result is not cropped. */
    record Uncropped(int kernel, int stride) implements Pass.Operands {
        @Override
        public Tensor left(Tensor input, Tensor outputGradient) {
            return pixels(input);
        }

        @Override
        public Tensor right(Tensor input, Tensor outputGradient) {
            return patches(outputGradient.permute(0, 2, 3, 1).contiguous(), kernel, stride);
        }
    }

    /** Whether a fully connected layer is large enough to defer its weight gradient. */
    static boolean worthDeferring(int inputs, int outputs) {
        return (long) inputs * outputs >= LARGE;
    }

    /** {@code x [N, c, h, w]}, {@code kernel [k, c, 4, 4]} to {@code [N, k, h / 2, w / 2]}. */
    static Tensor convolve(Tensor x, Tensor kernel) {
        return torch.conv2d(x, kernel, new TensorOptional(), STRIDE, PADDING, DILATION, 1);
    }

    /** {@code x [N, c, h, w]}, {@code kernel [c, k, 4, 4]} to {@code [N, k, 2 h, 2 w]}. */
    static Tensor transpose(Tensor x, Tensor kernel) {
        return torch.conv_transpose2d(x, kernel, new TensorOptional(), STRIDE, PADDING, NONE, 1, DILATION);
    }

    /**
     * {@link #convolve} for few input channels whose gradient is needed, plus a bias: a matrix product with patches,
     * which autograd differentiates. libtorch computes the gradient of such an input slowly, and all else faster: for
     * 64 images of 3×32×32 and 32 outputs in bf16, on one core, forward and backward take 2.7 ms here and 3.3 ms
     * there, but without the input's gradient 1.6 ms here and 0.8 ms there.
     */
    static Tensor convolveFew(Tensor x, Tensor kernel, TensorOptional bias) {
        long n = x.size(0);
        long c = x.size(1);
        long h = x.size(2) / 2;
        long w = x.size(3) / 2;
        Tensor padded = torch.constant_pad_nd(x.permute(0, 2, 3, 1), 0, 0, 1, 1, 1, 1); // [N, 2h + 2, 2w + 2, c]
        Tensor blocks = padded.view(n, h + 1, 2, w + 1, 2, c)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(n, h + 1, w + 1, 4 * c); // 2×2 blocks
        Tensor patches = torch.cat(
                        new TensorVector(
                                block(blocks, 0, 0, h, w),
                                block(blocks, 0, 1, h, w),
                                block(blocks, 1, 0, h, w),
                                block(blocks, 1, 1, h, w)),
                        3)
                .view(n * h * w, 16 * c);
        return torch.linear(patches, inBlocks(kernel), bias)
                .view(n, h, w, kernel.size(0))
                .permute(0, 3, 1, 2);
    }

    /** {@link #transpose} for few output channels: a matrix product whose overlapping patches are summed. */
    static Tensor transposeFew(Tensor x, Tensor kernel) {
        long n = x.size(0);
        long h = x.size(2);
        long w = x.size(3);
        long c = kernel.size(1);
        Tensor patches = pixels(x).matmul(inBlocks(kernel)).view(n, h, w, 16 * c);
        Tensor blocks = torch.constant_pad_nd(patches.narrow(3, 0, 4 * c), 0, 0, 0, 1, 0, 1)
                .add_(torch.constant_pad_nd(patches.narrow(3, 4 * c, 4 * c), 0, 0, 1, 0, 0, 1))
                .add_(torch.constant_pad_nd(patches.narrow(3, 8 * c, 4 * c), 0, 0, 0, 1, 1, 0))
                .add_(torch.constant_pad_nd(
                        patches.narrow(3, 12 * c, 4 * c), 0, 0, 1, 0, 1, 0)); // [N, h + 1, w + 1, 4c]
        return blocks.view(n, h + 1, w + 1, 2, 2, c)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(n, 2 * h + 2, 2 * w + 2, c)
                .narrow(1, 1, 2 * h)
                .narrow(2, 1, 2 * w)
                .permute(0, 3, 1, 2);
    }

    /** {@code [N, c, h, w]} to {@code [N·h·w, c]}. */
    private static Tensor pixels(Tensor x) {
        Tensor last = x.permute(0, 2, 3, 1);
        return last.reshape(-1, last.size(3));
    }

    /** {@code [N, c, h, w]} to {@code [N, h + 2, w + 2, c]}. */
    private static Tensor padded(Tensor x) {
        return torch.constant_pad_nd(x.permute(0, 2, 3, 1), 0, 0, 1, 1, 1, 1).contiguous();
    }

    /**
     * The patches of {@code x [N, h, w, c]} that a kernel covers at each place: {@code [N·h'·w', kernel²·c]},
     * contiguous, with columns in the order row, column, channel. There are {@code h' = (h − kernel) / stride + 1}
     * places down.
     */
    private static Tensor patches(Tensor x, int kernel, int stride) {
        long n = x.size(0);
        long h = x.size(1);
        long w = x.size(2);
        long c = x.size(3);
        long down = (h - kernel) / stride + 1;
        long across = (w - kernel) / stride + 1;
        return x.as_strided(
                        new long[] {n, down, across, kernel, kernel * c},
                        new long[] {h * w * c, stride * w * c, stride * c, w * c, 1})
                .reshape(n * down * across, (long) kernel * kernel * c);
    }

    private static Tensor block(Tensor blocks, long row, long column, long h, long w) {
        return blocks.narrow(1, row, h).narrow(2, column, w);
    }

    /** {@code kernel [a, b, 4, 4]} to {@code [a, 16·b]}, columns by block row, block column, row, column, b. */
    private static Tensor inBlocks(Tensor kernel) {
        return kernel.view(kernel.size(0), kernel.size(1), 2, 2, 2, 2)
                .permute(0, 2, 4, 3, 5, 1)
                .reshape(kernel.size(0), -1);
    }
}
