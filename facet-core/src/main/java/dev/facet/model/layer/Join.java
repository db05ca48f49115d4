package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Appends the side input of the network to the features: {@code [N, inputs]} and {@code [N, width]} to
 * {@code [N, inputs + width]}.
 *
 * @param width numbers of the side input
 */
public record Join(int width) implements Layer {
    @Override
    public long[] output(long[] input) {
        if (input.length != 1) {
            throw Shapes.mismatch("join", input, "features");
        }
        return new long[] {input[0] + width};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return torch.cat(new TensorVector(x, pass.side().to(x.scalar_type())), 1);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.node(
                "Concat",
                Map.of("axis", 1L),
                output(x.shape()),
                x.name(),
                to.side().name());
    }

    @Override
    public int pixelsAfter(int before, int after, long[] input) {
        return 0;
    }

    @Override
    public int pixelsBefore(int after) {
        return 0;
    }
}
