package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Batch normalisation (Ioffe, Szegedy 2015) over all dimensions except 1. If several processes share a batch, the
 * statistics are those of the rows of all.
 *
 * @param momentum weight of a batch's statistics in the update of the running statistics
 */
public record BatchNorm(String name, int features, double momentum, double epsilon) implements Layer {
    /** With the constants of the InfoGAN paper's code. */
    public BatchNorm(String name, int features) {
        this(name, features, 0.1, 1e-5);
    }

    /** With the constants of Keras. A momentum of 0.99 in Keras is 0.01 here. */
    public static BatchNorm keras(String name, int features) {
        return new BatchNorm(name, features, 0.01, 1e-3);
    }

    @Override
    public List<Weight> weights() {
        return List.of(
                new Weight("weight", new long[] {features}, Start.ONE, false),
                new Weight("bias", new long[] {features}, Start.ZERO, false));
    }

    @Override
    public List<Statistic> statistics() {
        return List.of(new Statistic("running_mean", features, 0), new Statistic("running_var", features, 1));
    }

    @Override
    public long[] output(long[] input) {
        if (input[0] != features) {
            throw Shapes.mismatch(name, input, features + " features or channels");
        }
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Group group = Group.current();
        if (pass.mode() != Mode.INFER && !group.isAlone()) {
            return together(x, pass, group);
        }
        boolean running = pass.mode() == Mode.TRACK || pass.mode() == Mode.INFER;
        return torch.batch_norm(
                x,
                new TensorOptional(pass.weight("weight")),
                new TensorOptional(pass.weight("bias")),
                running ? new TensorOptional(pass.statistic("running_mean")) : new TensorOptional(),
                running ? new TensorOptional(pass.statistic("running_var")) : new TensorOptional(),
                pass.mode() != Mode.INFER,
                momentum,
                epsilon,
                false);
    }

    /**
     * Normalises with the statistics of the rows of all ranks, which gradients pass through. The values come from
     * libtorch's kernel for given statistics m and v, which are constants there; what it multiplies with and adds makes
     * up for that, with the same values and the right gradients.
     */
    private Tensor together(Tensor x, Pass pass, Group group) {
        long[] over = x.dim() == 4 ? new long[] {0, 2, 3} : new long[] {0};
        double count = (double) x.numel() / features;
        Tensor values = x.to(ScalarType.Float);
        Tensor own = values.mean(over, false, new ScalarTypeOptional());
        Tensor squares = pass.mode() == Mode.TWICE ? squares(values, own, over) : cheapSquares(values, own, over);
        // a row per rank, since differences of large sums would lose what a small variance needs
        Tensor row = torch.cat(
                new TensorVector(own, squares, torch.full_like(own.detach().narrow(0, 0, 1), Tensors.scalar(count))),
                0);
        Tensor all = group.total(rowOf(group, row.view(1, -1)));
        Tensor counts = all.narrow(1, 2L * features, 1).detach();
        Tensor total = counts.sum();
        Tensor means = all.narrow(1, 0, features);
        long[] ranks = {0};
        Tensor mean = means.mul(counts).sum(ranks).div(total);
        Tensor variance = all.narrow(1, features, features)
                .add(means.sub(mean).pow(Tensors.scalar(2)).mul(counts))
                .sum(ranks)
                .div(total);
        Tensor inverse = variance.add(Tensors.scalar(epsilon)).rsqrt();
        if (pass.mode() == Mode.TRACK) {
            track(pass, mean, variance.mul(total).div(total.sub(Tensors.scalar(1))));
        }
        Tensor weight = pass.weight("weight");
        Tensor bias = pass.weight("bias");
        if (pass.mode() == Mode.TWICE) {
            return values.sub(rows(mean, x))
                    .mul(rows(inverse.mul(weight), x))
                    .add(rows(bias, x))
                    .to(x.scalar_type());
        }
        Tensor constant = inverse.detach();
        Tensor scaled = weight.mul(inverse).div(constant);
        Tensor added = mean.detach().sub(mean).mul(constant).mul(weight).add(bias);
        return torch.batch_norm(
                x,
                new TensorOptional(scaled),
                new TensorOptional(added),
                new TensorOptional(mean.detach()),
                new TensorOptional(variance.detach()),
                false,
                momentum,
                epsilon,
                false);
    }

    /** A row per rank, of which all but this rank's are zero. */
    private static Tensor rowOf(Group group, Tensor row) {
        TensorVector rows = new TensorVector();
        for (int rank = 0; rank < group.size(); rank++) {
            rows.push_back(rank == group.rank() ? row : torch.zeros_like(row.detach()));
        }
        return torch.cat(rows, 0);
    }

    /** Sums of squared distances from the mean. */
    private static Tensor squares(Tensor values, Tensor mean, long[] over) {
        return values.sub(rows(mean, values)).pow(Tensors.scalar(2)).sum(over, false, new ScalarTypeOptional());
    }

    /**
     * The same at half the price. The gradient of a² is that of 2 a b with b = a, a constant; the mean is a constant,
     * too, since distances from it add up to 0. Gradients of these gradients would be wrong.
     */
    private static Tensor cheapSquares(Tensor values, Tensor mean, long[] over) {
        Tensor apart = values.sub(rows(mean.detach(), values));
        Tensor squares = apart.mul(apart.detach()).sum(over, false, new ScalarTypeOptional());
        return squares.mul(Tensors.scalar(2)).sub(squares.detach());
    }

    private void track(Pass pass, Tensor mean, Tensor variance) {
        try (NoGradGuard guard = new NoGradGuard()) {
            pass.statistic("running_mean").lerp_(mean.detach(), Tensors.scalar(momentum));
            pass.statistic("running_var").lerp_(variance.detach(), Tensors.scalar(momentum));
        }
    }

    /** A number per feature, in the shape in which it applies to x. */
    private static Tensor rows(Tensor numbers, Tensor x) {
        return x.dim() == 4 ? numbers.view(1, -1, 1, 1) : numbers;
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return to.node(
                "BatchNormalization",
                Map.of("epsilon", epsilon),
                x.shape(),
                x.name(),
                to.tensor("weight"),
                to.tensor("bias"),
                to.tensor("running_mean"),
                to.tensor("running_var"));
    }

    @Override
    public Layer widened(int more) {
        return new BatchNorm(name, features + more, momentum, epsilon);
    }

    /** The backward pass needs only the input. */
    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public Map<String, PixelOrder> pixelOrders(int before, int after, long[] input) {
        PixelOrder order = new PixelOrder(0, before);
        return before == 0
                ? Map.of()
                : Map.of("weight", order, "bias", order, "running_mean", order, "running_var", order);
    }
}
