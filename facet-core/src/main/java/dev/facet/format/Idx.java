package dev.facet.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes with one to four dimensions, in the IDX format of MNIST: two zero bytes, a type, the
 * number of dimensions, each dimension as a big-endian 32-bit number, and the values with the last dimension changing
 * fastest (yann.lecun.com/exdb/mnist). The arrays are not copied.
 */
public record Idx(int[] dimensions, byte[] values) {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_VALUES = Integer.MAX_VALUE - 8;
    /** Bytes that tell what a file is that is not of this format. */
    private static final int LOOKED_AT = 512;

    /** No deflate stream expands by more than 1032 (zlib's technical notes). */
    private static final long MAX_EXPANSION = 1032;

    private static final String INSTEAD = "save the array as .npy, which is read in parts";
    /** First buffer for a compressed file, as a multiple of its size; the buffer grows as content arrives. */
    private static final long FIRST_EXPANSION = 8;

    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(0x09, "signed bytes", 0x0B, "shorts", 0x0C, "ints", 0x0D, "floats", 0x0E, "doubles");

    /**
     * Reads a whole file, plain or compressed with gzip, also twice; the content decides which, not the name. Memory is
     * allocated in proportion to the real size of the file, whatever its header claims, and a compressed file is read
     * no further than its header declares.
     *
     * @throws FormatException if it is not a well-formed IDX file of unsigned bytes
     * @throws MemoryException if its values need more memory than Java may use
     */
    public static Idx read(Path file) throws IOException {
        long size = Files.size(file);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(file, raw, size);
        }
    }

    /** Reads {@code size} bytes from {@code raw}, which supports marks; {@code file} is for messages. */
    static Idx read(Path file, InputStream raw, long size) throws IOException {
        if (!Gzip.isPacked(raw)) {
            return read(file, raw, size, 1);
        }
        try (InputStream plain = Gzip.unpack(file, raw)) {
            return read(file, plain, size, MAX_EXPANSION);
        } catch (ZipException e) {
            throw new FormatException(file, "damaged gzip data (" + e.getMessage() + "); get the file again", e);
        } catch (EOFException e) {
            throw new FormatException(file, "the gzip data ends early; get the file again", e);
        }
    }

    /** The dimensions that {@code file} claims, plain or compressed; empty if it is no IDX file. */
    public static Optional<int[]> look(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream plain = Gzip.unpack(file, raw)) {
            return Optional.of(dimensions(file, plain));
        } catch (FormatException | ZipException | EOFException e) {
            return Optional.empty();
        }
    }

    private static Idx read(Path file, InputStream in, long fileBytes, long expansion) throws IOException {
        int[] dimensions = dimensions(file, in);
        long count = 1;
        for (int dimension : dimensions) {
            count = count == 0 || dimension == 0 ? 0 : count > MAX_VALUES ? count : count * dimension;
        }
        String claim = "its header promises " + Arrays.toString(dimensions) + ", " + count + " bytes";
        if (count > MAX_VALUES) {
            throw new FormatException(file, claim + "; arrays of 2 GiB and more are not supported");
        }
        long most = fileBytes * expansion;
        if (count > most) {
            throw new FormatException(
                    file, claim + ", but the file holds only " + fileBytes + "; it is cut short or not an IDX file");
        }
        long first = expansion == 1 ? count : Math.min(count, fileBytes * FIRST_EXPANSION);
        // While a buffer grows, old and new exist at the same time.
        MemoryException.check(file, first == count ? count : count + count / 2, INSTEAD);
        try {
            return new Idx(dimensions, values(file, in, (int) count, (int) first, claim));
        } catch (OutOfMemoryError e) {
            throw MemoryException.of(file, count, INSTEAD);
        }
    }

    private static byte[] values(Path file, InputStream in, int count, int first, String claim) throws IOException {
        ReadingProgress progress = new ReadingProgress("reading", file, count);
        byte[] values = new byte[first];
        int filled = 0;
        while (filled < count) {
            progress.at(filled);
            if (filled == values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, values.length * 2L + 1));
            }
            int got = in.read(values, filled, values.length - filled);
            if (got < 0) {
                throw new FormatException(file, claim + ", but there are only " + filled + "; the file is cut short");
            }
            filled += got;
        }
        if (in.read() >= 0) {
            throw new FormatException(file, claim + ", but more follow; the header or the file is wrong");
        }
        return values.length == count ? values : Arrays.copyOf(values, count);
    }

    private static int[] dimensions(Path file, InputStream in) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
            byte[] start = Arrays.copyOf(magic, magic.length + LOOKED_AT);
            int more = in.readNBytes(start, magic.length, LOOKED_AT);
            Optional<FileKind> kind = FileKind.of(Arrays.copyOf(start, magic.length + more));
            throw new FormatException(
                    file,
                    kind.map(what -> "is " + what + ", ").orElse("") + "not an IDX file: it should start with two zero"
                            + " bytes and a type, found " + (magic.length == 0 ? "nothing" : hex(magic)));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            String other = OTHER_TYPES.get(magic[2] & 0xFF);
            throw new FormatException(
                    file,
                    other == null
                            ? "not an IDX file: " + hex(magic) + " names no type of value"
                            : "an IDX file of " + other + "; only unsigned bytes are supported, save it as those");
        }
        int rank = magic[3] & 0xFF;
        if (rank < 1 || rank > MAX_DIMENSIONS) {
            throw new FormatException(
                    file, "an IDX file of " + rank + " dimensions; 1 to " + MAX_DIMENSIONS + " are supported");
        }
        byte[] header = in.readNBytes(4 * rank);
        if (header.length < 4 * rank) {
            throw new FormatException(file, "the file ends within its header");
        }
        int[] dimensions = new int[rank];
        for (int d = 0; d < rank; d++) {
            int value = 0;
            for (int b = 0; b < 4; b++) {
                value = value << 8 | header[4 * d + b] & 0xFF;
            }
            if (value < 0) {
                throw new FormatException(
                        file,
                        "dimension " + d + " is " + Integer.toUnsignedString(value) + "; such sizes are not supported");
            }
            dimensions[d] = value;
        }
        return dimensions;
    }

    private static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            out.append(out.length() == 0 ? "" : " ").append(String.format("%02x", b));
        }
        return out.toString();
    }
}
