package dev.facet.export;

import java.util.Map;

import dev.facet.format.OnnxGraph;
import dev.facet.model.FeatureDistance;
import dev.facet.model.layer.Operators.Value;
import dev.facet.onnx.OnnxNames;

/** Adds the distance of an item from the training data to an ONNX graph, as {@link FeatureDistance} computes it. */
final class OnnxDistance {
    private static final long FLOAT = 1;
    private static final long[] ONE = {1};

    private OnnxDistance() {}

    /** Adds the outputs {@link OnnxNames#DISTANCE}, {@link OnnxNames#PERCENTILE} and {@link OnnxNames#UNLIKE}. */
    static void append(OnnxGraph graph, OnnxLayers layers, Value features, FeatureDistance distance) {
        int width = distance.features();
        int axes = distance.variances().length;
        long[] row = {width};
        long[] along = {axes};
        Value flat = layers.node("Flatten", Map.of("axis", 1L), row, features);
        Value length = layers.node(
                "Max",
                Map.of(),
                ONE,
                layers.node("ReduceL2", Map.of("axes", ONE, "keepdims", 1L), ONE, flat)
                        .name(),
                layers.constant(new float[] {FeatureDistance.SHORTEST}, 1));
        Value centred = layers.node(
                "Sub",
                Map.of(),
                row,
                layers.node("Div", Map.of(), row, flat, length).name(),
                layers.constant(distance.mean(), width));
        String directions = layers.constant(distance.axes(), width, axes);
        Value coordinates = layers.node("MatMul", Map.of(), along, centred.name(), directions);
        Value projected = layers.node("Gemm", Map.of("transB", 1L), row, coordinates.name(), directions);
        Value beside = layers.node("Sub", Map.of(), row, centred, projected);
        float[] deviations = new float[axes];
        for (int i = 0; i < axes; i++) {
            deviations[i] = (float) Math.sqrt(distance.variances()[i]);
        }
        Value scaled = layers.node("Div", Map.of(), along, coordinates.name(), layers.constant(deviations, axes));
        Value residual = layers.node(
                "Div",
                Map.of(),
                ONE,
                squares(layers, beside).name(),
                layers.constant(new float[] {distance.residual()}, 1));
        Value squared = layers.node("Add", Map.of(), ONE, squares(layers, scaled), residual);
        Value found = layers.node(
                "Div",
                Map.of(),
                ONE,
                layers.node("Sqrt", Map.of(), ONE, squared).name(),
                layers.constant(new float[] {distance.unit()}, 1));
        OnnxExport.output(graph, found, OnnxNames.DISTANCE);
        float[] heldOut = distance.heldOut();
        Value share = layers.node(
                "ReduceMean",
                Map.of("axes", ONE, "keepdims", 1L),
                ONE,
                beyond(layers, found, layers.constant(heldOut, heldOut.length), heldOut.length));
        OnnxExport.output(
                graph,
                layers.node("Mul", Map.of(), ONE, share.name(), layers.constant(new float[] {100}, 1)),
                OnnxNames.PERCENTILE);
        OnnxExport.output(graph, beyond(layers, found, layers.constant(new float[] {1}, 1), 1), OnnxNames.UNLIKE);
    }

    private static Value squares(OnnxLayers layers, Value rows) {
        return layers.node("ReduceSumSquare", Map.of("axes", ONE, "keepdims", 1L), ONE, rows);
    }

    /** For each bound 1 if the number is greater, else 0. */
    private static Value beyond(OnnxLayers layers, Value number, String bounds, int count) {
        long[] shape = {count};
        return layers.node(
                "Cast", Map.of("to", FLOAT), shape, layers.node("Greater", Map.of(), shape, number.name(), bounds));
    }
}
