package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/** Doubles height and width by repeating each pixel. */
public record Upsample() implements Layer {
    @Override
    public long[] output(long[] input) {
        Shapes.requireImage("upsample", input);
        return new long[] {input[0], 2 * input[1], 2 * input[2]};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.repeat_interleave(2, new LongOptional(2), new LongOptional())
                .repeat_interleave(2, new LongOptional(3), new LongOptional());
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.node(
                "Resize",
                Map.of(
                        "mode", "nearest",
                        "nearest_mode", "floor",
                        "coordinate_transformation_mode", "asymmetric"),
                output(x.shape()),
                x.name(),
                "",
                to.constant(new float[] {1, 1, 2, 2}, 4));
    }
}
