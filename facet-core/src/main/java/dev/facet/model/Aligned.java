package dev.facet.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.model.layer.AlignedReadings;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Sequential;
import dev.facet.torch.Tensors;

/**
 * The composition of networks whose codes are {@link Alignment aligned}: sliders become codes before G, and Q's outputs
 * become those for sliders. Two small networks do this, so whatever runs or writes the networks follows. All other
 * weights stay as they are.
 */
record Aligned(Composition inner) implements Around {
    private static final String ROWS = "alignment";
    private static final String READINGS = "alignment-readings";
    private static final String SLIDERS = "alignment-sliders";

    /**
     * Adds the two networks, or only the first if there is no Q, and a third where an encoder finds codes.
     * {@code least} as in {@link AlignedReadings}.
     */
    static Networks of(Networks networks, LatentSpec latent, Alignment alignment, double least) {
        Map<String, Network> others = new LinkedHashMap<>(networks.others());
        others.put(ROWS, rows(ROWS, "codes", latent, alignment.toCodes(latent)));
        if (networks.recognises()) {
            others.put(READINGS, readings(latent, alignment, least));
        }
        if (networks.composition().inverts()) {
            others.put(SLIDERS, rows(SLIDERS, "rows", latent, alignment.toSliders(latent)));
        }
        return new Networks(
                networks.generator(),
                networks.trunk(),
                networks.source(),
                networks.recognition(),
                others,
                networks.scaling(),
                new Aligned(networks.composition()));
    }

    /** A network that maps the numbers of aligned codes in latent rows, and keeps the others. */
    private static Network rows(String name, String layer, LatentSpec latent, Alignment.Affine map) {
        int width = latent.width();
        List<Integer> columns =
                Alignment.candidates(latent).stream().map(latent::offset).toList();
        float[] matrix = identity(width);
        float[] offset = new float[width];
        put(map, columns, matrix, offset);
        return network(
                name, new Linear(layer, width, width, Layer.Bias.WITH), Map.of("weight", matrix, "bias", offset));
    }

    private static Network readings(LatentSpec latent, Alignment alignment, double least) {
        int outputs = latent.outputs();
        List<Code.Uniform> codes = Alignment.candidates(latent);
        List<Integer> means = codes.stream().map(latent::outputOffset).toList();
        List<Integer> variances = means.stream().map(mean -> mean + 1).toList();
        Alignment.Affine map = alignment.toSliders(latent);
        float[] matrix = identity(outputs);
        float[] offset = new float[outputs];
        put(map, means, matrix, offset);
        variances.forEach(column -> matrix[column * outputs + column] = 0);
        int count = codes.size();
        float[] squares = new float[count * count];
        for (int i = 0; i < squares.length; i++) {
            double entry = map.matrix()[i / count][i % count];
            squares[i] = (float) (entry * entry);
        }
        return network(
                READINGS,
                new AlignedReadings("sliders", outputs, variances, least),
                Map.of("weight", matrix, "bias", offset, "squares", squares));
    }

    private static void put(Alignment.Affine map, List<Integer> places, float[] matrix, float[] offset) {
        for (int i = 0; i < places.size(); i++) {
            offset[places.get(i)] = (float) map.offset()[i];
            for (int j = 0; j < places.size(); j++) {
                matrix[places.get(i) * offset.length + places.get(j)] = (float) map.matrix()[i][j];
            }
        }
    }

    private static float[] identity(int size) {
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = 1;
        }
        return matrix;
    }

    /** A network of one layer with these weights. */
    private static Network network(String name, Layer layer, Map<String, float[]> values) {
        int inputs = Math.toIntExact(layer.weights().get(0).shape()[1]);
        Network network = new Network(name, Sequential.of(new long[] {inputs}, List.of(layer)), false);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            layer.weights()
                    .forEach(weight -> network.parameters()
                            .value(name + "." + layer.name() + "." + weight.name())
                            .copy_(Tensors.of(Objects.requireNonNull(values.get(weight.name())), weight.shape())));
        }
        network.refresh();
        return network;
    }

    @Override
    public <V> V generate(Networks networks, Operations<V> by, V rows) {
        return inner.generate(networks, by, by.apply(networks.other(ROWS), rows));
    }

    @Override
    public <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
        return by.apply(networks.other(READINGS), inner.recognise(networks, by, items, features));
    }

    @Override
    public <V> V invert(Networks networks, Operations<V> by, V items) {
        return by.apply(networks.other(SLIDERS), inner.invert(networks, by, items));
    }
}
