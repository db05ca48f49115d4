package dev.facet.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the end of a text file, such as a log that is still being written. */
public final class FileTail {
    private FileTail() {}

    /**
     * The last {@code most} bytes as UTF-8, of which the first line may be incomplete; empty if there is no file.
     *
     * @throws FormatException if it is a link or anything but a file
     */
    public static String read(Path file, int most) throws IOException {
        return new String(bytes(file, 0, most), StandardCharsets.UTF_8);
    }

    /** The last {@code most} of the bytes after the first {@code from}. */
    public static byte[] bytes(Path file, long from, int most) throws IOException {
        try (FileChannel in = PlainFile.open(file)) {
            long size = in.size();
            ByteBuffer tail = ByteBuffer.allocate((int) Math.min(Math.max(0, size - from), most));
            in.position(size - tail.capacity());
            int count = 0;
            while (tail.hasRemaining() && count >= 0) {
                count = in.read(tail);
            }
            byte[] bytes = new byte[tail.position()];
            tail.flip().get(bytes);
            return bytes;
        } catch (NoSuchFileException none) {
            return new byte[0];
        }
    }
}
