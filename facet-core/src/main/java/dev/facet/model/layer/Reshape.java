package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;

/** {@code [N, height·width·channels]}, in this order, to {@code [N, channels, height, width]}. */
public record Reshape(int channels, int height, int width) implements Layer {
    @Override
    public long[] output(long[] input) {
        Shapes.requireFeatures("reshape", input, (long) channels * height * width);
        return new long[] {channels, height, width};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.view(-1, height, width, channels).permute(0, 3, 1, 2);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        Operators.Value there = to.node(
                "Reshape",
                Map.of(),
                new long[] {height, width, channels},
                x.name(),
                to.constant(-1, height, width, channels));
        return to.node("Transpose", Map.of("perm", new long[] {0, 3, 1, 2}), output(x.shape()), there);
    }

    @Override
    public int pixelsAfter(int before, int after, long[] input) {
        return 0;
    }

    @Override
    public int pixelsBefore(int after) {
        return channels;
    }
}
