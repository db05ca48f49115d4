package dev.facet.data.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;
import dev.facet.format.NumberType;

/** Unsigned bytes at the same place of each record of some files. */
final class Records implements NumberArray {
    private static final int BUFFER = 1 << 16;

    private final List<Path> files;
    private final int record;
    private final int from;
    private final int[] dimensions;

    /**
     * Bytes of records.
     *
     * @param record number of bytes of a record
     * @param from the place of the first of the bytes
     * @param item the dimensions of the bytes of one record
     */
    Records(List<Path> files, int record, int from, int[] item) throws IOException {
        this.files = List.copyOf(files);
        this.record = record;
        this.from = from;
        long count = 0;
        for (Path file : files) {
            count += Files.size(file) / record;
        }
        if (count > Integer.MAX_VALUE) {
            throw new FormatException(files.get(0), "and the files beside it have more than 2147483647 records");
        }
        this.dimensions = new int[item.length + 1];
        dimensions[0] = (int) count;
        System.arraycopy(item, 0, dimensions, 1, item.length);
    }

    @Override
    public NumberType type() {
        return NumberType.UINT8;
    }

    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public void forEach(ItemSink sink) throws IOException {
        byte[] bytes = new byte[record];
        double[] item = new double[itemSize()];
        int index = 0;
        for (Path file : files) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
                while (in.readNBytes(bytes, 0, record) == record) {
                    for (int k = 0; k < item.length; k++) {
                        item[k] = bytes[from + k] & 0xFF;
                    }
                    sink.accept(index++, item);
                }
            }
        }
        if (index != items()) {
            throw new FormatException(files.get(0), "or a file beside it changed while it was read");
        }
    }
}
