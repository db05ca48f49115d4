package dev.facet.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Calibration;
import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.format.AtomicFile;
import dev.facet.format.OnnxGraph;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.model.Networks;
import dev.facet.model.Scaling.Units;
import dev.facet.model.layer.Operators.Value;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.OnnxNames;

/**
 * Writes a model's networks as ONNX files that run without Facet: static graphs for any number of items, in fp32, with
 * named inputs and outputs. Images are numbers from 0 to 1, {@code [batch, channels, height, width]}; sequences are in
 * the data's own units, {@code [batch, channels, time]}. The last channel of sequences that have lengths of their own
 * is {@code present}, from 0 to 1; where it is 0, values do not count. The metadata ({@link ModelDescription}) describe
 * the columns of the latent input.
 */
public final class OnnxExport {
    private final Model model;
    private final Networks networks;
    private final LatentSpec latent;
    private final Shape shape;
    private final ModelDescription description;
    private final @Nullable ModelCalibration calibration;

    public OnnxExport(Model model, ModelDescription description) {
        this.model = model;
        this.networks = model.networks();
        this.latent = model.latent();
        this.shape = model.shape();
        this.description = description;
        this.calibration = model.calibration().orElse(null);
    }

    /** Writes G, Q if there is one, D, and the encoder if there is one, to {@code folder}; returns the files. */
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        files.add(write(
                generator(),
                folder.resolve(OnnxNames.GENERATOR_FILE),
                "The generator: latent rows to " + shape.plural() + "."));
        if (model.recognises()) {
            files.add(write(
                    recogniser(),
                    folder.resolve(OnnxNames.RECOGNISER_FILE),
                    "The recogniser Q: " + shape.plural() + " to codes."));
        }
        files.add(write(
                discriminator(),
                folder.resolve(OnnxNames.DISCRIMINATOR_FILE),
                "The discriminator D: " + shape.plural() + " to one number, the higher the more real."));
        if (model.inverts()) {
            files.add(write(
                    encoder(),
                    folder.resolve(OnnxNames.ENCODER_FILE),
                    "The encoder: " + shape.plural() + " to the latent rows that the generator makes them of."));
        }
        return files;
    }

    private Path write(OnnxGraph graph, Path file, String documentation) throws IOException {
        AtomicFile.write(
                file,
                out -> graph.write(
                        out, description.version(), documentation, Map.of(ModelDescription.KEY, description.json())));
        return file;
    }

    private OnnxGraph generator() {
        OnnxGraph graph = new OnnxGraph("generator");
        OnnxLayers layers = new OnnxLayers(graph);
        graph.input(OnnxNames.LATENT, OnnxGraph.BATCH, latent.width());
        Value rows = new Value(OnnxNames.LATENT, latent.width());
        Value made = networks.composition().generate(networks, layers, rows);
        made = scaled(
                layers,
                masked() ? OnnxMask.divided(layers, made) : made,
                networks.scaling().units());
        Value items = shape instanceof SequenceShape
                ? layers.node(
                        "Squeeze",
                        Map.of(),
                        new long[] {shape.channels(), shape.width()},
                        made.name(),
                        layers.constant(new long[] {2}))
                : made;
        output(graph, items, OnnxNames.items(shape));
        return graph;
    }

    private OnnxGraph recogniser() {
        OnnxGraph graph = new OnnxGraph("recogniser");
        OnnxLayers layers = new OnnxLayers(graph);
        Value items = items(graph, layers);
        Value features = networks.composition().features(networks, layers, items);
        if (calibration != null) {
            OnnxDistance.append(graph, layers, features, calibration.distance());
        }
        Value outputs = networks.composition().recognise(networks, layers, items, features);
        for (Code code : latent.codes()) {
            recognised(graph, layers, code, outputs, latent.outputOffset(code));
        }
        return graph;
    }

    private void recognised(OnnxGraph graph, OnnxLayers layers, Code code, Value outputs, long offset) {
        if (code instanceof Code.Categorical categorical) {
            distribution(graph, layers, categorical, layers.columns(outputs, offset, code.outputs()));
            return;
        }
        Code.Continuous continuous = (Code.Continuous) code;
        Value mean = layers.columns(outputs, offset, continuous.size());
        if (!model.learnedSigma()) {
            exactly(graph, layers, continuous, mean);
            return;
        }
        output(graph, mean, OnnxNames.mean(code));
        long[] numbers = {continuous.size()};
        Value logVariance = layers.columns(outputs, offset + continuous.size(), continuous.size());
        Value clamped = layers.node(
                "Max",
                Map.of(),
                numbers,
                logVariance.name(),
                layers.constant(new float[] {(float) model.minLogVariance()}, 1));
        Value half = layers.node("Mul", Map.of(), numbers, clamped.name(), layers.constant(new float[] {0.5f}, 1));
        sigma(graph, layers, continuous, layers.node("Exp", Map.of(), numbers, half));
    }

    /** The calibrated standard deviation for the one that Q states. */
    private void sigma(OnnxGraph graph, OnnxLayers layers, Code.Continuous code, Value said) {
        Value sigma = said;
        if (calibration != null) {
            Calibration.Sigma measured = calibration.codes().sigma(code);
            Value scaled = layers.node(
                    "Mul",
                    Map.of(),
                    said.shape(),
                    said.name(),
                    layers.constant(new float[] {(float) measured.factor()}, 1));
            sigma = layers.node(
                    "Max",
                    Map.of(),
                    said.shape(),
                    scaled.name(),
                    layers.constant(new float[] {(float) measured.floor()}, 1));
        }
        output(graph, sigma, OnnxNames.sigma(code));
    }

    private void distribution(OnnxGraph graph, OnnxLayers layers, Code.Categorical code, Value logits) {
        Value tempered = logits;
        if (calibration != null) {
            float temperature = (float) calibration.codes().temperature(code);
            tempered = layers.node(
                    "Div", Map.of(), logits.shape(), logits.name(), layers.constant(new float[] {temperature}, 1));
        }
        output(
                graph,
                layers.node("Softmax", Map.of("axis", 1L), new long[] {code.size()}, tempered),
                OnnxNames.probabilities(code));
    }

    /** Outputs a mean, and 1 as the standard deviation, which is not learned. */
    private void exactly(OnnxGraph graph, OnnxLayers layers, Code.Continuous code, Value mean) {
        output(graph, mean, OnnxNames.mean(code));
        long[] numbers = {code.size()};
        Value zero = layers.node("Sub", Map.of(), numbers, mean, mean);
        sigma(graph, layers, code, layers.node("Exp", Map.of(), numbers, zero));
    }

    private OnnxGraph discriminator() {
        OnnxGraph graph = new OnnxGraph("discriminator");
        OnnxLayers layers = new OnnxLayers(graph);
        Value items = items(graph, layers);
        Optional<Value> condition = networks.composition().condition().map(fed -> {
            graph.input(fed.name(), OnnxGraph.BATCH, fed.width());
            return new Value(fed.name(), fed.width());
        });
        Value score = networks.composition().score(networks, layers, items, condition);
        output(graph, score, OnnxNames.SCORE);
        return graph;
    }

    private OnnxGraph encoder() {
        OnnxGraph graph = new OnnxGraph("encoder");
        OnnxLayers layers = new OnnxLayers(graph);
        Value items = items(graph, layers);
        output(graph, networks.composition().invert(networks, layers, items), OnnxNames.LATENT);
        return graph;
    }

    /** The input items, scaled for the network. */
    private Value items(OnnxGraph graph, OnnxLayers layers) {
        String name = OnnxNames.items(shape);
        long[] full = {shape.channels(), shape.height(), shape.width()};
        Value given = new Value(name, full);
        if (shape instanceof SequenceShape) {
            graph.input(name, OnnxGraph.BATCH, shape.channels(), shape.width());
            given = layers.node("Unsqueeze", Map.of(), full, name, layers.constant(new long[] {2}));
        } else {
            graph.input(name, OnnxGraph.BATCH, shape.channels(), shape.height(), shape.width());
        }
        Value deviations = scaled(layers, given, networks.scaling().units().inverse());
        return masked() ? OnnxMask.multiplied(layers, deviations) : deviations;
    }

    private boolean masked() {
        return shape instanceof SequenceShape sequence && sequence.masked();
    }

    private static Value scaled(OnnxLayers layers, Value x, Units units) {
        int channels = units.factor().length;
        Value product =
                layers.node("Mul", Map.of(), x.shape(), x.name(), layers.constant(units.factor(), 1, channels, 1, 1));
        return layers.node(
                "Add", Map.of(), x.shape(), product.name(), layers.constant(units.offset(), 1, channels, 1, 1));
    }

    static void output(OnnxGraph graph, Value value, String name) {
        graph.node("Identity", List.of(value.name()), name, Map.of());
        long[] shape = new long[value.shape().length + 1];
        shape[0] = OnnxGraph.BATCH;
        System.arraycopy(value.shape(), 0, shape, 1, value.shape().length);
        graph.output(name, shape);
    }
}
