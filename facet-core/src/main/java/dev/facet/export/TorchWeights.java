package dev.facet.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.format.Safetensors.Entry;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.PixelOrder;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * All weights and running statistics in the layout of PyTorch's state dictionaries: {@code generator.fc1.weight
 * [outputs, inputs]}, {@code trunk.conv1.weight [outputs, inputs, height, width]}, {@code trunk.bn2.running_mean}, and
 * the features of an image in the order channel, row, column. (Inside Facet they are ordered by row, column, channel,
 * and so are its checkpoints.)
 */
public final class TorchWeights {
    /** The name of the file in an export. */
    public static final String FILE = "weights.safetensors";

    private static final String BATCHES = "num_batches_tracked";

    private TorchWeights() {}

    /** Writes the weights of all networks as fp32; spectrally normalised weights are written before normalisation. */
    public static void write(Networks networks, Path file, Map<String, String> metadata) throws IOException {
        Map<String, PixelOrder> orders = orders(networks);
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            for (Network network : networks.all()) {
                network.tensors().forEach((name, tensor) -> {
                    long[] shape = tensor.sizes().vec().get();
                    entries.put(
                            name, Entry.of(reordered(Tensors.floats(tensor), shape, orders.get(name), true), shape));
                    if (name.endsWith(".running_var")) {
                        // PyTorch's BatchNorm expects it
                        entries.put(name.replace("running_var", BATCHES), Entry.of(new long[] {0}));
                    }
                });
            }
        }
        Safetensors.write(file, entries, metadata);
    }

    /**
     * Reads weights in the same layout, for example from a Python program, into networks.
     *
     * @throws FormatException naming the first tensor that is missing or has another shape; the networks are then
     *     unchanged
     */
    public static void read(Path file, Networks networks) throws IOException {
        Map<String, PixelOrder> orders = orders(networks);
        Safetensors.Contents contents = Safetensors.read(file);
        Map<Network, Map<String, Tensor>> all = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Network network : networks.all()) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (Map.Entry<String, Tensor> wanted : network.tensors().entrySet()) {
                    String name = wanted.getKey();
                    long[] shape = wanted.getValue().sizes().vec().get();
                    float[] values = contents.entry(name, Dtype.F32, shape).floats();
                    tensors.put(name, Tensors.of(reordered(values, shape, orders.get(name), false), shape));
                }
                all.put(network, tensors);
            }
            all.forEach(Network::copy);
        }
    }

    private static Map<String, PixelOrder> orders(Networks networks) {
        Map<String, PixelOrder> orders = new HashMap<>();
        for (Network network : networks.all()) {
            network.layers().pixelOrders().forEach((tensor, order) -> orders.put(network.name() + "." + tensor, order));
        }
        return orders;
    }

    /** Reorders from row, column, channel to channel, row, column, or back. */
    private static float[] reordered(float[] values, long[] shape, @Nullable PixelOrder order, boolean out) {
        if (order == null) {
            return values;
        }
        int features = (int) shape[order.dimension()];
        int pixels = features / order.channels();
        int inner = order.dimension() == 0 && shape.length > 1 ? (int) shape[1] : 1;
        int outer = values.length / (features * inner);
        float[] result = new float[values.length];
        for (int o = 0; o < outer; o++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < order.channels(); channel++) {
                    int last = (o * features + pixel * order.channels() + channel) * inner;
                    int first = (o * features + channel * pixels + pixel) * inner;
                    System.arraycopy(values, out ? last : first, result, out ? first : last, inner);
                }
            }
        }
        return result;
    }
}
