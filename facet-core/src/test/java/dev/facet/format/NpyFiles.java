package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NumPy's files for tests, as NumPy does. */
public final class NpyFiles {
    private static final int CENTRAL = 0x02014b50;

    private NpyFiles() {}

    /** An array of unsigned bytes. */
    public static byte[] bytes(byte[] values, int... shape) {
        return npy(1, "|u1", false, shape, values);
    }

    /** An array of little-endian 32-bit floats. */
    public static byte[] floats(float[] values, int... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return npy(1, "<f4", false, shape, buffer.array());
    }

    /** An array of little-endian doubles. */
    public static byte[] doubles(double[] values, int... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            buffer.putDouble(value);
        }
        return npy(1, "<f8", false, shape, buffer.array());
    }

    /** An array of little-endian 64-bit integers. */
    public static byte[] longs(long[] values, int... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return npy(1, "<i8", false, shape, buffer.array());
    }

    /** Any array, in any version. */
    public static byte[] npy(int version, String descr, boolean fortran, int[] shape, byte[] values) {
        String tuple = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                + (shape.length == 1 ? "," : "");
        return raw(
                version,
                "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" + tuple
                        + "), }",
                values);
    }

    /** A file with any text for a header. */
    public static byte[] raw(int version, String header, byte[] values) {
        int fixed = version == 1 ? 10 : 12;
        int padded = (fixed + header.length() + 1 + 63) / 64 * 64;
        ByteBuffer file = ByteBuffer.allocate(padded + values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            file.putShort((short) (padded - fixed));
        } else {
            file.putInt(padded - fixed);
        }
        file.put(header.getBytes(StandardCharsets.UTF_8));
        while (file.position() < padded - 1) {
            file.put((byte) ' ');
        }
        return file.put((byte) '\n').put(values).array();
    }

    /** An archive of files, deflated. */
    public static byte[] zip(Map<String, byte[]> files) {
        return zip(files, ZipEntry.DEFLATED);
    }

    /** An archive of files, deflated or stored. */
    public static byte[] zip(Map<String, byte[]> files, int method) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(method);
                CRC32 sum = new CRC32();
                sum.update(file.getValue());
                entry.setSize(file.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** An archive whose first central header has {@code value} at byte {@code at}. */
    public static byte[] centralInt(byte[] zip, int at, int value) {
        byte[] copy = zip.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(central(copy) + at, value);
        return copy;
    }

    /** Where the first central header is. */
    public static int central(byte[] zip) {
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (bytes.getInt(at) != CENTRAL) {
            at++;
        }
        return at;
    }
}
