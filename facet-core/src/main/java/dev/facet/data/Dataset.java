package dev.facet.data;

import java.util.Optional;

/**
 * Images or sequences of one shape, addressed by index: images as bytes 0 … 255 in planar order
 * {@code [channels, height, width]}, sequences as fp32 numbers, lowest byte first, {@code [channels, time]}. Reading is
 * thread-safe. Whoever opened a data set closes it.
 */
public interface Dataset extends AutoCloseable {
    /** A short name for people, such as {@code mnist} or the folder's name. */
    String name();

    int size();

    Shape shape();

    /** Copies image {@code index} to {@code target[offset … offset + shape().bytes() − 1]}. */
    void read(int index, byte[] target, int offset);

    /**
     * What tells image {@code index} from the others: its path where it came from a file of its own, else its index.
     */
    default String nameOf(int index) {
        return Integer.toString(index);
    }

    /** The class of each image, where the data has classes. Training never asks. */
    default Optional<Labels> labels() {
        return Optional.empty();
    }

    /** The true factors of variation of each image, where they are known. Training never asks. */
    default Optional<Factors> factors() {
        return Optional.empty();
    }

    /**
     * What a reader took the data for where the file does not say, as a clause for people; empty where that is not in
     * question.
     */
    default String remark() {
        return "";
    }

    /** SHA-256 (hex) of what determines the pixels: equal fingerprints mean equal images in equal order. */
    String fingerprint();

    @Override
    void close();
}
