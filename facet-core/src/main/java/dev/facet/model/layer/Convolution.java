package dev.facet.model.layer;

import java.util.List;

import org.bytedeco.pytorch.Tensor;

/** Convolution with a 4×4 kernel, stride 2 and a border of one zero. Halves height and width. */
public record Convolution(String name, int inputs, int outputs, Bias bias, Start start) implements Layer {
    /** With DCGAN's starting values. */
    public Convolution(String name, int inputs, int outputs, Bias bias) {
        this(name, inputs, outputs, bias, Start.NORMAL);
    }

    @Override
    public List<Weight> weights() {
        return Biased.weights(new long[] {outputs, inputs, Products.KERNEL, Products.KERNEL}, bias, outputs, start);
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireChannels(name, input, inputs);
        return new long[] {outputs, input[1] / 2, input[2] / 2};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (inputs <= Products.FEW_CHANNELS && !pass.onGpu()) {
            if (!x.requires_grad()) {
                return Biased.add(Products.convolve(x, pass.weight("weight")), bias, pass);
            }
            return Products.convolveFew(x, pass.weight("weight"), Biased.optional(bias, pass));
        }
        Tensor y = Products.convolve(x, pass.constant("weight")); // [N, outputs, h / 2, w / 2]
        pass.defer("weight", x, y, Products.CONVOLUTION);
        return Biased.add(y, bias, pass);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.weighted(this, "Conv", Operators.kernel(4, 4, 2, 2, 1, 1, 1, 1), x, output(x.shape()));
    }

    @Override
    public long multiplications(long[] input) {
        long[] made = output(input);
        return 16 * made[1] * made[2] * inputs * outputs;
    }

    @Override
    public Layer widened(int more) {
        return new Convolution(name, inputs + more, outputs, bias, start);
    }
}
