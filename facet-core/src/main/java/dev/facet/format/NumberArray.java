package dev.facet.format;

import java.io.IOException;

/**
 * An array of numbers that is read item by item along its first axis, so that it may be larger than memory. The values
 * of an item come with the last dimension changing fastest, whatever the order in the file. Reading may be repeated.
 */
public interface NumberArray {
    /** Receives items. The array is reused for the next item. */
    @FunctionalInterface
    interface ItemSink {
        void accept(int index, double[] item) throws IOException;
    }

    NumberType type();

    /** The number of items, then the dimensions of an item. Empty for a single number, which has no items. */
    int[] dimensions();

    /**
     * Passes all items to {@code sink}, in order.
     *
     * @throws FormatException if the file does not hold what its header claims
     */
    void forEach(ItemSink sink) throws IOException;

    /** Number of values per item. */
    default int itemSize() {
        int size = 1;
        for (int d = 1; d < dimensions().length; d++) {
            size *= dimensions()[d];
        }
        return size;
    }

    /** The number of items. */
    default int items() {
        return dimensions().length == 0 ? 0 : dimensions()[0];
    }
}
