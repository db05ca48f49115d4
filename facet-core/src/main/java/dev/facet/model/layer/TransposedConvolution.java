package dev.facet.model.layer;

import java.util.List;

import org.bytedeco.pytorch.Tensor;

/** Transposed ("up") convolution with a 4×4 kernel and stride 2. Doubles height and width. */
public record TransposedConvolution(String name, int inputs, int outputs, Bias bias) implements Layer {
    @Override
    public List<Weight> weights() {
        return Biased.weights(
                new long[] {inputs, outputs, Products.KERNEL, Products.KERNEL}, bias, outputs, Start.NORMAL);
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireChannels(name, input, inputs);
        return new long[] {outputs, 2 * input[1], 2 * input[2]};
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
        return Biased.add(y, bias, pass);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.weighted(this, "ConvTranspose", Operators.kernel(4, 4, 2, 2, 1, 1, 1, 1), x, output(x.shape()));
    }

    @Override
    public long multiplications(long[] input) {
        return 16 * input[1] * input[2] * inputs * outputs;
    }

    @Override
    public Layer widened(int more) {
        return new TransposedConvolution(name, inputs + more, outputs, bias);
    }
}
