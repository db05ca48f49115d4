package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The hyperbolic tangent, to (−1, 1). */
public record Tanh() implements Layer {
    @Override
    public long[] output(long[] input) {
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return torch.tanh(x);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.node("Tanh", Map.of(), x.shape(), x);
    }
}
