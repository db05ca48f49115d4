package dev.facet.spark.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lines of a file that another machine writes. The file is opened each time, since network file systems look for
 * new content then. For one thread.
 */
final class Tail {
    private static final int MOST_AT_ONCE = 1 << 20;
    private static final int LONGEST_LINE = 1 << 16;

    private final Path file;
    private final Consumer<String> told;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;

    Tail(Path file, Consumer<String> told) {
        this.file = file;
        this.told = told;
    }

    /** Passes on the lines that are whole. */
    void poll() throws IOException {
        ByteBuffer bytes = read(file, position, MOST_AT_ONCE);
        while (bytes.hasRemaining()) {
            position += bytes.remaining();
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                if (next != '\n' && line.size() < LONGEST_LINE) {
                    line.write(next);
                } else {
                    pass();
                }
            }
            bytes = read(file, position, MOST_AT_ONCE);
        }
    }

    /** Passes on the rest, after the end of whoever writes the file. */
    void finish() throws IOException {
        poll();
        if (line.size() > 0) {
            pass();
        }
    }

    private void pass() {
        told.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
    }

    private static ByteBuffer read(Path file, long from, int most) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long left = Math.max(0, channel.size() - from);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(left, most));
            channel.position(from);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            return bytes.flip();
        }
    }

    /** The last lines of a file; none if it cannot be read. */
    static List<String> last(Path file, int lines) {
        try {
            long size = Files.size(file);
            byte[] end =
                    read(file, Math.max(0, size - LONGEST_LINE), LONGEST_LINE).array();
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
