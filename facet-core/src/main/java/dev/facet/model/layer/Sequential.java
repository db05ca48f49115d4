package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.bytedeco.pytorch.Tensor;

import dev.facet.model.layer.Layer.PixelOrder;

/**
 * Layers one after another, and the shape of the items that the first is given.
 *
 * @param input the shape of one item
 * @param pixels the channels of the image whose pixels the input counts, where it is a flattened one; 0 where not
 */
public record Sequential(long[] input, int pixels, List<Layer> layers) {
    /** @throws IllegalArgumentException if a layer does not take what the one before it makes */
    public Sequential {
        layers = List.copyOf(layers);
        output(layers, input);
    }

    /** Layers for items of a shape. */
    public static Sequential of(long[] input, List<Layer> layers) {
        return new Sequential(input, 0, layers);
    }

    /** Layers for what these make. */
    public Sequential then(List<Layer> more) {
        return new Sequential(output(), follow(layers, pixels, 0, input, (layer, orders) -> {}), more);
    }

    /** The same with layers changed. */
    public Sequential with(List<Layer> other) {
        return new Sequential(input, pixels, other);
    }

    /** The shape of one item of the output. */
    public long[] output() {
        return output(layers, input);
    }

    /** The multiplications of a forward pass for one item, of products alone. */
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

    /** The same layers for {@code more} more channels of the input. */
    public Sequential widened(int more) {
        long[] wider = input.clone();
        wider[0] += more;
        return new Sequential(wider, pixels, widened(layers, more));
    }

    /** Which tensors count the pixels of an image, by layer name and tensor. */
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

    /** How the tensors of a layer are found, and whether the layer may write over its input. */
    interface Inner {
        Pass pass(Layer layer, boolean overwrite);
    }

    /** Runs layers one after another. Nothing is written over {@code x}. */
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

    /** The layers for {@code more} more channels: those up to the first product are widened. */
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

    /** Tells of each layer which of its tensors count pixels; returns the channels of those that the outputs count. */
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
