package dev.facet.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in an HDF5 file. One that lies in the file in one piece is read item by item. One in chunks is
 * read by all chunks that hold the same items, each of which is unpacked once.
 */
final class Hdf5Array implements NumberArray {
    /** No deflate stream expands by more than 1032 (zlib's technical notes). */
    static final long MOST_EXPANSION = 1032;

    private static final int MOST_ITEM = 1 << 26;
    private static final long MOST_BLOCK = Integer.MAX_VALUE - 8;
    private static final int BLOCK = 1 << 22;
    private static final String INSTEAD = "save it in smaller chunks, or as .npy";

    private final Path file;
    private final String name;
    private final Dataset dataset;
    private final NumberType type;
    private final ByteOrder order;
    private final int[] dimensions;

    private Hdf5Array(Path file, String name, Dataset dataset, NumberType type, ByteOrder order, int[] dimensions) {
        this.file = file;
        this.name = name;
        this.dataset = dataset;
        this.type = type;
        this.order = order;
        this.dimensions = dimensions;
    }

    /**
     * The array in {@code dataset}; empty if it does not hold numbers.
     *
     * @throws FormatException if it claims more values than its bytes in the file can hold
     */
    static Optional<Hdf5Array> of(Path file, String name, Dataset dataset) throws IOException {
        boolean named = dataset.getDataType() instanceof EnumDataType;
        if (named && !(dataset instanceof ContiguousDataset) && !(dataset instanceof ChunkedDataset)) {
            return Optional.empty();
        }
        // Booleans are an enumeration of two whole numbers.
        DataType data =
                dataset.getDataType() instanceof EnumDataType names ? names.getBaseType() : dataset.getDataType();
        NumberType type = type(data);
        long[] wide = dataset.getDimensionsAsLong();
        if (type == null || wide.length == 0) {
            return Optional.empty();
        }
        long count = 1;
        long item = 1;
        int[] dimensions = new int[wide.length];
        for (int d = 0; d < wide.length; d++) {
            if (wide[d] < 0 || wide[d] > Integer.MAX_VALUE) {
                throw claims(file, name, wide);
            }
            dimensions[d] = (int) wide[d];
            count = wide[d] == 0 ? 0 : count > Long.MAX_VALUE / wide[d] ? Long.MAX_VALUE : count * wide[d];
            item = d == 0 ? 1 : wide[d] == 0 ? 0 : item > MOST_ITEM ? item : item * wide[d];
        }
        if (item > MOST_ITEM) {
            throw new FormatException(
                    file,
                    "array " + name + ": " + Arrays.toString(wide)
                            + " has more values for each step along the first axis than are supported, 67108864");
        }
        boolean packed = dataset instanceof ChunkedDataset chunked
                && !chunked.getFilters().isEmpty();
        long stored = count == 0 || (dataset instanceof ContiguousDataset && dataset.isEmpty())
                ? 0
                : Math.min(dataset.getStorageInBytes(), Files.size(file));
        if (count > stored * (packed ? MOST_EXPANSION : 2) / type.bytes() + 1) {
            throw claims(file, name, wide);
        }
        ByteOrder order =
                data instanceof FixedPoint whole ? whole.getByteOrder() : ((FloatingPoint) data).getByteOrder();
        return Optional.of(new Hdf5Array(file, name, dataset, type, order, dimensions));
    }

    private static FormatException claims(Path file, String name, long[] dimensions) {
        return new FormatException(
                file,
                "array " + name + ": it claims " + Arrays.toString(dimensions)
                        + ", but the file holds only a part of that or nothing; it is damaged, or was never filled");
    }

    private static @Nullable NumberType type(DataType data) {
        int bytes = data.getSize();
        if (data instanceof FixedPoint whole && whole.getBitPrecision() == 8 * bytes && whole.getBitOffset() == 0) {
            boolean signed = whole.isSigned();
            return switch (bytes) {
                case 1 -> signed ? NumberType.INT8 : NumberType.UINT8;
                case 2 -> signed ? NumberType.INT16 : NumberType.UINT16;
                case 4 -> signed ? NumberType.INT32 : NumberType.UINT32;
                case 8 -> signed ? NumberType.INT64 : NumberType.UINT64;
                default -> null;
            };
        }
        if (data instanceof FloatingPoint real && real.getBitPrecision() == 8 * bytes) {
            return switch (real.getExponentSize()) {
                case 5 -> bytes == 2 ? NumberType.FLOAT16 : null;
                case 8 -> bytes == 4 ? NumberType.FLOAT32 : null;
                case 11 -> bytes == 8 ? NumberType.FLOAT64 : null;
                default -> null;
            };
        }
        return null;
    }

    @Override
    public NumberType type() {
        return type;
    }

    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public void forEach(ItemSink sink) throws IOException {
        if (items() == 0 || itemSize() == 0) {
            return;
        }
        if (dataset instanceof ContiguousDataset whole) {
            // The library reads such an array in many small pieces, or maps it as a whole.
            long address = Hdf5File.reading(
                    file, () -> whole.getDataAddress() + dataset.getHdfFile().getUserBlockSize());
            contiguous(address, sink);
        } else if (dataset instanceof ChunkedDataset chunked) {
            chunks(chunked, sink);
        } else {
            MemoryException.check(file, 16L * items() * itemSize(), INSTEAD);
            ByteBuffer all = Hdf5File.reading(file, () -> compact(dataset.getDataFlat()));
            pass(all, 0, items(), new double[itemSize()], NumberType.FLOAT64, sink);
        }
    }

    /** The numbers of an array that lies within its header, as doubles. */
    private ByteBuffer compact(Object flat) throws FormatException {
        int length = java.lang.reflect.Array.getLength(flat);
        if (length != items() * itemSize()) {
            throw claims(file, name, dataset.getDimensionsAsLong());
        }
        ByteBuffer numbers = ByteBuffer.allocate(8 * length);
        for (int i = 0; i < length; i++) {
            numbers.putDouble(((Number) java.lang.reflect.Array.get(flat, i)).doubleValue());
        }
        return numbers;
    }

    private void contiguous(long address, ItemSink sink) throws IOException {
        int bytes = itemSize() * type.bytes();
        int most = Math.max(1, BLOCK / bytes);
        MemoryException.check(file, (long) bytes * most + 8L * itemSize(), INSTEAD);
        double[] item = new double[itemSize()];
        ByteBuffer block = ByteBuffer.allocate(Math.min(items(), most) * bytes).order(order);
        try (FileChannel channel = FileChannel.open(file)) {
            for (int from = 0; from < items(); from += most) {
                int count = Math.min(most, items() - from);
                block.clear().limit(count * bytes);
                long at = address + (long) from * bytes;
                while (block.hasRemaining()) {
                    int got = at < 0 ? -1 : channel.read(block, at + block.position());
                    if (got < 0) {
                        throw new FormatException(
                                file,
                                "array " + name + ": the values end early; the file is cut short",
                                new EOFException());
                    }
                }
                pass(block, from, count, item, type, sink);
            }
        }
    }

    private void chunks(ChunkedDataset chunked, ItemSink sink) throws IOException {
        int[] chunk = chunked.getChunkDimensions();
        int rank = dimensions.length;
        long values = 1;
        for (int d = 0; d < rank; d++) {
            if (chunk.length != rank || chunk[d] < 1) {
                throw new FormatException(file, "array " + name + ": its chunks are damaged; get the file again");
            }
            values = Math.min(MOST_BLOCK + 1, values * chunk[d]);
        }
        int rows = Math.min(chunk[0], items());
        long block = (long) rows * itemSize() * type.bytes();
        if (values * type.bytes() > MOST_BLOCK || block > MOST_BLOCK) {
            throw new FormatException(
                    file,
                    "array " + name + ": chunks of " + Arrays.toString(chunk) + " values are too large. Save it in"
                            + " smaller chunks");
        }
        MemoryException.check(file, block + 3 * values * type.bytes() + 8L * itemSize(), INSTEAD);
        byte[] bytes = new byte[(int) block];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        double[] item = new double[itemSize()];
        for (int from = 0; from < items(); from += rows) {
            Arrays.fill(bytes, (byte) 0);
            int[] at = new int[rank];
            at[0] = from;
            do {
                byte[] content = chunk(chunked, at, values);
                copy(content, chunk, at, 0, 0, 0, from, bytes);
            } while (next(at, chunk));
            pass(buffer, from, Math.min(rows, items() - from), item, type, sink);
        }
    }

    /** Moves on to the next chunk with the same items. */
    private boolean next(int[] at, int[] chunk) {
        for (int d = at.length - 1; d > 0; d--) {
            at[d] += chunk[d];
            if (at[d] < dimensions[d]) {
                return true;
            }
            at[d] = 0;
        }
        return false;
    }

    private byte[] chunk(ChunkedDataset chunked, int[] at, long values) throws IOException {
        byte[] content = Hdf5File.reading(file, () -> chunked.getDecompressedChunk(at));
        if (content.length < values * type.bytes()) {
            throw new FormatException(
                    file,
                    "array " + name + ": the chunk at " + Arrays.toString(at) + " has " + content.length
                            + " bytes where " + values * type.bytes() + " were wanted; get the file again");
        }
        return content;
    }

    /** Copies what lies within the array, along dimension {@code d} and later ones. */
    private void copy(byte[] content, int[] chunk, int[] at, int d, int source, int target, int first, byte[] bytes) {
        int count = Math.min(chunk[d], dimensions[d] - at[d]);
        int offset = at[d] - (d == 0 ? first : 0);
        if (d == at.length - 1) {
            int size = type.bytes();
            System.arraycopy(content, source * size, bytes, (target + offset) * size, count * size);
            return;
        }
        int chunkStride = 1;
        int stride = 1;
        for (int later = d + 1; later < at.length; later++) {
            chunkStride *= chunk[later];
            stride *= dimensions[later];
        }
        for (int i = 0; i < count; i++) {
            copy(content, chunk, at, d + 1, source + i * chunkStride, target + (offset + i) * stride, first, bytes);
        }
    }

    private static void pass(ByteBuffer values, int from, int count, double[] item, NumberType type, ItemSink sink)
            throws IOException {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < item.length; k++) {
                item[k] = type.at(values, (i * item.length + k) * type.bytes());
            }
            sink.accept(from + i, item);
        }
    }
}
