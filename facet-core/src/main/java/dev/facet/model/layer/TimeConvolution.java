package dev.facet.model.layer;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolution over time of sequences {@code [N, channels, 1, time]}, with kernel 4, stride 2 and a border of one zero.
 * Halves the length.
 */
public record TimeConvolution(String name, int inputs, int outputs, Bias bias) implements Layer {
    @Override
    public List<Weight> weights() {
        return Biased.weights(new long[] {outputs, inputs, 1, Products.KERNEL}, bias, outputs, Start.NORMAL);
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireChannels(name, input, inputs);
        return new long[] {outputs, 1, input[2] / 2};
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
        return Biased.add(y, bias, pass);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.weighted(this, "Conv", Operators.kernel(1, 4, 1, 2, 0, 1, 0, 1), x, output(x.shape()));
    }

    @Override
    public long multiplications(long[] input) {
        return (long) Products.KERNEL * output(input)[2] * inputs * outputs;
    }

    @Override
    public Layer widened(int more) {
        return new TimeConvolution(name, inputs + more, outputs, bias);
    }
}
