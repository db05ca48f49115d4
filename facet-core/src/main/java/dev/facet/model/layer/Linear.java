package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Fully connected: {@code [N, inputs]} to {@code [N, outputs]}. */
public record Linear(String name, int inputs, int outputs, Bias bias, Start start) implements Layer {
    public Linear(String name, int inputs, int outputs, Bias bias) {
        this(name, inputs, outputs, bias, Start.NORMAL);
    }

    @Override
    public List<Weight> weights() {
        return Biased.weights(new long[] {outputs, inputs}, bias, outputs, start);
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireFeatures(name, input, inputs);
        return new long[] {outputs};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        TensorOptional added = Biased.optional(bias, pass);
        if (!Products.worthDeferring(inputs, outputs)) {
            return torch.linear(x, pass.weight("weight"), added); // [N, outputs]
        }
        Tensor y = torch.linear(x, pass.constant("weight"), added);
        pass.defer("weight", x, y, Products.LINEAR);
        return y;
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.weighted(this, "Gemm", Map.of("transB", 1L), x, outputs);
    }

    @Override
    public long multiplications(long[] input) {
        return (long) inputs * outputs;
    }

    @Override
    public Layer widened(int more) {
        return new Linear(name, inputs + more, outputs, bias, start);
    }

    @Override
    public int pixelsAfter(int before, int after, long[] input) {
        return after;
    }

    @Override
    public int pixelsBefore(int after) {
        return 0;
    }

    @Override
    public Map<String, PixelOrder> pixelOrders(int before, int after, long[] input) {
        if (before > 0 && after > 0) {
            throw new IllegalStateException(
                    "layer " + name + " turns pixels into pixels; which order both have is not supported");
        }
        if (before > 0) {
            return Map.of("weight", new PixelOrder(1, before));
        }
        return after > 0 ? Map.of("weight", new PixelOrder(0, after), "bias", new PixelOrder(0, after)) : Map.of();
    }
}
