package dev.facet.format;

import java.io.IOException;

/**
 * An array of numbers that is read item by item along its first axis, so that arrays larger than memory can be used. An
 * item's values come with the last dimension changing fastest, whatever the order in the file. Reading may be repeated.
 */
public interface NumberArray {
    /** What is done with an item; the array is used again for the next one. */
    @FunctionalInterface
    interface ItemSink {
        void accept(int index, double[] item) throws IOException;
    }

    NumberType type();

    /** The number of items, then the dimensions of an item. Empty for a single number, which has no items. */
    int[] dimensions();

    /**
     * Hands all items to {@code sink}, in order.
     *
     * @throws FormatException where the file is not what its header promised
     */
    void forEach(ItemSink sink) throws IOException;

    /** Values of one item. */
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
