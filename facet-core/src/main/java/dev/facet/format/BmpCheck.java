package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Checks the header of a BMP file against its length. Sizes by which a decoder allocates memory are set to what the
 * file holds. Colour profiles, which may even name another file, are left out. Pictures of other formats embedded in a
 * BMP file are refused.
 */
final class BmpCheck {
    private static final int FILE_HEADER = 14;
    private static final int OLD_HEADER = 12;
    private static final int V4_HEADER = 108;
    private static final int V5_HEADER = 124;
    private static final int SRGB = 0x73524742;

    private BmpCheck() {}

    static CheckedPicture check(Path file, byte[] content) throws FormatException {
        PictureBytes bytes = new PictureBytes(file, content, ByteOrder.LITTLE_ENDIAN);
        int size = bytes.i32(FILE_HEADER);
        bytes.require(FILE_HEADER, size, "a header");
        boolean old = size == OLD_HEADER;
        long width = old ? bytes.u16(18) : bytes.i32(18);
        long height = old ? bytes.u16(20) : Math.abs((long) bytes.i32(22));
        int bits = bytes.u16(old ? 24 : 28);
        long compression = old ? 0 : bytes.u32(30);
        long colours = old ? 0 : bytes.u32(46);
        bytes.checkSize(width, height);
        if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
            throw bytes.damaged("pixels of " + bits + " bits");
        }
        if (compression > 3) {
            throw new FormatException(
                    file, "holds pixels of another format (compression " + compression + "); save it as PNG");
        }
        long most = bits <= 8 ? 1L << bits : 256;
        if (colours > most) {
            throw bytes.damaged("a palette of " + colours + " colours");
        }
        long from = bytes.u32(10);
        boolean packed = compression == 1 || compression == 2;
        long due = packed ? 0 : (width * bits + 31) / 32 * 4 * height;
        if (from > content.length || from < FILE_HEADER || from + due > content.length) {
            throw new FormatException(file, "is cut off: " + content.length + " bytes of " + (from + due));
        }
        return new CheckedPicture(
                ImageFile.Format.BMP,
                repaired(content, size, packed ? content.length - (int) from : 0),
                (int) width,
                (int) height,
                (bits + 7) / 8,
                PictureTraits.of(0, bits == 32 && size >= 56));
    }

    private static byte[] repaired(byte[] content, int size, int packed) {
        byte[] copy = content.clone();
        ByteBuffer header = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(2, content.length);
        if (packed > 0) {
            header.putInt(34, packed);
        }
        if (size >= V4_HEADER) {
            header.putInt(FILE_HEADER + 56, SRGB);
        }
        if (size >= V5_HEADER) {
            header.putLong(FILE_HEADER + 112, 0);
        }
        return copy;
    }
}
