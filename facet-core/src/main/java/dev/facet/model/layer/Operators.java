package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes down what layers do as operators of ONNX. Shapes of values leave out the number of items. Names of weights are
 * those of the layer that is being written.
 */
public interface Operators {
    /**
     * A value of the graph.
     *
     * @param shape {@code [features]} or {@code [channels, height, width]}
     */
    record Value(String name, long... shape) {}

    /** Adds an operator of values and constants; an empty name leaves an optional input out. */
    Value node(String operator, Map<String, Object> attributes, long[] shape, String... from);

    /** Numbers that are part of the graph; returns their name. */
    String constant(float[] values, long... shape);

    /** Whole numbers that are part of the graph; returns their name. */
    String constant(long... values);

    /** A weight or statistic of the layer, as inference computes with it; returns its name in the graph. */
    String tensor(String name);

    /** The same for the tensors of a layer within the layer. */
    Operators within(Layer inner);

    /** What the network is fed beside its input ({@link Network#forward(Tensor, Tensor, Layer.Mode)}). */
    Value side();

    /** Adds an operator of one value without constants. */
    default Value node(String operator, Map<String, Object> attributes, long[] shape, Value x) {
        return node(operator, attributes, shape, x.name());
    }

    /** Adds an operator with the weights of {@code layer}, in the order that the layer declares them. */
    default Value weighted(Layer layer, String operator, Map<String, Object> attributes, Value x, long... shape) {
        List<String> from = new ArrayList<>(List.of(x.name()));
        layer.weights().forEach(weight -> from.add(tensor(weight.name())));
        return node(operator, attributes, shape, from.toArray(String[]::new));
    }

    /** The attributes of a convolution: its kernel, its strides and its border. */
    static Map<String, Object> kernel(
            long height, long width, long down, long right, long top, long left, long bottom, long end) {
        return Map.of(
                "kernel_shape", new long[] {height, width},
                "strides", new long[] {down, right},
                "pads", new long[] {top, left, bottom, end});
    }
}
