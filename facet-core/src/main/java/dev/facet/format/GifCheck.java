package dev.facet.format;

import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Walks the blocks of a GIF file (GIF89a specification) up to the end of its first image, and drops all others. The
 * image may be a part of the screen that the file describes; the rest is transparent.
 */
final class GifCheck {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int SCREEN = 6;
    private static final int HEADER = 13;
    private static final int DESCRIPTOR = 10;
    /**
     * Upper limit of the compression: a code of 12 bits stands for at most 4096 pixels, because each entry of the table
     * of 4096 is one pixel longer than another.
     */
    private static final long MAX_PIXELS_PER_BYTE = 4096 * 8 / 12 + 1;

    private final PictureBytes bytes;
    private boolean transparent;

    private GifCheck(PictureBytes bytes) {
        this.bytes = bytes;
    }

    static CheckedPicture check(Path file, byte[] content) throws FormatException {
        return new GifCheck(new PictureBytes(file, content, ByteOrder.LITTLE_ENDIAN)).check();
    }

    private CheckedPicture check() throws FormatException {
        bytes.require(0, HEADER, "a header");
        int at = HEADER + table(bytes.u8(10));
        bytes.require(0, at, "a header with its palette");
        Kept kept = new Kept(bytes.content);
        kept.keep(0, at);
        int control = -1;
        while (true) {
            bytes.require(at, 2, "a block");
            int block = bytes.u8(at);
            if (block == EXTENSION) {
                if (bytes.u8(at + 1) == GRAPHIC_CONTROL) {
                    control = at;
                }
                at = blocks(at + 2);
                continue;
            }
            if (block == IMAGE) {
                if (control >= 0) {
                    kept.keep(control, blocks(control + 2));
                    transparent = (bytes.u8(control + 3) & 1) != 0;
                }
                return image(at, kept);
            }
            throw bytes.damaged(block == TRAILER ? "it has no image" : "no block at byte " + at);
        }
    }

    private CheckedPicture image(int at, Kept kept) throws FormatException {
        bytes.require(at, DESCRIPTOR, "an image");
        int width = bytes.u16(at + 5);
        int height = bytes.u16(at + 7);
        bytes.checkSize(width, height);
        int x = bytes.u16(at + 1);
        int y = bytes.u16(at + 3);
        PictureTraits.Place place = new PictureTraits.Place(
                x, y, Math.max(bytes.u16(SCREEN), x + width), Math.max(bytes.u16(SCREEN + 2), y + height));
        bytes.checkSize(place.width(), place.height());
        int data = at + DESCRIPTOR + table(bytes.u8(at + 9));
        bytes.require(at, data + 1L - at, "an image with its palette");
        int depth = bytes.u8(data);
        if (depth < 1 || depth > 8) {
            throw bytes.damaged("pixels of " + depth + " bits");
        }
        int end = blocks(data + 1);
        bytes.checkData(width, height, MAX_PIXELS_PER_BYTE * (end - data), end - data);
        kept.keep(at, end);
        kept.add(new byte[] {TRAILER});
        return new CheckedPicture(ImageFile.Format.GIF, kept.bytes(), width, height, 1, traits(place, width, height));
    }

    private PictureTraits traits(PictureTraits.Place place, int width, int height) {
        return PictureTraits.of(0, transparent).withPlace(place.isCoveredBy(width, height) ? null : place);
    }

    private static int table(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
    }

    /** The end of the sequence of blocks that begins at {@code from}. */
    private int blocks(int from) throws FormatException {
        int at = from;
        while (true) {
            bytes.require(at, 1, "a block");
            int length = bytes.u8(at);
            bytes.require(at, length + 1L, "a block");
            at += length + 1;
            if (length == 0) {
                return at;
            }
        }
    }
}
