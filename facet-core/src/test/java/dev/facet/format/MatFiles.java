package dev.facet.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Deflater;

import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Writes MAT-files for tests. */
public final class MatFiles {
    private MatFiles() {}

    /** A file with these variables, each compressed. */
    public static byte[] write(Map<String, Array> variables) {
        return write(variables, Deflater.DEFAULT_COMPRESSION, ByteOrder.LITTLE_ENDIAN);
    }

    /** Like {@link #write(Map)}; level 0 leaves the variables uncompressed. */
    public static byte[] write(Map<String, Array> variables, int level) {
        return write(variables, level, ByteOrder.LITTLE_ENDIAN);
    }

    /** Like {@link #write(Map, int)}, in either byte order. */
    public static byte[] write(Map<String, Array> variables, int level, ByteOrder order) {
        Mat5File file = Mat5.newMatFile();
        variables.forEach(file::addArray);
        // Incompressible data grows a little.
        ByteBuffer out = ByteBuffer.allocate((int) file.getUncompressedSerializedSize() + 1024)
                .order(order);
        try (Sink sink = Sinks.wrap(out)) {
            Mat5.newWriter(sink).setDeflateLevel(level).writeMat(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Unsigned bytes in MATLAB's order. */
    public static Matrix bytes(byte[] values, int... dimensions) {
        Matrix matrix = Mat5.newMatrix(dimensions, MatlabType.UInt8);
        for (int i = 0; i < values.length; i++) {
            matrix.setInt(i, values[i] & 0xFF);
        }
        return matrix;
    }

    /** Doubles in MATLAB's order. */
    public static Matrix doubles(double[] values, int... dimensions) {
        Matrix matrix = Mat5.newMatrix(dimensions);
        for (int i = 0; i < values.length; i++) {
            matrix.setDouble(i, values[i]);
        }
        return matrix;
    }

    /** A row of cells. */
    public static Cell cells(Array... values) {
        Cell cell = Mat5.newCell(1, values.length);
        for (int i = 0; i < values.length; i++) {
            cell.set(i, values[i]);
        }
        return cell;
    }
}
