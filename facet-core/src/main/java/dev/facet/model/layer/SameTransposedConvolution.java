package dev.facet.model.layer;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Transposed convolution with a square kernel: the gradient of {@link SameConvolution}, from {@code h} to
 * {@code stride · h}.
 */
public record SameTransposedConvolution(
        String name, int inputs, int outputs, int kernel, int stride, Bias bias, Start start) implements Layer {
    public SameTransposedConvolution {
        if (kernel < stride) {
            throw new IllegalArgumentException(
                    "the kernel of " + name + " is " + kernel + "; it must be at least the stride, which is " + stride);
        }
    }

    @Override
    public List<Weight> weights() {
        return Biased.weights(new long[] {inputs, outputs, kernel, kernel}, bias, outputs, start);
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireChannels(name, input, inputs);
        return new long[] {outputs, stride * input[1], stride * input[2]};
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
        return Biased.add(cropped, bias, pass);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        long before = (kernel - stride) / 2;
        long after = kernel - stride - before;
        return to.weighted(
                this,
                "ConvTranspose",
                Operators.kernel(kernel, kernel, stride, stride, before, before, after, after),
                x,
                output(x.shape()));
    }

    @Override
    public long multiplications(long[] input) {
        return (long) kernel * kernel * input[1] * input[2] * inputs * outputs;
    }

    @Override
    public Layer widened(int more) {
        return new SameTransposedConvolution(name, inputs + more, outputs, kernel, stride, bias, start);
    }
}
