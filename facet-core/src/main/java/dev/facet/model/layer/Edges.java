package dev.facet.model.layer;

import java.util.Arrays;
import java.util.Map;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.torch.Tensors;

/**
 * Turns an image {@code [c, h, w]} into its edges {@code [3, h, w]}: their strength, and the cosine and sine of twice
 * their direction, times the strength. Colours, brightness, and which side of an edge is the lighter one are gone;
 * shape stays. Strengths are relative to the root of their mean square in the image, so contrast is gone too.
 *
 * <p>Differences are Sobel's, with the outermost pixels repeated, and are summed over the channels as the structure
 * tensor of a multichannel image (Di Zenzo 1986). Twice the angle makes both directions of an edge the same (Granlund
 * 1978). Invariant information clustering (Ji, Henriques, Vedaldi 2019) gives its networks Sobel's differences of grey
 * images of objects for the same reason: clusters would follow colours.
 */
public record Edges() implements Layer {
    /** Number of output channels. */
    public static final int CHANNELS = 3;

    private static final double TINY = 1e-3;
    /** Edges weaker than this are not enlarged to the usual strength; black to white is 2. */
    private static final double FAINT = 0.05;
    /** Sobel's kernels have weights whose absolute values add up to this. */
    private static final double SUM = 8;

    @Override
    public long[] output(long[] input) {
        Shapes.requireImage("edges", input);
        return new long[] {CHANNELS, input[1], input[2]};
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return of(x);
    }

    /** The edges of images {@code [N, c, h, w]} in the networks' range: {@code [N, 3, h, w]}. */
    public static Tensor of(Tensor x) {
        Tensor small = x.to(ScalarType.Float).contiguous().mul(Tensors.scalar(1 / SUM));
        Tensor padded = torch.replication_pad2d(small, new long[] {1, 1, 1, 1});
        Tensor right = smoothed(differences(padded, 3), 2); // [N, c, h, w]
        Tensor below = smoothed(differences(padded, 2), 3);
        Tensor horizontal = overChannels(right.square());
        Tensor vertical = overChannels(below.square());
        Tensor both = overChannels(right.mul(below));
        Tensor energy = horizontal.add(vertical).add(Tensors.scalar(TINY * TINY));
        Tensor usual = energy.mean(new long[] {2, 3}, true, new ScalarTypeOptional())
                .sqrt()
                .add(Tensors.scalar(FAINT));
        Tensor strength = energy.sqrt();
        Tensor cosine = horizontal.sub(vertical).div(strength);
        Tensor sine = both.mul(Tensors.scalar(2)).div(strength);
        return torch.cat(new TensorVector(strength, cosine, sine), 1).div(usual).to(x.scalar_type());
    }

    /** The differences between the next pixel and the one before along a dimension; two fewer than pixels. */
    private static Tensor differences(Tensor x, int dimension) {
        long length = x.size(dimension) - 2;
        return x.narrow(dimension, 2, length).sub(x.narrow(dimension, 0, length));
    }

    /** The sums over three pixels along a dimension, with weights 1, 2, 1; two fewer than pixels. */
    private static Tensor smoothed(Tensor x, int dimension) {
        long length = x.size(dimension) - 2;
        return x.narrow(dimension, 0, length)
                .add(x.narrow(dimension, 2, length))
                .add_(x.narrow(dimension, 1, length), Tensors.scalar(2));
    }

    private static Tensor overChannels(Tensor x) {
        return x.sum(new long[] {1}, true, new ScalarTypeOptional());
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        long channels = x.shape()[0];
        long height = x.shape()[1];
        long width = x.shape()[2];
        long[] one = {1, height, width};
        Operators.Value padded = to.node(
                "Pad",
                Map.of("mode", "edge"),
                new long[] {channels, height + 2, width + 2},
                x.name(),
                to.constant(0, 0, 1, 1, 0, 0, 1, 1));
        Operators.Value right = differences(to, padded, x.shape(), true);
        Operators.Value below = differences(to, padded, x.shape(), false);
        Operators.Value horizontal = overChannels(to, right, right);
        Operators.Value vertical = overChannels(to, below, below);
        Operators.Value both = overChannels(to, right, below);
        Operators.Value sum = add(to, horizontal, vertical.name());
        Operators.Value energy = add(to, sum, number(to, TINY * TINY));
        Operators.Value mean =
                to.node("ReduceMean", Map.of("axes", new long[] {2, 3}, "keepdims", 1L), new long[] {1, 1, 1}, energy);
        Operators.Value usual = add(to, to.node("Sqrt", Map.of(), mean.shape(), mean), number(to, FAINT));
        Operators.Value strength = to.node("Sqrt", Map.of(), one, energy);
        Operators.Value aligned = to.node("Sub", Map.of(), one, horizontal.name(), vertical.name());
        Operators.Value cosine = to.node("Div", Map.of(), one, aligned.name(), strength.name());
        Operators.Value twice = add(to, both, both.name());
        Operators.Value sine = to.node("Div", Map.of(), one, twice.name(), strength.name());
        Operators.Value all =
                to.node("Concat", Map.of("axis", 1L), output(x.shape()), strength.name(), cosine.name(), sine.name());
        return to.node("Div", Map.of(), output(x.shape()), all.name(), usual.name());
    }

    private static Operators.Value differences(Operators to, Operators.Value padded, long[] shape, boolean right) {
        int channels = (int) shape[0];
        float[] kernels = new float[channels * 9];
        for (int i = 0; i < kernels.length; i++) {
            int row = i % 9 / 3 - 1;
            int column = i % 3 - 1;
            int along = right ? column : row;
            int across = right ? row : column;
            kernels[i] = (float) (along * (2 - Math.abs(across)) / SUM);
        }
        return to.node(
                "Conv",
                Map.of("kernel_shape", new long[] {3, 3}, "group", (long) channels),
                shape,
                padded.name(),
                to.constant(kernels, channels, 1, 3, 3));
    }

    private static Operators.Value overChannels(Operators to, Operators.Value one, Operators.Value other) {
        long[] shape = one.shape();
        Operators.Value product = to.node("Mul", Map.of(), shape, one.name(), other.name());
        float[] ones = new float[(int) shape[0]];
        Arrays.fill(ones, 1);
        return to.node(
                "Conv",
                Map.of("kernel_shape", new long[] {1, 1}),
                new long[] {1, shape[1], shape[2]},
                product.name(),
                to.constant(ones, 1, shape[0], 1, 1));
    }

    private static Operators.Value add(Operators to, Operators.Value x, String other) {
        return to.node("Add", Map.of(), x.shape(), x.name(), other);
    }

    private static String number(Operators to, double value) {
        return to.constant(new float[] {(float) value}, 1);
    }
}
