package dev.facet.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes NumPy's {@code .npz}: a ZIP archive with an {@code .npy} file (version 1.0, C order, little-endian) for each
 * array. Equal arrays give equal bytes. Not thread-safe.
 */
public final class NpzWriter implements Closeable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    /** The earliest time that a ZIP archive can hold. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipOutputStream zip;
    private long left;

    /** Writes to {@code out}, which stays open. */
    public NpzWriter(OutputStream out) {
        zip = new ZipOutputStream(out);
    }

    /** Begins an array of fp32 numbers, which {@link #floats} then writes in row-major order. */
    public void beginFloats(String name, long... shape) throws IOException {
        begin(name, "<f4", shape);
    }

    /** Begins an array of 64-bit whole numbers, which {@link #wholes} then writes in row-major order. */
    public void beginWholes(String name, long... shape) throws IOException {
        begin(name, "<i8", shape);
    }

    private void begin(String name, String type, long... shape) throws IOException {
        requireComplete();
        left = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        String extents = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + extents
                + (shape.length == 1 ? ",), }" : "), }");
        int length = MAGIC.length + 2 + header.length() + 1;
        header += " ".repeat((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT) + "\n";
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(MAGIC);
        zip.write(header.length() & 0xff);
        zip.write(header.length() >> 8);
        zip.write(header.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next numbers of the array of fp32 numbers. */
    public void floats(float... values) throws IOException {
        take(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        zip.write(bytes.array());
    }

    /** The next numbers of the array of whole numbers. */
    public void wholes(long... values) throws IOException {
        take(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        zip.write(bytes.array());
    }

    private void take(int count) {
        if (count > left) {
            throw new IllegalStateException("the array takes " + left + " more numbers; got " + count);
        }
        left -= count;
    }

    private void requireComplete() {
        if (left != 0) {
            throw new IllegalStateException("the last array lacks " + left + " numbers");
        }
    }

    /** Ends the archive. */
    @Override
    public void close() throws IOException {
        zip.finish();
    }
}
