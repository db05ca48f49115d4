package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The end of a generator of sequences with lengths of their own: the last channel becomes {@code present}, from 0 to 1,
 * by the logistic sigmoid, and all others are multiplied by it. Each time step has a sigmoid of its own: unlike one
 * number for the end, it lets the gradient of D reach every step, and D sees to it that a sequence ends once.
 */
public record Presence() implements Layer {
    @Override
    public long[] output(long[] input) {
        if (input.length != 3 || input[0] < 2) {
            throw Shapes.mismatch("presence", input, "a channel of values and one more");
        }
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        long values = x.size(1) - 1;
        Tensor present = torch.sigmoid(x.narrow(1, values, 1));
        return torch.cat(new TensorVector(x.narrow(1, 0, values).mul(present), present), 1);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        long values = x.shape()[0] - 1;
        Operators.Value present = to.node(
                "Sigmoid", Map.of(), shape(x, 1), channels(to, x, values, 1).name());
        Operators.Value multiplied = to.node(
                "Mul", Map.of(), shape(x, values), channels(to, x, 0, values).name(), present.name());
        return to.node("Concat", Map.of("axis", 1L), x.shape(), multiplied.name(), present.name());
    }

    private static Operators.Value channels(Operators to, Operators.Value x, long from, long count) {
        return to.node(
                "Slice",
                Map.of(),
                shape(x, count),
                x.name(),
                to.constant(new long[] {from}),
                to.constant(new long[] {from + count}),
                to.constant(new long[] {1}));
    }

    private static long[] shape(Operators.Value x, long channels) {
        long[] shape = x.shape().clone();
        shape[0] = channels;
        return shape;
    }
}
