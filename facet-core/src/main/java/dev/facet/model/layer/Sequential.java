package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.bytedeco.pytorch.Tensor;

import dev.facet.model.layer.Layer.PixelOrder;

/**
 * A sequence of layers, with the input shape of the first.
 *
 * @param input the input shape of one item
 * @param pixels the number of channels of the image, if the input is a flattened image; otherwise 0
 */
public record Sequential(long[] input, int pixels, List<Layer> layers) {
    /** @throws IllegalArgumentException if a layer does not take the output of the layer before it */
    public Sequential {
        layers = List.copyOf(layers);
        output(layers, input);
    }

    /** Creates a sequence for items of an input shape. */
    public static Sequential of(long[] input, List<Layer> layers) {
        return new Sequential(input, 0, layers);
    }

    /** Creates a sequence that takes the output of this one as input. */
    public Sequential then(List<Layer> more) {
        return new Sequential(output(), follow(layers, pixels, 0, input, (layer, orders) -> {}), more);
    }

    /** The same input with other layers. */
    public Sequential with(List<Layer> other) {
        return new Sequential(input, pixels, other);
    }

    /** The output shape of one item. */
    public long[] output() {
        return output(layers, input);
    }

    /** The multiplications of a forward pass for one item; only matrix products and convolutions count. */
    public long multiplications() {
        return multiplications(layers, input);
    }

    /** The multiplications of the first layer that has any. */
    public long firstMultiplications() {
        long[] shape = input;
        for (Layer layer : layers) {
            long found = layer.multiplications(shape);
            if (found > 0) {
                return found;
            }
            shape = layer.output(shape);
        }
        return 0;
    }

    /** The same layers with {@code more} more input channels. */
    public Sequential widened(int more) {
        long[] wider = input.clone();
        wider[0] += more;
        return new Sequential(wider, pixels, widened(layers, more));
    }

    /** The tensors that run over the pixels of an image, by layer name and tensor. */
    public Map<String, PixelOrder> pixelOrders() {
        Map<String, PixelOrder> all = new LinkedHashMap<>();
        follow(
                layers,
                pixels,
                0,
                input,
                (layer, found) -> found.forEach((tensor, order) -> all.put(layer.name() + "." + tensor, order)));
        return all;
    }

    /** Finds the tensors of a layer, and decides whether the layer may overwrite its input. */
    interface Inner {
        Pass pass(Layer layer, boolean overwrite);
    }

    /** Runs layers in sequence. Does not overwrite {@code x}. */
    static Tensor apply(List<Layer> layers, Tensor x, Inner inner) {
        Tensor h = x;
        boolean overwrite = false;
        for (Layer layer : layers) {
            h = layer.apply(h, inner.pass(layer, overwrite));
            overwrite = !layer.keepsOutput();
        }
        return h;
    }

    static long[] output(List<Layer> layers, long[] input) {
        long[] shape = input.clone();
        for (Layer layer : layers) {
            shape = layer.output(shape);
        }
        return shape;
    }

    static long multiplications(List<Layer> layers, long[] input) {
        long sum = 0;
        long[] shape = input;
        for (Layer layer : layers) {
            sum += layer.multiplications(shape);
            shape = layer.output(shape);
        }
        return sum;
    }

    /**
     * The layers with {@code more} more input channels: those up to and including the first weight layer are widened.
     */
    static List<Layer> widened(List<Layer> layers, int more) {
        List<Layer> wider = new ArrayList<>(layers);
        for (int i = 0; i < wider.size(); i++) {
            Layer layer = wider.get(i);
            wider.set(i, layer.widened(more));
            if (layer.weights().stream().anyMatch(Layer.Weight::matrix)) {
                break;
            }
        }
        return wider;
    }

    /**
     * Passes on which tensors of each layer run over pixels. Returns the number of channels of the image that the
     * outputs are the flattened pixels of.
     */
    static int follow(
            List<Layer> layers, int before, int after, long[] input, BiConsumer<Layer, Map<String, PixelOrder>> told) {
        int[] made = new int[layers.size()];
        int later = after;
        for (int i = layers.size() - 1; i >= 0; i--) {
            made[i] = later;
            later = layers.get(i).pixelsBefore(later);
        }
        int pixels = before;
        long[] shape = input;
        for (int i = 0; i < made.length; i++) {
            Layer layer = layers.get(i);
            told.accept(layer, layer.pixelOrders(pixels, made[i], shape));
            pixels = layer.pixelsAfter(pixels, made[i], shape);
            shape = layer.output(shape);
        }
        return pixels;
    }
}
