package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

/**
 * One layer of a network, as data: what a table in a paper has as a row. A layer declares its weights and statistics;
 * the {@link Network} holds them. Everything else that is asked of a layer it answers itself: the shape of its output,
 * its multiplications, its operators in ONNX, and how PyTorch orders its weights. A layer may be made of layers
 * ({@link Residual}).
 *
 * <p>Shapes are libtorch's, {@code [N, features]} or {@code [N, channels, height, width]}; the memory behind the latter
 * is channels-last, which CPUs convolve faster. Shapes of single items leave out N.
 */
public interface Layer {
    /** How a pass treats batch normalisation and gradients. */
    enum Mode {
        /** Statistics of the batch. */
        TRAIN,
        /** Statistics of the batch, which also move the running ones. */
        TRACK,
        /** Statistics of the batch, in operations whose gradients have gradients: for penalties of slopes. Slower. */
        TWICE,
        /** Running statistics. */
        INFER
    }

    /** Whether a layer adds a bias. Batch normalisation takes the bias of the layer before it away again. */
    enum Bias {
        WITH,
        WITHOUT
    }

    /**
     * A trained tensor of a layer.
     *
     * @param name within the layer, as PyTorch calls it
     * @param matrix whether it belongs to a matrix product, and so may be computed with in bf16
     * @param spectral whether it is divided by its largest singular value (Miyato et al. 2018)
     */
    record Weight(String name, long[] shape, Start start, boolean matrix, boolean spectral) {
        public Weight(String name, long[] shape, Start start, boolean matrix) {
            this(name, shape, start, matrix, false);
        }
    }

    /** A running statistic: not trained, but saved. It starts with {@code start} in all places. */
    record Statistic(String name, long size, double start) {}

    /**
     * Where a tensor of a layer counts the pixels of an image: Facet orders them by row, column, channel, PyTorch by
     * channel, row, column.
     *
     * @param dimension the dimension that counts them
     * @param channels how many channels the image has
     */
    record PixelOrder(int dimension, int channels) {}

    /** Runs the layer on {@code x}. */
    Tensor apply(Tensor x, Pass pass);

    /**
     * The shape of one item of the output, for one item of the input.
     *
     * @throws IllegalArgumentException if the layer does not take that input
     */
    long[] output(long[] input);

    /** Writes the layer, as it is in inference, as operators of ONNX; returns its output. */
    Operators.Value onnx(Operators to, Operators.Value x);

    /** The layer's name within its network; layers without tensors have none. */
    default String name() {
        return "";
    }

    /** What is trained. */
    default List<Weight> weights() {
        return List.of();
    }

    /** What is saved beside that. */
    default List<Statistic> statistics() {
        return List.of();
    }

    /** The multiplications of a forward pass for one item, of products alone. */
    default long multiplications(long[] input) {
        return 0;
    }

    /** Whether the gradient of this layer needs its output; if not, the next layer may write over it. */
    default boolean keepsOutput() {
        return true;
    }

    /** The same layer for {@code more} more input channels; the layer itself where it takes any number. */
    default Layer widened(int more) {
        return this;
    }

    /**
     * The channels of the image whose pixels the outputs count; 0 if they count none.
     *
     * @param before the same of the inputs
     * @param after the channels of the image that later layers make of the outputs; 0 if they make none
     * @param input the shape of one item of the input
     */
    default int pixelsAfter(int before, int after, long[] input) {
        return before;
    }

    /** The channels of the image that is made of the inputs, where later layers make one of {@code after} channels. */
    default int pixelsBefore(int after) {
        return after;
    }

    /** Which of the layer's tensors count pixels, by name; parameters as in {@link #pixelsAfter}. */
    default Map<String, PixelOrder> pixelOrders(int before, int after, long[] input) {
        return Map.of();
    }
}
