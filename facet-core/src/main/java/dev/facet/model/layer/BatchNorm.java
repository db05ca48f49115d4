package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation (Ioffe, Szegedy 2015) over all dimensions except 1.
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
