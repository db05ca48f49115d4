package dev.facet.export;

import java.util.Map;

import dev.facet.data.SequenceShape;
import dev.facet.model.ChannelScaling;
import dev.facet.model.layer.Operators.Value;

/** Writes what {@link ChannelScaling} does with the mask of sequences {@code [channels, 1, time]}, the last channel. */
final class OnnxMask {
    private OnnxMask() {}

    /** Values in deviations, multiplied by the mask. */
    static Value multiplied(OnnxLayers layers, Value items) {
        Value present = present(layers, items);
        Value values = values(layers, items);
        return joined(layers, layers.node("Mul", Map.of(), values.shape(), values, present), present);
    }

    /** The inverse where the sequence is; elsewhere values stay finite. */
    static Value divided(OnnxLayers layers, Value items) {
        Value present = present(layers, items);
        Value values = values(layers, items);
        Value divisor = layers.node(
                "Max",
                Map.of(),
                present.shape(),
                present.name(),
                layers.constant(new float[] {SequenceShape.THRESHOLD}, 1));
        return joined(layers, layers.node("Div", Map.of(), values.shape(), values, divisor), present);
    }

    private static Value values(OnnxLayers layers, Value items) {
        return channels(layers, items, 0, items.shape()[0] - 1);
    }

    private static Value present(OnnxLayers layers, Value items) {
        return channels(layers, items, items.shape()[0] - 1, 1);
    }

    private static Value channels(OnnxLayers layers, Value items, long from, long count) {
        return layers.node(
                "Slice",
                Map.of(),
                new long[] {count, items.shape()[1], items.shape()[2]},
                items.name(),
                layers.constant(new long[] {from}),
                layers.constant(new long[] {from + count}),
                layers.constant(new long[] {1}));
    }

    private static Value joined(OnnxLayers layers, Value values, Value present) {
        long[] shape = values.shape().clone();
        shape[0] += 1;
        return layers.node("Concat", Map.of("axis", 1L), shape, values, present);
    }
}
