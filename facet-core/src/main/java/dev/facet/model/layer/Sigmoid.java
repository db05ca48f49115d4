package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The logistic sigmoid, to (0, 1). */
public record Sigmoid() implements Layer {
    @Override
    public long[] output(long[] input) {
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return torch.sigmoid(x);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.node("Sigmoid", Map.of(), x.shape(), x);
    }
}
