package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

/**
 * One layer of a network, as data, like a row of a table in a paper. A layer declares its weights and statistics; the
 * {@link Network} holds them. The layer itself knows everything else: its output shape, its multiplications, its ONNX
 * operators, and the order of its weights in PyTorch. A layer may consist of layers ({@link Residual}).
 *
 * <p>Shapes are libtorch's, {@code [N, features]} or {@code [N, channels, height, width]}. The memory of the latter is
 * channels-last, because CPUs convolve it faster. Shapes of single items leave out N.
 */
public interface Layer {
    /** How a pass treats batch normalisation and gradients. */
    enum Mode {
        /** Statistics of the batch. */
        TRAIN,
        /** Statistics of the batch; the running statistics are updated with them. */
        TRACK,
        /**
         * Statistics of the batch, with operations that can be differentiated twice, for gradient penalties. Slower.
         */
        TWICE,
        /** Running statistics. */
        INFER
    }

    /** Whether a layer has a bias. Batch normalisation cancels the bias of the layer before it. */
    enum Bias {
        WITH,
        WITHOUT
    }

    /**
     * A trained tensor of a layer.
     *
     * @param name its name within the layer, the same as in PyTorch
     * @param matrix whether it is used in a matrix product, so that bf16 is possible
     * @param spectral whether it is divided by its largest singular value (Miyato et al. 2018)
     */
    record Weight(String name, long[] shape, Start start, boolean matrix, boolean spectral) {
        public Weight(String name, long[] shape, Start start, boolean matrix) {
            this(name, shape, start, matrix, false);
        }
    }

    /** A running statistic: saved, but not trained. All its values start at {@code start}. */
    record Statistic(String name, long size, double start) {}

    /**
     * Marks a dimension of a tensor that runs over the pixels of an image. Facet orders pixels by row, column, channel;
     * PyTorch by channel, row, column.
     *
     * @param dimension the dimension that runs over the pixels
     * @param channels the number of channels of the image
     */
    record PixelOrder(int dimension, int channels) {}

    /** Runs the layer on {@code x}. */
    Tensor apply(Tensor x, Pass pass);

    /**
     * The output shape of one item, for an input shape of one item.
     *
     * @throws IllegalArgumentException if the layer does not take this input
     */
    long[] output(long[] input);

    /** Writes the layer, in inference, as ONNX operators; returns its output. */
    Operators.Value onnx(Operators to, Operators.Value x);

    /** The layer's name within its network. Layers without tensors have no name. */
    default String name() {
        return "";
    }

    /** The trained tensors. */
    default List<Weight> weights() {
        return List.of();
    }

    /** The running statistics, which are saved with the weights. */
    default List<Statistic> statistics() {
        return List.of();
    }

    /** The multiplications of a forward pass for one item; only matrix products and convolutions count. */
    default long multiplications(long[] input) {
        return 0;
    }

    /** Whether the gradient of this layer needs its output. If not, the next layer may overwrite it. */
    default boolean keepsOutput() {
        return true;
    }

    /** The same layer with {@code more} more input channels; the layer itself if it takes any number. */
    default Layer widened(int more) {
        return this;
    }

    /**
     * The number of channels of the image that the outputs are the flattened pixels of; 0 if they are not pixels.
     *
     * @param before the same for the inputs
     * @param after the channels of the image that later layers reshape the outputs to; 0 if they do not
     * @param input the input shape of one item
     */
    default int pixelsAfter(int before, int after, long[] input) {
        return before;
    }

    /**
     * The number of channels of the image that the inputs are reshaped to, if later layers reshape the outputs to an
     * image of {@code after} channels.
     */
    default int pixelsBefore(int after) {
        return after;
    }

    /** The layer's tensors that run over pixels, by name. Parameters as in {@link #pixelsAfter}. */
    default Map<String, PixelOrder> pixelOrders(int before, int after, long[] input) {
        return Map.of();
    }
}
