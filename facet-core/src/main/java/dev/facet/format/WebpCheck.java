package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a WebP file (RFC 9649). The image must have the size of its canvas; the first frame of an
 * animation becomes a file of its own. Exif and the like, further frames, and the colour profile are not shown to the
 * decoder.
 */
final class WebpCheck {
    private static final int RIFF = 12;
    private static final int CHUNK = 8;
    private static final int FRAME = 16;
    private static final int HEADER = 10;
    /** Memory per pixel in bytes: three or four for the pixel, the rest for the decoder's buffers. */
    private static final int PER_PIXEL = 6;

    private static final int FLAG_ICC = 0x20;
    private static final int FLAG_ALPHA = 0x10;
    private static final int FLAG_EXIF = 0x08;
    private static final int ALPHA_BIT = 1 << 28;

    private final PictureBytes bytes;
    private final Kept kept;
    private long width;
    private long height;
    private boolean alpha;
    private int orientation = 1;
    private byte @Nullable [] profile;
    private PictureTraits.@Nullable Place place;

    private WebpCheck(PictureBytes bytes) {
        this.bytes = bytes;
        this.kept = new Kept(bytes.content);
    }

    static CheckedPicture check(Path file, byte[] content) throws FormatException {
        return new WebpCheck(new PictureBytes(file, content, ByteOrder.LITTLE_ENDIAN)).check();
    }

    private CheckedPicture check() throws FormatException {
        bytes.require(0, RIFF, "a header");
        long claimed = bytes.u32(4) + 8;
        if (claimed > bytes.length()) {
            throw new FormatException(bytes.file, "is cut off: " + bytes.length() + " bytes of " + claimed);
        }
        if (claimed < RIFF + CHUNK) {
            throw bytes.damaged("it has no image");
        }
        int last = (int) claimed;
        if (!bytes.has(RIFF, "VP8X")) {
            int end = chunk(RIFF, last);
            int[] size = image(RIFF, end);
            width = size[0];
            height = size[1];
            kept.keep(RIFF, end);
        } else {
            extended(last);
        }
        PictureTraits traits = PictureTraits.of(3, alpha)
                .withOrientation(orientation)
                .withProfile(IccProfile.fitting(profile, 3))
                .withPlace(place);
        return new CheckedPicture(
                ImageFile.Format.WEBP, whole(kept.bytes()), (int) width, (int) height, PER_PIXEL, traits);
    }

    private void extended(int last) throws FormatException {
        int at = chunk(RIFF, last);
        if (bytes.u32(RIFF + 4) != HEADER) {
            throw bytes.damaged("a header of " + bytes.u32(RIFF + 4) + " bytes");
        }
        int flags = bytes.u8(RIFF + CHUNK);
        width = (bytes.u32(RIFF + CHUNK + 4) & 0xFFFFFF) + 1;
        height = (bytes.u32(RIFF + CHUNK + 6) >>> 8) + 1;
        bytes.checkSize(width, height);
        int transparency = -1;
        boolean image = false;
        while (at < last) {
            if (image && (last - at < CHUNK || bytes.u32(at + 4) > last - at - CHUNK)) {
                break; // what follows the image may be damaged
            }
            int end = chunk(at, last);
            switch (bytes.text(at, 4)) {
                case "ICCP" -> {
                    if ((flags & FLAG_ICC) != 0 && profile == null) {
                        profile = Arrays.copyOfRange(bytes.content, at + CHUNK, at + CHUNK + (int) bytes.u32(at + 4));
                    }
                }
                case "EXIF" -> {
                    if ((flags & FLAG_EXIF) != 0) {
                        orientation =
                                ExifOrientation.inExif(bytes.content, at + CHUNK, at + CHUNK + (int) bytes.u32(at + 4));
                    }
                }
                case "ALPH" -> transparency = image ? transparency : at;
                case "VP8 ", "VP8L" -> {
                    if (!image) {
                        requireSize(image(at, end), width, height);
                        // The transparency of a lossy image counts only if the header says that there is some.
                        still((flags & FLAG_ALPHA) == 0 ? -1 : transparency, at, last);
                        image = true;
                    }
                }
                case "ANMF" -> {
                    if (!image) {
                        frame(at, end);
                        image = true;
                    }
                }
                default -> {}
            }
            at = end;
        }
        if (!image) {
            throw bytes.damaged("it has no image");
        }
    }

    /** Makes a file of the image at {@code at} and the transparency at {@code transparency}, if that is not −1. */
    private void still(int transparency, int at, int last) throws FormatException {
        boolean lossy = bytes.has(at, "VP8 ");
        if (transparency >= 0 && lossy) {
            ByteBuffer header = ByteBuffer.allocate(CHUNK + HEADER).order(ByteOrder.LITTLE_ENDIAN);
            header.put(new byte[] {'V', 'P', '8', 'X'}).putInt(HEADER).putInt(FLAG_ALPHA);
            int w = (int) width - 1;
            int h = (int) height - 1;
            header.put((byte) w).put((byte) (w >> 8)).put((byte) (w >> 16));
            header.put((byte) h).put((byte) (h >> 8)).put((byte) (h >> 16));
            kept.add(header.array());
            keep(transparency, chunk(transparency, last));
            alpha = true;
        }
        keep(at, chunk(at, last));
    }

    /** The first frame of an animation: where it is on the canvas, then its image. */
    private void frame(int from, int end) throws FormatException {
        int at = from + CHUNK;
        bytes.require(at, FRAME, "a frame");
        if (end - at < FRAME) {
            throw bytes.damaged("a frame of " + (end - at) + " bytes");
        }
        long x = 2 * (bytes.u32(at) & 0xFFFFFF);
        long y = 2 * (bytes.u32(at + 2) >>> 8);
        long w = (bytes.u32(at + 6) & 0xFFFFFF) + 1;
        long h = (bytes.u32(at + 8) >>> 8) + 1;
        if (x + w > width || y + h > height) {
            throw bytes.damaged("a frame of " + w + "×" + h + " pixels at " + x + ", " + y + ", outside its canvas");
        }
        int transparency = -1;
        for (int part = at + FRAME; part < end; ) {
            int next = chunk(part, end);
            if (bytes.has(part, "ALPH")) {
                transparency = part;
            } else if (bytes.has(part, "VP8 ") || bytes.has(part, "VP8L")) {
                requireSize(image(part, next), w, h);
                PictureTraits.Place on = new PictureTraits.Place((int) x, (int) y, (int) width, (int) height);
                place = on.isCoveredBy(w, h) ? null : on;
                width = w;
                height = h;
                still(transparency, part, end);
                return;
            }
            part = next;
        }
        throw bytes.damaged("a frame without an image at byte " + from);
    }

    private void requireSize(int[] size, long w, long h) throws FormatException {
        if (size[0] != w || size[1] != h) {
            throw bytes.damaged(
                    "an image of " + size[0] + "×" + size[1] + " pixels, where " + w + "×" + h + " are claimed");
        }
    }

    /** The size of the image in a chunk. */
    private int[] image(int at, int end) throws FormatException {
        int data = at + CHUNK;
        int[] size;
        if (bytes.has(at, "VP8 ") && end - data >= 10) {
            // A key frame, its first partition, and its start code.
            int tag = (int) (bytes.u32(data) & 0xFFFFFF);
            if ((tag & 1) != 0 || tag >> 5 > end - data - 10 || !bytes.has(data + 3, "\u009d\u0001*")) {
                throw bytes.damaged("no lossy image at byte " + at);
            }
            size = new int[] {bytes.u16(data + 6) & 0x3FFF, bytes.u16(data + 8) & 0x3FFF};
        } else if (bytes.has(at, "VP8L") && end - data >= 5 && bytes.u8(data) == 0x2F) {
            int packed = bytes.i32(data + 1);
            size = new int[] {(packed & 0x3FFF) + 1, (packed >>> 14 & 0x3FFF) + 1};
            alpha |= (packed & ALPHA_BIT) != 0;
        } else {
            throw bytes.damaged("no image at byte " + at);
        }
        bytes.checkSize(size[0], size[1]);
        return size;
    }

    /** The end of the chunk at {@code at}, with its padding. */
    private int chunk(int at, int last) throws FormatException {
        if (last - at < CHUNK || bytes.u32(at + 4) > last - at - CHUNK) {
            throw bytes.damaged("a chunk of "
                    + (last - at < CHUNK ? "fewer than 8" : bytes.u32(at + 4)) + " bytes at byte " + at
                    + ", of which " + Math.max(0, last - at) + " are there");
        }
        int length = (int) bytes.u32(at + 4);
        return Math.min(last, at + CHUNK + length + (length & 1));
    }

    /** Keeps a chunk with its padding, which the last chunk of a file may lack. */
    private void keep(int at, int end) {
        kept.keep(at, end);
        if ((end - at) % 2 != 0) {
            kept.add(new byte[1]);
        }
    }

    private byte[] whole(byte[] chunks) {
        ByteBuffer file = ByteBuffer.allocate(RIFF + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(bytes.content, 0, 4).putInt(chunks.length + 4).put(bytes.content, 8, 4);
        return file.put(chunks).array();
    }
}
