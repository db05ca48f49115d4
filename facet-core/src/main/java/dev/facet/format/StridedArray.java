package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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

    /**
     * The same numbers with all axes in reverse: {@code [channels, width, height, count]}, items last, as items first.
     */
    public StridedArray reversed() {
        return new StridedArray(type, mirrored(dimensions), mirrored(strides), values);
    }

    /**
     * All numbers of {@code array} in memory, one byte for each where its type has one.
     *
     * @throws MemoryException if they need more memory than Java may use
     */
    public static StridedArray load(Path file, NumberArray array) throws IOException {
        int[] d = array.dimensions();
        long count = Arrays.stream(d).asLongStream().reduce(1, (a, b) -> a * b);
        boolean small = array.type().bytes() == 1;
        MemoryException.check(file, count * (small ? 1 : Double.BYTES), "save it as .npy with the items first");
        if (count > Integer.MAX_VALUE - 8) {
            throw new FormatException(
                    file,
                    "has an array of " + count + " numbers whose items are not its first axis;"
                            + " at most 2147483639 are turned. Save it as .npy with the items first");
        }
        int[] strides = new int[d.length];
        int stride = 1;
        for (int i = d.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= d[i];
        }
        int size = array.itemSize();
        if (small) {
            byte[] bytes = new byte[(int) count];
            boolean signed = array.type() == NumberType.INT8;
            array.forEach((index, item) -> {
                for (int k = 0; k < item.length; k++) {
                    bytes[index * size + k] = (byte) item[k];
                }
            });
            return new StridedArray(array.type(), d, strides, i -> signed ? bytes[i] : bytes[i] & 0xFF);
        }
        double[] numbers = new double[(int) count];
        array.forEach((index, item) -> System.arraycopy(item, 0, numbers, index * size, item.length));
        return new StridedArray(array.type(), d, strides, i -> numbers[i]);
    }

    private static int[] mirrored(int[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[values.length - 1 - i];
        }
        return result;
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
