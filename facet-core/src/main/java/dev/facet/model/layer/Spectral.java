package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

/**
 * A layer with spectral normalisation (Miyato et al. 2018): its weight is divided by its largest singular value.
 *
 * @param plain the layer without it
 */
public record Spectral(Layer plain) implements Layer {
    /** The name of the normalised weight, or the end of it. */
    private static final String WEIGHT = "weight";

    /** The layers with the weights of all matrix products and convolutions normalised. */
    public static List<Layer> all(List<Layer> layers) {
        return layers.stream()
                .map(layer -> layer.weights().stream().anyMatch(Spectral::isNormalised) ? new Spectral(layer) : layer)
                .toList();
    }

    private static boolean isNormalised(Weight weight) {
        return weight.matrix() && (weight.name().equals(WEIGHT) || weight.name().endsWith("." + WEIGHT));
    }

    @Override
    public String name() {
        return plain.name();
    }

    @Override
    public List<Weight> weights() {
        return plain.weights().stream()
                .map(weight -> new Weight(
                        weight.name(), weight.shape(), weight.start(), weight.matrix(), isNormalised(weight)))
                .toList();
    }

    @Override
    public List<Statistic> statistics() {
        return plain.statistics();
    }

    @Override
    public long[] output(long[] input) {
        return plain.output(input);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return plain.apply(x, pass);
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return plain.onnx(to, x);
    }

    @Override
    public long multiplications(long[] input) {
        return plain.multiplications(input);
    }

    @Override
    public boolean keepsOutput() {
        return plain.keepsOutput();
    }

    @Override
    public Layer widened(int more) {
        return new Spectral(plain.widened(more));
    }

    @Override
    public int pixelsAfter(int before, int after, long[] input) {
        return plain.pixelsAfter(before, after, input);
    }

    @Override
    public int pixelsBefore(int after) {
        return plain.pixelsBefore(after);
    }

    @Override
    public Map<String, PixelOrder> pixelOrders(int before, int after, long[] input) {
        return plain.pixelOrders(before, after, input);
    }
}
