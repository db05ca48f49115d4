package dev.facet.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reads each line of a growing file once. It remembers its position, and starts again if the file was truncated or
 * replaced. A line counts once its line break is written. Not thread-safe.
 */
public final class LineFollower {
    /** Number of bytes before the position that must be unchanged for the file to be the same. */
    private static final int REMEMBERED = 64;

    private final Path file;
    private final int longest;
    private @Nullable Object key;
    private long position;
    private byte[] before = new byte[0];
    private boolean skipping;
    private long bytesRead;

    /** Receives the lines. */
    public interface Lines {
        /** The file was replaced: forget all earlier lines; reading starts at the beginning. */
        void begin();

        /**
         * A line in {@code bytes}, {@code from} (inclusive) to {@code to} (exclusive); its first byte is at {@code
         * offset} of the file.
         */
        void line(long offset, byte[] bytes, int from, int to);

        /** A line was longer than the limit and is left out. */
        void tooLong();
    }

    /** Follows {@code file}, with lines of at most {@code longest} bytes. */
    public LineFollower(Path file, int longest) {
        this.file = file;
        this.longest = longest;
    }

    /** The number of bytes read from the file since this follower was made. */
    public long bytesRead() {
        return bytesRead;
    }

    /** The offset of the next line in the file. */
    public long position() {
        return position;
    }

    /** Moves to the start of a line in the file as last seen. */
    public void position(long offset) throws IOException {
        try (FileChannel in = PlainFile.open(file)) {
            key = key();
            skipping = false;
            position = Math.min(offset, in.size());
            remember(in);
        } catch (NoSuchFileException none) {
            position = 0;
        }
    }

    /**
     * Reads what was added, about {@code most} bytes at a time.
     *
     * @return whether there is more
     * @throws FormatException if it is a link or anything but a file
     */
    public boolean read(long most, Lines lines) throws IOException {
        try (FileChannel in = PlainFile.open(file)) {
            Object now = key();
            if (!Objects.equals(now, key) || !isTheSame(in)) {
                begin(lines);
            }
            key = now;
            boolean more = read(in, most, lines);
            remember(in);
            return more;
        } catch (NoSuchFileException none) {
            if (position > 0) {
                begin(lines);
            }
            return false;
        }
    }

    private void begin(Lines lines) {
        position = 0;
        before = new byte[0];
        skipping = false;
        lines.begin();
    }

    private boolean read(FileChannel in, long most, Lines lines) throws IOException {
        byte[] block = new byte[longest + 1];
        int filled = 0;
        long read = 0;
        while (read < most) {
            int count = in.read(ByteBuffer.wrap(block, filled, block.length - filled), position + filled);
            if (count < 0) {
                return false;
            }
            bytesRead += count;
            read += count;
            int from = 0;
            for (int i = filled; i < filled + count; i++) {
                if (block[i] == '\n') {
                    if (!skipping) {
                        lines.line(position + from, block, from, i);
                    }
                    skipping = false;
                    from = i + 1;
                }
            }
            filled += count;
            if (from == 0 && filled == block.length && !skipping) {
                lines.tooLong();
                skipping = true;
            }
            if (skipping) {
                from = filled;
            }
            System.arraycopy(block, from, block, 0, filled - from);
            position += from;
            filled -= from;
        }
        return true;
    }

    private boolean isTheSame(FileChannel in) throws IOException {
        return in.size() >= position && Arrays.equals(last(in), before);
    }

    private void remember(FileChannel in) throws IOException {
        before = last(in);
    }

    private byte[] last(FileChannel in) throws IOException {
        ByteBuffer last = ByteBuffer.allocate((int) Math.min(REMEMBERED, position));
        int count = in.read(last, position - last.capacity());
        bytesRead += Math.max(0, count);
        return last.array();
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
