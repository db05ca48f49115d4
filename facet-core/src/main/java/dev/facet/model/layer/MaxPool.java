package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The maximum of each 2×2 pixels. Halves height and width. */
public record MaxPool() implements Layer {
    @Override
    public long[] output(long[] input) {
        Shapes.requireImage("max-pool", input);
        return new long[] {input[0], input[1] / 2, input[2] / 2};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return torch.max_pool2d(x, 2, 2);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.node(
                "MaxPool",
                Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}),
                output(x.shape()),
                x);
    }
}
