package dev.facet.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import dev.facet.format.OnnxGraph;
import dev.facet.model.Layer;
import dev.facet.model.Network;
import dev.facet.torch.Tensors;

/** Writes networks, as they are in inference, into an ONNX graph: layer by layer, with their weights. */
final class OnnxLayers {
    /**
     * A value of the graph.
     *
     * @param shape without the number of items: {@code [features]} or {@code [channels, height, width]}
     */
    record Value(String name, long... shape) {}

    private final OnnxGraph graph;
    private int made;

    OnnxLayers(OnnxGraph graph) {
        this.graph = graph;
    }

    /** The result of all layers of a network. */
    Value append(Network network, Value x) {
        Value h = x;
        try (PointerScope scope = new PointerScope()) {
            for (Layer layer : network.layers()) {
                h = append(network, layer.plain(), h);
            }
        }
        return h;
    }

    /** An operator without constants of its own. */
    Value node(String operator, Map<String, Object> attributes, long[] shape, Value... from) {
        return node(
                operator,
                attributes,
                shape,
                Arrays.stream(from).map(Value::name).toArray(String[]::new));
    }

    /** An operator of values and constants. */
    Value node(String operator, Map<String, Object> attributes, long[] shape, String... from) {
        String name = operator.toLowerCase(Locale.ROOT) + "_" + made++;
        graph.node(operator, List.of(from), name, attributes);
        return new Value(name, shape);
    }

    /** Numbers that are part of the graph. */
    String constant(float[] values, long... shape) {
        return graph.constant("constant_" + made++, values, shape);
    }

    /** Whole numbers that are part of the graph. */
    String constant(long... values) {
        return graph.constant("constant_" + made++, values, values.length);
    }

    /** Columns {@code from … from + count − 1} of rows. */
    Value columns(Value rows, long from, long count) {
        return node(
                "Slice",
                Map.of(),
                new long[] {count},
                rows.name(),
                constant(new long[] {from}),
                constant(new long[] {from + count}),
                constant(new long[] {1}));
    }

    /** Values beside each other: along dimension 1, of which the shape's first number tells. */
    Value beside(Value... parts) {
        long[] shape = parts[0].shape().clone();
        for (Value part : Arrays.asList(parts).subList(1, parts.length)) {
            shape[0] += part.shape()[0];
        }
        return node("Concat", Map.of("axis", 1L), shape, parts);
    }

    private Value append(Network network, Layer layer, Value x) {
        long[] shape = x.shape();
        if (layer instanceof Layer.Linear linear) {
            return weighted("Gemm", network, layer, x, Map.of("transB", 1L), linear.outputs());
        } else if (layer instanceof Layer.Convolution c) {
            return weighted(
                    "Conv",
                    network,
                    layer,
                    x,
                    kernel(4, 4, 2, 2, 1, 1, 1, 1),
                    c.outputs(),
                    half(shape[1]),
                    half(shape[2]));
        } else if (layer instanceof Layer.TransposedConvolution c) {
            return weighted(
                    "ConvTranspose",
                    network,
                    layer,
                    x,
                    kernel(4, 4, 2, 2, 1, 1, 1, 1),
                    c.outputs(),
                    2 * shape[1],
                    2 * shape[2]);
        } else if (layer instanceof Layer.SameConvolution c) {
            long[] rows = c.border(shape[1]);
            long[] columns = c.border(shape[2]);
            return weighted(
                    "Conv",
                    network,
                    layer,
                    x,
                    kernel(c.kernel(), c.kernel(), c.stride(), c.stride(), rows[0], columns[0], rows[1], columns[1]),
                    c.outputs(),
                    (shape[1] + c.stride() - 1) / c.stride(),
                    (shape[2] + c.stride() - 1) / c.stride());
        } else if (layer instanceof Layer.SameTransposedConvolution c) {
            long before = (c.kernel() - c.stride()) / 2;
            long after = c.kernel() - c.stride() - before;
            return weighted(
                    "ConvTranspose",
                    network,
                    layer,
                    x,
                    kernel(c.kernel(), c.kernel(), c.stride(), c.stride(), before, before, after, after),
                    c.outputs(),
                    c.stride() * shape[1],
                    c.stride() * shape[2]);
        } else if (layer instanceof Layer.TimeConvolution c) {
            return weighted("Conv", network, layer, x, kernel(1, 4, 1, 2, 0, 1, 0, 1), c.outputs(), 1, half(shape[2]));
        } else if (layer instanceof Layer.TimeTransposedConvolution c) {
            return weighted(
                    "ConvTranspose", network, layer, x, kernel(1, 4, 1, 2, 0, 1, 0, 1), c.outputs(), 1, 2 * shape[2]);
        } else if (layer instanceof Layer.BatchNorm norm) {
            return node(
                    "BatchNormalization",
                    Map.of("epsilon", norm.epsilon()),
                    shape,
                    x.name(),
                    tensor(network, layer, "weight"),
                    tensor(network, layer, "bias"),
                    tensor(network, layer, "running_mean"),
                    tensor(network, layer, "running_var"));
        } else if (layer instanceof Layer.Rectifier rectifier) {
            return rectifier.leak() == 0
                    ? node("Relu", Map.of(), shape, x)
                    : node("LeakyRelu", Map.of("alpha", rectifier.leak()), shape, x);
        } else if (layer instanceof Layer.MaxPool) {
            return node(
                    "MaxPool",
                    Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}),
                    new long[] {shape[0], shape[1] / 2, shape[2] / 2},
                    x);
        } else if (layer instanceof Layer.Upsample) {
            return node(
                    "Resize",
                    Map.of(
                            "mode", "nearest",
                            "nearest_mode", "floor",
                            "coordinate_transformation_mode", "asymmetric"),
                    new long[] {shape[0], 2 * shape[1], 2 * shape[2]},
                    x.name(),
                    "",
                    constant(new float[] {1, 1, 2, 2}, 4));
        } else if (layer instanceof Layer.ChannelDropout) {
            return x; // inference leaves nothing out
        } else if (layer instanceof Layer.Tanh) {
            return node("Tanh", Map.of(), shape, x);
        } else if (layer instanceof Layer.Sigmoid) {
            return node("Sigmoid", Map.of(), shape, x);
        } else if (layer instanceof Layer.Reshape r) {
            Value there = node(
                    "Reshape",
                    Map.of(),
                    new long[] {r.height(), r.width(), r.channels()},
                    x.name(),
                    constant(-1, r.height(), r.width(), r.channels()));
            return node(
                    "Transpose",
                    Map.of("perm", new long[] {0, 3, 1, 2}),
                    new long[] {r.channels(), r.height(), r.width()},
                    there);
        } else if (layer instanceof Layer.Flatten) {
            Value last = node("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), shape, x);
            return node("Flatten", Map.of("axis", 1L), new long[] {shape[0] * shape[1] * shape[2]}, last);
        }
        throw new IllegalStateException("no ONNX operator is known for " + layer);
    }

    /** An operator with a weight and perhaps a bias. */
    private Value weighted(
            String operator, Network network, Layer layer, Value x, Map<String, Object> attributes, long... shape) {
        List<String> from = new ArrayList<>(List.of(x.name()));
        layer.weights().forEach(weight -> from.add(tensor(network, layer, weight.name())));
        return node(operator, attributes, shape, from.toArray(String[]::new));
    }

    private String tensor(Network network, Layer layer, String name) {
        Tensor tensor = network.used(layer, name);
        long[] shape = tensor.sizes().vec().get();
        return graph.constant(network.name() + "." + layer.name() + "." + name, Tensors.floats(tensor), shape);
    }

    private static Map<String, Object> kernel(
            long height, long width, long down, long right, long top, long left, long bottom, long end) {
        return Map.of(
                "kernel_shape", new long[] {height, width},
                "strides", new long[] {down, right},
                "pads", new long[] {top, left, bottom, end});
    }

    private static long half(long extent) {
        return (extent + 2 - 4) / 2 + 1;
    }
}
