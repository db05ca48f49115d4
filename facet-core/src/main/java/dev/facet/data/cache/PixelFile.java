package dev.facet.data.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

import dev.facet.data.ImageShape;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;

/**
 * Decoded images in a file that is mapped into memory, so that data sets larger than memory work and an image is one
 * copy away. All numbers are big-endian:
 *
 * <pre>
 * 64 bytes   magic, version, channels, height, width, key (32 bytes), zeros
 * …          the images, one after the other
 * …          flaws: for each source that could not be decoded, its index, the length of the reason, the reason in UTF-8
 * 24 bytes   images, flaws (int each), bytes of the flaws, CRC-32C of everything before it (long each)
 * </pre>
 *
 * The counts come last because they are known only when all is decoded. Reading is thread-safe. The mapping is given
 * back when the object is no longer reachable.
 */
public final class PixelFile {
    /** Images per mapping are as many as fit; one mapping cannot exceed 2 GiB. */
    static final int SEGMENT_BYTES = 1 << 30;

    private static final long MAGIC = 0x46_41_43_45_54_50_49_58L; // FACETPIX
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 64;
    private static final int FOOTER_BYTES = 24;
    private static final int MAX_FLAW_BYTES = 64 << 20;

    private final ImageShape shape;
    private final int count;
    private final int perSegment;
    private final MappedByteBuffer[] segments;
    private final List<Flaw> flaws;

    /** An image that could not be decoded. */
    public record Flaw(int index, String reason) {}

    /** Writes the images to the stream and returns those that it could not decode. */
    @FunctionalInterface
    public interface Source {
        List<Flaw> writeTo(OutputStream out) throws IOException;
    }

    private PixelFile(ImageShape shape, int count, int perSegment, MappedByteBuffer[] segments, List<Flaw> flaws) {
        this.shape = shape;
        this.count = count;
        this.perSegment = perSegment;
        this.segments = segments;
        this.flaws = List.copyOf(flaws);
    }

    /** Writes {@code file} atomically. */
    static void write(Path file, byte[] key, ImageShape shape, Source source) throws IOException {
        AtomicFile.write(file, target -> {
            CRC32C sum = new CRC32C();
            CountingStream out = new CountingStream(new CheckedOutputStream(target, sum));
            out.write(header(key, shape));
            List<Flaw> flaws = source.writeTo(out);
            long pixelBytes = out.count - HEADER_BYTES;
            if (pixelBytes % shape.bytes() != 0) {
                throw new IllegalStateException(pixelBytes + " bytes are no whole number of images of " + shape);
            }
            ByteArrayOutputStream reasons = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(reasons);
            for (Flaw flaw : flaws) {
                byte[] reason = flaw.reason().getBytes(StandardCharsets.UTF_8);
                data.writeInt(flaw.index());
                data.writeInt(reason.length);
                data.write(reason);
            }
            out.write(reasons.toByteArray());
            DataOutputStream footer = new DataOutputStream(out);
            footer.writeInt(Math.toIntExact(pixelBytes / shape.bytes()));
            footer.writeInt(flaws.size());
            footer.writeLong(reasons.size());
            footer.flush();
            footer.writeLong(sum.getValue());
            footer.flush();
        });
    }

    /**
     * Maps {@code file}.
     *
     * @throws FormatException if it is damaged, or was written for another {@code key}
     */
    static PixelFile open(Path file, byte[] key, ImageShape shape, int segmentBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEADER_BYTES + FOOTER_BYTES) {
                throw new FormatException(file, "has only " + size + " bytes");
            }
            ByteBuffer header = load(file, channel, 0, HEADER_BYTES);
            if (!Arrays.equals(header.array(), header(key, shape))) {
                throw new FormatException(file, "is not what its name says");
            }
            ByteBuffer footer = load(file, channel, size - FOOTER_BYTES, FOOTER_BYTES);
            int count = footer.getInt();
            int flawCount = footer.getInt();
            long flawBytes = footer.getLong();
            long pixelBytes = (long) count * shape.bytes();
            if (count < 0
                    || flawBytes < 0
                    || flawBytes > MAX_FLAW_BYTES
                    || HEADER_BYTES + pixelBytes + flawBytes + FOOTER_BYTES != size) {
                throw new FormatException(file, "is cut off, or says the wrong size");
            }
            CRC32C sum = new CRC32C();
            sum.update(header.array());
            int perSegment = Math.max(1, segmentBytes / shape.bytes());
            MappedByteBuffer[] segments = new MappedByteBuffer[(int) (((long) count + perSegment - 1) / perSegment)];
            for (int i = 0; i < segments.length; i++) {
                long first = (long) i * perSegment;
                long bytes = Math.min(perSegment, count - first) * shape.bytes();
                segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, HEADER_BYTES + first * shape.bytes(), bytes);
                sum.update(segments[i].duplicate());
            }
            ByteBuffer reasons = load(file, channel, HEADER_BYTES + pixelBytes, (int) flawBytes);
            sum.update(reasons.array());
            sum.update(footer.array(), 0, FOOTER_BYTES - 8);
            if (sum.getValue() != footer.getLong()) {
                throw new FormatException(file, "is damaged: its checksum does not fit");
            }
            return new PixelFile(shape, count, perSegment, segments, flaws(file, reasons, flawCount));
        }
    }

    /** The number of images. */
    public int count() {
        return count;
    }

    /** The images that could not be decoded. */
    public List<Flaw> flaws() {
        return flaws;
    }

    /** Copies image {@code index} to {@code target}, from {@code offset} on. */
    public void read(int index, byte[] target, int offset) {
        Objects.checkIndex(index, count);
        segments[index / perSegment].get(index % perSegment * shape.bytes(), target, offset, shape.bytes());
    }

    private static byte[] header(byte[] key, ImageShape shape) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(shape.channels())
                .putInt(shape.height())
                .putInt(shape.width())
                .put(key)
                .array();
    }

    private static List<Flaw> flaws(Path file, ByteBuffer bytes, int count) throws FormatException {
        List<Flaw> flaws = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                int index = bytes.getInt();
                int length = bytes.getInt();
                flaws.add(new Flaw(
                        index,
                        StandardCharsets.UTF_8
                                .decode(bytes.slice(bytes.position(), length))
                                .toString()));
                bytes.position(bytes.position() + length);
            }
            return flaws;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new FormatException(file, "has a damaged list of flaws", e);
        }
    }

    private static ByteBuffer load(Path file, FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new FormatException(file, "ended while it was being read");
            }
        }
        return buffer.flip();
    }

    private static final class CountingStream extends OutputStream {
        private final OutputStream out;
        private long count;

        CountingStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
