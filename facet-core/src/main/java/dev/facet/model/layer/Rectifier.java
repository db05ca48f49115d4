package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.torch.Tensors;

/** {@code max(x, leak·x)}. With a leak of 0 it is the plain rectifier. */
public record Rectifier(double leak) implements Layer {
    @Override
    public long[] output(long[] input) {
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (pass.overwrite()) {
            return leak == 0 ? torch.relu_(x) : torch.leaky_relu_(x, Tensors.scalar(leak));
        }
        return leak == 0 ? torch.relu(x) : torch.leaky_relu(x, Tensors.scalar(leak));
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return leak == 0
                ? to.node("Relu", Map.of(), x.shape(), x)
                : to.node("LeakyRelu", Map.of("alpha", leak), x.shape(), x);
    }
}
