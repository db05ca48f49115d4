package dev.facet.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.format.OnnxGraph;
import dev.facet.model.Operations;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Operators;
import dev.facet.model.layer.Operators.Value;
import dev.facet.torch.Tensors;

/** Writes networks in inference mode, with their weights, to an ONNX graph. Each layer provides its own operators. */
final class OnnxLayers implements Operations<Value> {
    private final OnnxGraph graph;
    private int made;

    OnnxLayers(OnnxGraph graph) {
        this.graph = graph;
    }

    @Override
    public Value apply(Network network, Value x) {
        return append(network, x, null);
    }

    @Override
    public Value apply(Network network, Value x, Value side) {
        return append(network, x, side);
    }

    @Override
    public Value columns(Value rows, long from, long count) {
        return node(
                "Slice",
                Map.of(),
                new long[] {count},
                rows.name(),
                constant(new long[] {from}),
                constant(new long[] {from + count}),
                constant(new long[] {1}));
    }

    @Override
    public Value concatenate(List<Value> parts) {
        long[] shape = parts.get(0).shape().clone();
        for (Value part : parts.subList(1, parts.size())) {
            shape[0] += part.shape()[0];
        }
        return node("Concat", Map.of("axis", 1L), shape, parts.toArray(Value[]::new));
    }

    @Override
    public Value zerosLike(Value x) {
        return node("Sub", Map.of(), x.shape(), x, x);
    }

    /** Adds an operator without constants. */
    Value node(String operator, Map<String, Object> attributes, long[] shape, Value... from) {
        return node(
                operator,
                attributes,
                shape,
                Arrays.stream(from).map(Value::name).toArray(String[]::new));
    }

    /** Adds an operator with values and constants as inputs. */
    Value node(String operator, Map<String, Object> attributes, long[] shape, String... from) {
        String name = operator.toLowerCase(Locale.ROOT) + "_" + made++;
        graph.node(operator, List.of(from), name, attributes);
        return new Value(name, shape);
    }

    /** Adds constant numbers. */
    String constant(float[] values, long... shape) {
        return graph.constant("constant_" + made++, values, shape);
    }

    /** Adds constant whole numbers. */
    String constant(long... values) {
        return graph.constant("constant_" + made++, values, values.length);
    }

    private Value append(Network network, Value x, @Nullable Value side) {
        Value h = x;
        try (PointerScope scope = new PointerScope()) {
            for (Layer layer : network.layers().layers()) {
                h = layer.onnx(new Within(network, network.name() + "." + layer.name() + ".", side), h);
            }
        }
        return h;
    }

    /** The operators of a layer, whose tensors have names with a common prefix. */
    private final class Within implements Operators {
        private final Network network;
        private final String prefix;
        private final @Nullable Value side;

        Within(Network network, String prefix, @Nullable Value side) {
            this.network = network;
            this.prefix = prefix;
            this.side = side;
        }

        @Override
        public Value node(String operator, Map<String, Object> attributes, long[] shape, String... from) {
            return OnnxLayers.this.node(operator, attributes, shape, from);
        }

        @Override
        public String constant(float[] values, long... shape) {
            return OnnxLayers.this.constant(values, shape);
        }

        @Override
        public String constant(long... values) {
            return OnnxLayers.this.constant(values);
        }

        @Override
        public String tensor(String name) {
            Tensor tensor = network.used(prefix + name);
            return graph.constant(
                    prefix + name, Tensors.floats(tensor), tensor.sizes().vec().get());
        }

        @Override
        public Operators within(Layer inner) {
            return new Within(network, prefix + inner.name() + ".", side);
        }

        @Override
        public Value side() {
            if (side == null) {
                throw new IllegalStateException(network.name() + " is fed nothing beside its input");
            }
            return side;
        }
    }
}
