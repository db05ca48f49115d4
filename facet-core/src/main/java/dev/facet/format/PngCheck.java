package dev.facet.format;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG file (PNG specification, third edition, chapter 5). Chunks that describe the pixels must be
 * well formed with a correct checksum; all others, which may hold compressed text and profiles, are dropped.
 */
final class PngCheck {
    private static final int SIGNATURE = 8;
    /** Length, type and checksum of a chunk, in bytes. */
    private static final int FRAME = 12;
    /** No deflate stream expands by more than 1032 (zlib's technical notes). */
    private static final long MAX_EXPANSION = 1032;

    private final PictureBytes bytes;
    private final Kept kept;
    private long width;
    private long height;
    private int bits;
    private boolean palette;
    private long data;

    private PngCheck(PictureBytes bytes) {
        this.bytes = bytes;
        this.kept = new Kept(bytes.content);
    }

    static CheckedPicture check(Path file, byte[] content) throws FormatException {
        return new PngCheck(new PictureBytes(file, content, ByteOrder.BIG_ENDIAN)).check();
    }

    private CheckedPicture check() throws FormatException {
        kept.keep(0, SIGNATURE);
        int at = SIGNATURE;
        boolean ended = false;
        while (!ended) {
            if (bytes.length() - at < FRAME && data > 0) {
                break; // all pixels may be there
            }
            bytes.require(at, FRAME, "a chunk");
            String type = bytes.text(at + 4, 4);
            long length = bytes.u32(at);
            bytes.require(at, length + FRAME, "a chunk " + printable(type));
            int end = at + FRAME + (int) length;
            if (take(type, at, (int) length)) {
                checkSum(type, at, end);
                kept.keep(at, end);
            }
            ended = type.equals("IEND");
            at = end;
        }
        long row = (width * bits + 7) / 8;
        if (row * height > MAX_EXPANSION * (data + 1)) {
            throw new FormatException(
                    bytes.file,
                    "claims " + width + "×" + height + " pixels, but has only " + data
                            + " bytes of them; it is cut off or damaged");
        }
        return new CheckedPicture(ImageFile.Format.PNG, kept.bytes(), (int) width, (int) height, (bits + 7) / 8);
    }

    /** Reads a chunk; returns whether a decoder needs it. */
    private boolean take(String type, int at, int length) throws FormatException {
        if (width == 0 && !type.equals("IHDR")) {
            throw bytes.damaged("it does not begin with its size");
        }
        switch (type) {
            case "IHDR" -> header(at, length);
            case "PLTE" -> {
                if (palette || data > 0 || length == 0 || length % 3 != 0 || length > 768) {
                    throw bytes.damaged("a palette of " + length + " bytes at byte " + at);
                }
                palette = true;
            }
            case "tRNS" -> {
                if (length > 256 || data > 0) {
                    throw bytes.damaged("transparency of " + length + " bytes at byte " + at);
                }
            }
            case "IDAT" -> data += length;
            case "IEND" -> {}
            default -> {
                if (!type.matches("[a-zA-Z]{4}")) {
                    throw bytes.damaged("no chunk at byte " + at);
                }
                return false;
            }
        }
        return true;
    }

    private void header(int at, int length) throws FormatException {
        if (width > 0 || length != 13) {
            throw bytes.damaged("its size is given twice, or is no size, at byte " + at);
        }
        width = bytes.u32(at + 8);
        height = bytes.u32(at + 12);
        int depth = bytes.u8(at + 16);
        int colour = bytes.u8(at + 17);
        bits = depth
                * switch (colour) {
                    case 0, 3 -> 1;
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> 0;
                };
        boolean known = switch (depth) {
            case 1, 2, 4 -> colour == 0 || colour == 3;
            case 8 -> bits > 0;
            case 16 -> bits > 0 && colour != 3;
            default -> false;
        };
        if (!known || bytes.u8(at + 18) != 0 || bytes.u8(at + 19) != 0 || bytes.u8(at + 20) > 1) {
            throw bytes.damaged("pixels of an unknown kind: depth " + depth + ", colour type " + colour);
        }
        bytes.checkSize(width, height);
    }

    private void checkSum(String type, int at, int end) throws FormatException {
        CRC32 sum = new CRC32();
        sum.update(bytes.content, at + 4, end - at - 8);
        if (sum.getValue() != bytes.u32(end - 4)) {
            throw bytes.damaged("the chunk " + type + " at byte " + at + " does not have its checksum");
        }
    }

    private static String printable(String type) {
        return type.matches("[a-zA-Z]{4}") ? type : "of no known kind";
    }
}
