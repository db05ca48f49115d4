package dev.facet.format;

import java.io.IOException;

/**
 * An array whose first axis stays and whose other axes come in reverse. MATLAB writes an array {@code [height, width,
 * channels, count]} as {@code [count, channels, width, height]} of HDF5, and this makes it {@code [count, height,
 * width, channels]}. It is read item by item, as its source is.
 */
public final class ReversedAxes implements NumberArray {
    private final NumberArray source;
    private final int[] dimensions;

    public ReversedAxes(NumberArray source) {
        this.source = source;
        int[] d = source.dimensions();
        dimensions = d.clone();
        for (int i = 1; i < d.length; i++) {
            dimensions[i] = d[d.length - i];
        }
    }

    @Override
    public NumberType type() {
        return source.type();
    }

    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public void forEach(ItemSink sink) throws IOException {
        int[] places = places();
        double[] turned = new double[places.length];
        source.forEach((index, item) -> {
            for (int k = 0; k < turned.length; k++) {
                turned[k] = item[places[k]];
            }
            sink.accept(index, turned);
        });
    }

    /** Where each value of a turned item is in an item of the source. */
    private int[] places() {
        int rank = dimensions.length;
        int[] strides = new int[rank];
        int stride = 1;
        for (int d = 1; d < rank; d++) {
            // The first of the turned axes is the last of the source, whose neighbours are beside each other.
            strides[d] = stride;
            stride *= dimensions[d];
        }
        int[] places = new int[itemSize()];
        int[] at = new int[rank];
        int place = 0;
        for (int k = 0; k < places.length; k++) {
            places[k] = place;
            for (int d = rank - 1; d > 0; d--) {
                place += strides[d];
                if (++at[d] < dimensions[d]) {
                    break;
                }
                place -= at[d] * strides[d];
                at[d] = 0;
            }
        }
        return places;
    }
}
