package dev.facet.format;

import java.io.IOException;
import java.util.function.IntToDoubleFunction;

/**
 * An array in memory with dimensions in any order. Thread-safe if the values are.
 *
 * @param strides distance between neighbours along each dimension, in numbers
 * @param values gives the number at an index
 */
public record StridedArray(NumberType type, int[] dimensions, int[] strides, IntToDoubleFunction values)
        implements NumberArray {
    /** Numbers per block of items, 4 MB. */
    private static final int BLOCK = 1 << 19;

    /** An array with the first dimension changing fastest, as in Fortran and MATLAB. */
    static StridedArray columnMajor(NumberType type, int[] dimensions, IntToDoubleFunction values) {
        int[] strides = new int[dimensions.length];
        int stride = 1;
        for (int d = 0; d < strides.length; d++) {
            strides[d] = stride;
            stride *= dimensions[d];
        }
        return new StridedArray(type, dimensions, strides, values);
    }

    /**
     * The same numbers with the last axis as the first: {@code [height, width, count]} as
     * {@code [count, height, width]}.
     */
    public StridedArray lastAxisFirst() {
        return new StridedArray(type, rotated(dimensions), rotated(strides), values);
    }

    private static int[] rotated(int[] values) {
        int[] result = new int[values.length];
        System.arraycopy(values, 0, result, 1, values.length - 1);
        result[0] = values[values.length - 1];
        return result;
    }

    @Override
    public void forEach(ItemSink sink) throws IOException {
        if (items() == 0) {
            return;
        }
        double[] item = new double[itemSize()];
        if (strides[0] == 1 && item.length > 1) {
            inBlocks(item, sink);
            return;
        }
        for (int i = 0; i < items(); i++) {
            fill(item, 0, item.length, 1, i * strides[0]);
            sink.accept(i, item);
        }
    }

    /** Neighbours in memory belong to neighbouring items, so several items are filled at once. */
    private void inBlocks(double[] item, ItemSink sink) throws IOException {
        new StridedArray(type, dimensions, strides, place -> place).fill(item, 0, item.length, 1, 0);
        int[] places = new int[item.length];
        for (int k = 0; k < places.length; k++) {
            places[k] = (int) item[k];
        }
        int most = Math.max(1, Math.min(items(), BLOCK / item.length));
        double[][] block = new double[most][item.length];
        for (int from = 0; from < items(); from += most) {
            int count = Math.min(most, items() - from);
            for (int k = 0; k < places.length; k++) {
                for (int i = 0; i < count; i++) {
                    block[i][k] = values.applyAsDouble(from + i + places[k]);
                }
            }
            for (int i = 0; i < count; i++) {
                sink.accept(from + i, block[i]);
            }
        }
    }

    /**
     * Fills {@code item[at … at + length − 1]} with the numbers from index {@code from} on, along dimension {@code d}
     * and the later ones.
     */
    private void fill(double[] item, int at, int length, int d, int from) {
        if (d == dimensions.length) {
            item[at] = values.applyAsDouble(from);
            return;
        }
        if (d == dimensions.length - 1) {
            for (int k = 0; k < length; k++) {
                item[at + k] = values.applyAsDouble(from + k * strides[d]);
            }
            return;
        }
        int part = dimensions[d] == 0 ? 0 : length / dimensions[d];
        for (int k = 0; k < dimensions[d]; k++) {
            fill(item, at + k * part, part, d + 1, from + k * strides[d]);
        }
    }
}
