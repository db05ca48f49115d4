package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.bytedeco.pytorch.Tensor;

import dev.facet.torch.Tensors;

/**
 * A layer that consists of layers: the sum of the outputs of two lists of layers on the same input (He, Zhang, Ren, Sun
 * 2016).
 *
 * @param name prefix of the names inside, as in {@code block1.conv1.weight}
 * @param branch the layers of the branch
 * @param skip the layers of the skip connection; empty for the input itself
 * @param scale factor of the sum, such as 1/√2 to preserve its variance
 */
public record Residual(String name, List<Layer> branch, List<Layer> skip, double scale) implements Layer {
    public Residual {
        branch = List.copyOf(branch);
        skip = List.copyOf(skip);
    }

    @Override
    public List<Weight> weights() {
        List<Weight> all = new ArrayList<>();
        inner(layer -> layer.weights()
                .forEach(weight -> all.add(new Weight(
                        qualified(layer, weight.name()),
                        weight.shape(),
                        weight.start(),
                        weight.matrix(),
                        weight.spectral()))));
        return all;
    }

    @Override
    public List<Statistic> statistics() {
        List<Statistic> all = new ArrayList<>();
        inner(layer -> layer.statistics()
                .forEach(statistic -> all.add(
                        new Statistic(qualified(layer, statistic.name()), statistic.size(), statistic.start()))));
        return all;
    }

    @Override
    public long[] output(long[] input) {
        long[] one = Sequential.output(branch, input);
        long[] other = Sequential.output(skip, input);
        if (!Arrays.equals(one, other)) {
            throw new IllegalArgumentException("layer " + name + " adds " + Arrays.toString(one) + " and "
                    + Arrays.toString(other) + "; both must be of one shape");
        }
        return one;
    }

    /** Both lists read the input, so neither may overwrite it. */
    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Tensor sum = Sequential.apply(skip, x, pass::within).add(Sequential.apply(branch, x, pass::within));
        return scale == 1 ? sum : sum.mul(Tensors.scalar(scale));
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        Operators.Value one = x;
        for (Layer layer : skip) {
            one = layer.onnx(to.within(layer), one);
        }
        Operators.Value other = x;
        for (Layer layer : branch) {
            other = layer.onnx(to.within(layer), other);
        }
        Operators.Value sum = to.node("Add", Map.of(), one.shape(), one.name(), other.name());
        return scale == 1
                ? sum
                : to.node("Mul", Map.of(), sum.shape(), sum.name(), to.constant(new float[] {(float) scale}, 1));
    }

    @Override
    public long multiplications(long[] input) {
        return Sequential.multiplications(branch, input) + Sequential.multiplications(skip, input);
    }

    @Override
    public Layer widened(int more) {
        return new Residual(name, Sequential.widened(branch, more), Sequential.widened(skip, more), scale);
    }

    @Override
    public Map<String, PixelOrder> pixelOrders(int before, int after, long[] input) {
        Map<String, PixelOrder> orders = new HashMap<>();
        for (List<Layer> list : List.of(branch, skip)) {
            Sequential.follow(
                    list,
                    before,
                    after,
                    input,
                    (layer, found) -> found.forEach((tensor, order) -> orders.put(qualified(layer, tensor), order)));
        }
        return orders;
    }

    private void inner(Consumer<Layer> action) {
        branch.forEach(action);
        skip.forEach(action);
    }

    private static String qualified(Layer layer, String tensor) {
        return layer.name() + "." + tensor;
    }
}
