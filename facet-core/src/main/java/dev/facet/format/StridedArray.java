package dev.facet.format;

import java.io.IOException;
import java.util.function.IntToDoubleFunction;

/**
 * An array in memory whose dimensions may lie in any order. Thread-safe if the values are.
 *
 * @param strides how many numbers apart neighbours along each dimension are
 * @param values gives the number at a place
 */
public record StridedArray(NumberType type, int[] dimensions, int[] strides, IntToDoubleFunction values)
        implements NumberArray {

    /** With the first dimension changing fastest, as Fortran and MATLAB have it. */
    static StridedArray columnMajor(NumberType type, int[] dimensions, IntToDoubleFunction values) {
        int[] strides = new int[dimensions.length];
        int stride = 1;
        for (int d = 0; d < strides.length; d++) {
            strides[d] = stride;
            stride *= dimensions[d];
        }
        return new StridedArray(type, dimensions, strides, values);
    }

    /** The same numbers with the last axis as the first: {@code [height, width, count]} as {@code [count, height, width]}. */
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
        for (int i = 0; i < items(); i++) {
            fill(item, 0, item.length, 1, i * strides[0]);
            sink.accept(i, item);
        }
    }

    /** Fills {@code item[at … at + length − 1]} with what lies from {@code from} on along dimension {@code d} and the later ones. */
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
