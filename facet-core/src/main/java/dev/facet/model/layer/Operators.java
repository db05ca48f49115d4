package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects the ONNX operators of layers. Shapes of values leave out the number of items. Names of weights are relative
 * to the layer that is being written.
 */
public interface Operators {
    /**
     * A value of the graph.
     *
     * @param shape {@code [features]} or {@code [channels, height, width]}
     */
    record Value(String name, long... shape) {}

    /** Adds an operator on values and constants. An empty name omits an optional input. */
    Value node(String operator, Map<String, Object> attributes, long[] shape, String... from);

    /** Adds constant numbers to the graph; returns their name. */
    String constant(float[] values, long... shape);

    /** Adds constant integers to the graph; returns their name. */
    String constant(long... values);

    /** Adds a weight or statistic of the layer, as inference uses it; returns its name in the graph. */
    String tensor(String name);

    /** The operators for a layer inside this layer. */
    Operators within(Layer inner);

    /** The network's side input ({@link Network#forward(Tensor, Tensor, Layer.Mode)}). */
    Value side();

    /** Adds an operator on one value, without constants. */
    default Value node(String operator, Map<String, Object> attributes, long[] shape, Value x) {
        return node(operator, attributes, shape, x.name());
    }

    /** Adds an operator with the weights of {@code layer}, in the layer's order. */
    default Value weighted(Layer layer, String operator, Map<String, Object> attributes, Value x, long... shape) {
        List<String> from = new ArrayList<>(List.of(x.name()));
        layer.weights().forEach(weight -> from.add(tensor(weight.name())));
        return node(operator, attributes, shape, from.toArray(String[]::new));
    }

    /** The attributes of a convolution: kernel, strides and border. */
    static Map<String, Object> kernel(
            long height, long width, long down, long right, long top, long left, long bottom, long end) {
        return Map.of(
                "kernel_shape", new long[] {height, width},
                "strides", new long[] {down, right},
                "pads", new long[] {top, left, bottom, end});
    }
}
