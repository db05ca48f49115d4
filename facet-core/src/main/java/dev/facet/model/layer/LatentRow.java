package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.torch.Tensors;

/**
 * Turns numbers in the layout of a generator's input {@code [N, width]} into rows that training could have drawn: the
 * largest number of a categorical code becomes 1 and its others 0, and numbers of a uniform distribution end at its
 * ends. The gradient passes through numbers within the ends, and not through categories.
 */
public record LatentRow(LatentSpec latent) implements Layer {
    /**
     * Columns that are treated alike.
     *
     * @param categories whether they are the categories of one code
     * @param least lower end of a uniform distribution; not finite without ends
     * @param most upper end
     */
    private record Part(int from, int count, boolean categories, double least, double most) {
        boolean bounded() {
            return Double.isFinite(least);
        }
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        Noise noise = latent.noise();
        if (noise.size() > 0) {
            boolean uniform = noise.distribution() == Noise.Distribution.UNIFORM;
            double end = uniform ? 1 : Double.POSITIVE_INFINITY;
            parts.add(new Part(0, noise.size(), false, -end, end));
        }
        for (Code code : latent.codes()) {
            int from = latent.offset(code);
            if (code instanceof Code.Uniform uniform) {
                parts.add(new Part(from, code.width(), false, uniform.low(), uniform.high()));
            } else {
                double none = Double.POSITIVE_INFINITY;
                parts.add(new Part(from, code.width(), code instanceof Code.Categorical, -none, none));
            }
        }
        return parts;
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireFeatures("latent row", input, latent.width());
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        TensorVector all = new TensorVector();
        for (Part part : parts()) {
            Tensor columns = x.narrow(1, part.from(), part.count()).to(ScalarType.Float);
            if (part.categories()) {
                Tensor category = columns.argmax(new LongOptional(1), false);
                columns = torch.one_hot(category, part.count()).to(ScalarType.Float);
            } else if (part.bounded()) {
                columns = columns.clamp(Tensors.optional(part.least()), Tensors.optional(part.most()));
            }
            all.push_back(columns);
        }
        return torch.cat(all, 1);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        List<String> all = new ArrayList<>();
        for (Part part : parts()) {
            long[] shape = {part.count()};
            Operators.Value columns = to.node(
                    "Slice",
                    Map.of(),
                    shape,
                    x.name(),
                    to.constant(new long[] {part.from()}),
                    to.constant(new long[] {part.from() + part.count()}),
                    to.constant(new long[] {1}));
            if (part.categories()) {
                Operators.Value category =
                        to.node("ArgMax", Map.of("axis", 1L, "keepdims", 0L), new long[0], columns.name());
                columns = to.node(
                        "OneHot",
                        Map.of(),
                        shape,
                        category.name(),
                        to.constant(new long[] {part.count()}),
                        to.constant(new float[] {0, 1}, 2));
            } else if (part.bounded()) {
                columns = to.node(
                        "Clip",
                        Map.of(),
                        shape,
                        columns.name(),
                        to.constant(new float[] {(float) part.least()}),
                        to.constant(new float[] {(float) part.most()}));
            }
            all.add(columns.name());
        }
        return to.node("Concat", Map.of("axis", 1L), x.shape(), all.toArray(String[]::new));
    }
}
