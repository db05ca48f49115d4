package dev.facet.model.layer;

import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Doubles height and width by bilinear interpolation, or halves them by averaging 2×2 pixels, which is bilinear
 * interpolation at half the size. Unlike strided and transposed convolutions, it leaves no checkerboard pattern.
 *
 * @param up whether to enlarge the image
 */
public record Resample(boolean up) implements Layer {
    @Override
    public long[] output(long[] input) {
        Shapes.requireImage("resample", input);
        if (!up && (input[1] % 2 != 0 || input[2] % 2 != 0)) {
            throw Shapes.mismatch("resample", input, "an image of even height and width");
        }
        return up
                ? new long[] {input[0], 2 * input[1], 2 * input[2]}
                : new long[] {input[0], input[1] / 2, input[2] / 2};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return up
                ? torch.upsample_bilinear2d(x, new long[] {2 * x.size(2), 2 * x.size(3)}, false)
                : torch.avg_pool2d(x, 2, 2);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        if (!up) {
            return to.node(
                    "AveragePool",
                    Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}),
                    output(x.shape()),
                    x);
        }
        return to.node(
                "Resize",
                Map.of("mode", "linear", "coordinate_transformation_mode", "half_pixel"),
                output(x.shape()),
                x.name(),
                "",
                to.constant(new float[] {1, 1, 2, 2}, 4));
    }
}
