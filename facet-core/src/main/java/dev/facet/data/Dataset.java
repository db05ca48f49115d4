package dev.facet.data;

import java.util.List;
import java.util.Optional;

import dev.facet.config.DataConfig;

/**
 * Images or sequences of one shape, addressed by index: images as bytes 0 … 255 in planar order {@code [channels,
 * height, width]}, sequences as little-endian fp32 numbers, {@code [channels, time]}. Reading is thread-safe. Whoever
 * opened a data set closes it.
 */
public interface Dataset extends AutoCloseable {
    /** A short name for people, such as {@code mnist} or the folder's name. */
    String name();

    int size();

    Shape shape();

    /** Copies image {@code index} to {@code target[offset … offset + shape().bytes() − 1]}. */
    void read(int index, byte[] target, int offset);

    /** A name of image {@code index} that no other image has: its path if it has a file of its own, else its index. */
    default String nameOf(int index) {
        return Integer.toString(index);
    }

    /** The class of each image, if the data has classes. Only methods that learn labels use them in training. */
    default Optional<Labels> labels() {
        return Optional.empty();
    }

    /** The true factors of variation of each image, if they are known. Training does not use them. */
    default Optional<Factors> factors() {
        return Optional.empty();
    }

    /**
     * How the reader interpreted the data where the file does not say, as a clause for people; empty if the file says
     * it.
     */
    default String remark() {
        return "";
    }

    /** A copy of {@code data}, by which the set was opened, with those settings filled in that the set has decided. */
    default DataConfig settle(DataConfig data) {
        return data;
    }

    /** What the reader left out of the files, by kind and reason; empty if all of them are in the set. */
    default List<LeftOut> leftOut() {
        return List.of();
    }

    /**
     * SHA-256 (hex) of everything that determines the pixels: equal fingerprints mean equal images in the same order.
     */
    String fingerprint();

    @Override
    void close();
}
