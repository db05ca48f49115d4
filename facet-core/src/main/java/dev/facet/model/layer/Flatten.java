package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;

/** {@code [N, c, h, w]} to {@code [N, h·w·c]}, in this order: that of TensorFlow, and of memory here. */
public record Flatten() implements Layer {
    @Override
    public long[] output(long[] input) {
        Shapes.requireImage("flatten", input);
        return new long[] {input[0] * input[1] * input[2]};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.permute(0, 2, 3, 1).reshape(x.size(0), -1);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        Operators.Value last = to.node("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), x.shape(), x);
        return to.node("Flatten", Map.of("axis", 1L), output(x.shape()), last);
    }

    @Override
    public int pixelsAfter(int before, int after, long[] input) {
        return Math.toIntExact(input[0]);
    }

    @Override
    public int pixelsBefore(int after) {
        return 0;
    }
}
