package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The content of a picture file, for the classes that check its parts before a decoder reads them. */
final class PictureBytes {
    /** A limit by the length of the file, besides the general one of {@link ImageFile#MAX_PIXELS}. */
    private static final long MAX_PIXELS_PER_BYTE = 20_000;

    private static final long SMALL_PIXELS = 250_000;

    /** As in libpng; rows are converted as a whole. */
    private static final long LONGEST_SIDE = 1_000_000;

    final Path file;
    final byte[] content;
    private final ByteBuffer bytes;

    PictureBytes(Path file, byte[] content, ByteOrder order) {
        this.file = file;
        this.content = content;
        this.bytes = ByteBuffer.wrap(content).order(order);
    }

    int length() {
        return content.length;
    }

    int u8(int at) {
        return content[at] & 0xFF;
    }

    int u16(int at) {
        return bytes.getShort(at) & 0xFFFF;
    }

    int i32(int at) {
        return bytes.getInt(at);
    }

    long u32(int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    long i64(int at) {
        return bytes.getLong(at);
    }

    /** Whether the ASCII characters of {@code text} are at {@code at}. */
    boolean has(int at, String text) {
        return at >= 0
                && at <= content.length - text.length()
                && text(at, text.length()).equals(text);
    }

    String text(int at, int length) {
        return new String(content, at, length, StandardCharsets.ISO_8859_1);
    }

    /** Refuses a part of {@code length} bytes from {@code at} on if some of them are missing. */
    void require(long at, long length, String what) throws FormatException {
        if (at < 0 || length < 0 || length > content.length - at) {
            throw new FormatException(
                    file,
                    "is cut off or damaged: " + what + " of " + length + " bytes at byte " + at + ", of which "
                            + Math.max(0, content.length - at) + " are there");
        }
    }

    FormatException damaged(String what) {
        return new FormatException(file, "is damaged: " + what);
    }

    /** Refuses sizes that are too large to decode, or too large for a file of this length. */
    void checkSize(long width, long height) throws FormatException {
        String size = width + "×" + height + " pixels";
        if (width < 1 || height < 1) {
            throw new FormatException(file, "claims a size of " + size);
        }
        if (width > ImageFile.MAX_PIXELS || height > ImageFile.MAX_PIXELS || width * height > ImageFile.MAX_PIXELS) {
            throw new FormatException(
                    file,
                    "has " + size + "; more than " + ImageFile.MAX_PIXELS / 1_000_000 + " million are not decoded");
        }
        if (width > LONGEST_SIDE || height > LONGEST_SIDE) {
            throw new FormatException(file, "has " + size + "; a side of more than a million is not decoded");
        }
        if (width * height > SMALL_PIXELS && width * height / MAX_PIXELS_PER_BYTE > content.length) {
            throw new FormatException(file, "claims " + size + " in " + content.length + " bytes");
        }
    }

    /**
     * Refuses a claim of more than {@code most} pixels, which is the most that {@code data} bytes of this format can
     * hold.
     */
    void checkData(long width, long height, long most, long data) throws FormatException {
        if (width * height > most) {
            throw new FormatException(
                    file,
                    "claims " + width + "×" + height + " pixels, but has only " + data
                            + " bytes of them; it is cut off or damaged");
        }
    }
}
