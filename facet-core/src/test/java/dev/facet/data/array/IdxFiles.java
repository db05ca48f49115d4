package dev.facet.data.array;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small IDX files for tests. */
public final class IdxFiles {
    private IdxFiles() {}

    /** An IDX file of unsigned bytes, compressed if its name ends in {@code .gz}. */
    public static Path write(Path file, byte[] values, int... dimensions) throws IOException {
        ByteBuffer header =
                ByteBuffer.allocate(4 + 4 * dimensions.length).put(new byte[] {0, 0, 8, (byte) dimensions.length});
        for (int dimension : dimensions) {
            header.putInt(dimension);
        }
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(header.array());
            out.write(values);
        }
        return file;
    }

    /** Values 0, 1, 2 … 255, 0 … */
    public static byte[] counting(int count) {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
            values[i] = (byte) i;
        }
        return values;
    }
}
