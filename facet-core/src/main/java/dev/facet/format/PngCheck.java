package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a PNG file (PNG specification, third edition, chapter 5). Chunks that describe the pixels must be
 * well formed with a correct checksum. Others are dropped; of these, the colour profile and the orientation are used if
 * they are sound. Of an animation whose first frame is not the picture for old programs, the first frame is taken.
 */
final class PngCheck {
    private static final int SIGNATURE = 8;
    /** Length, type and checksum of a chunk, in bytes. */
    private static final int FRAME = 12;

    private static final int HEADER = 13;
    private static final int FRAME_CONTROL = 26;
    private static final int LONGEST_PROFILE_NAME = 79;
    /** No deflate stream expands by more than 1032 (zlib's technical notes). */
    private static final long MAX_EXPANSION = 1032;

    private final PictureBytes bytes;
    private final Kept kept;
    private long width;
    private long height;
    private int depth;
    private int colour;
    private int bits;
    private boolean greyPalette;
    private boolean palette;
    private boolean translucent;
    private int @Nullable [] transparent;
    private byte @Nullable [] profile;
    private boolean standard;
    private int orientation = 1;
    private long data;

    private boolean animated;
    private int frames;
    private @Nullable Kept first;
    private PictureTraits.@Nullable Place place;
    private long firstWidth;
    private long firstHeight;
    private long firstData;

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
        if (first != null && firstData > 0) {
            return firstFrame(first);
        }
        checkData(width, height, data);
        return checked(kept.bytes(), width, height, null);
    }

    private void checkData(long w, long h, long due) throws FormatException {
        long row = (w * bits + 7) / 8;
        if (row * h > MAX_EXPANSION * (due + 1)) {
            throw new FormatException(
                    bytes.file,
                    "claims " + w + "×" + h + " pixels, but has only " + due
                            + " bytes of them; it is cut off or damaged");
        }
    }

    private CheckedPicture checked(byte[] content, long w, long h, PictureTraits.@Nullable Place on) {
        int channels = (colour & 2) == 0 || (colour == 3 && greyPalette) ? 1 : 3;
        PictureTraits traits = PictureTraits.of(channels, translucent || (colour & 4) != 0)
                .withBits(depth == 16 ? 16 : 8)
                .withOrientation(orientation)
                .withProfile(standard ? null : IccProfile.fitting(profile, (colour & 2) == 0 ? 1 : 3))
                .withTransparent(transparent)
                .withPlace(on);
        return new CheckedPicture(ImageFile.Format.PNG, content, (int) w, (int) h, (bits + 7) / 8, traits);
    }

    /** The first frame of an animation as a file of its own. */
    private CheckedPicture firstFrame(Kept frame) throws FormatException {
        checkData(firstWidth, firstHeight, firstData);
        frame.add(chunk("IEND", new byte[0]));
        return checked(frame.bytes(), firstWidth, firstHeight, place);
    }

    /** Reads a chunk; returns whether a decoder needs it. */
    private boolean take(String type, int at, int length) throws FormatException {
        if (width == 0 && !type.equals("IHDR")) {
            throw bytes.damaged("it does not begin with its size");
        }
        int content = at + 8;
        switch (type) {
            case "IHDR" -> header(at, length);
            case "PLTE" -> {
                if (palette || data > 0 || length == 0 || length % 3 != 0 || length > 768) {
                    throw bytes.damaged("a palette of " + length + " bytes at byte " + at);
                }
                palette = true;
                greyPalette = isGrey(content, length);
            }
            case "tRNS" -> {
                if (length > 256 || data > 0) {
                    throw bytes.damaged("transparency of " + length + " bytes at byte " + at);
                }
                translucent |= colour == 3;
                transparent = transparent(content, length);
                return colour == 3;
            }
            case "IDAT" -> data += length;
            case "IEND" -> {}
            default -> {
                if (!type.matches("[a-zA-Z]{4}")) {
                    throw bytes.damaged("no chunk at byte " + at);
                }
                more(type, at, length);
                return false;
            }
        }
        return true;
    }

    /** Chunks that the picture can do without. */
    private void more(String type, int at, int length) throws FormatException {
        int content = at + 8;
        switch (type) {
            case "sRGB" -> standard = true;
            case "iCCP" -> {
                if (profile == null && data == 0) {
                    profile = inflated(content, length);
                }
            }
            case "eXIf" -> orientation = ExifOrientation.inExif(bytes.content, content, content + length);
            case "acTL" -> animated = data == 0;
            case "fcTL" -> {
                if (animated && frames++ == 0 && data > 0) {
                    frame(at, length);
                }
            }
            case "fdAT" -> {
                if (first != null && frames == 1 && length > 4) {
                    checkSum(type, at, at + FRAME + length);
                    first.add(chunk("IDAT", Arrays.copyOfRange(bytes.content, content + 4, content + length)));
                    firstData += length - 4;
                }
            }
            default -> {}
        }
    }

    /** Begins the first frame of an animation, which is not the picture itself. */
    private void frame(int at, int length) throws FormatException {
        if (length != FRAME_CONTROL) {
            throw bytes.damaged("a frame of " + length + " bytes at byte " + at);
        }
        checkSum("fcTL", at, at + FRAME + length);
        firstWidth = bytes.u32(at + 12);
        firstHeight = bytes.u32(at + 16);
        long x = bytes.u32(at + 20);
        long y = bytes.u32(at + 24);
        bytes.checkSize(firstWidth, firstHeight);
        if (x + firstWidth > width || y + firstHeight > height) {
            throw bytes.damaged("a frame of " + firstWidth + "×" + firstHeight + " pixels at " + x + ", " + y
                    + ", outside its canvas");
        }
        PictureTraits.Place on = new PictureTraits.Place((int) x, (int) y, (int) width, (int) height);
        place = on.isCoveredBy(firstWidth, firstHeight) ? null : on;
        byte[] header = Arrays.copyOfRange(bytes.content, SIGNATURE + 8, SIGNATURE + 8 + HEADER);
        ByteBuffer.wrap(header).putInt((int) firstWidth).putInt((int) firstHeight);
        Kept frame = new Kept(bytes.content);
        frame.keep(0, SIGNATURE);
        frame.add(chunk("IHDR", header));
        for (int part = SIGNATURE + FRAME + HEADER; part < at; part += FRAME + (int) bytes.u32(part)) {
            String type = bytes.text(part + 4, 4);
            if (type.equals("PLTE") || (type.equals("tRNS") && colour == 3)) {
                frame.keep(part, part + FRAME + (int) bytes.u32(part));
            }
        }
        first = frame;
    }

    private void header(int at, int length) throws FormatException {
        if (width > 0 || length != HEADER) {
            throw bytes.damaged("its size is given twice, or is no size, at byte " + at);
        }
        width = bytes.u32(at + 8);
        height = bytes.u32(at + 12);
        depth = bytes.u8(at + 16);
        colour = bytes.u8(at + 17);
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

    private boolean isGrey(int at, int length) {
        for (int i = at; i < at + length; i += 3) {
            if (bytes.u8(i) != bytes.u8(i + 1) || bytes.u8(i) != bytes.u8(i + 2)) {
                return false;
            }
        }
        return true;
    }

    /** The one transparent colour of grey or RGB; not all decoders know it. */
    private int @Nullable [] transparent(int at, int length) {
        int samples = colour == 0 ? 1 : 3;
        if ((colour != 0 && colour != 2) || length != 2 * samples) {
            return null;
        }
        int[] key = new int[samples];
        for (int i = 0; i < samples; i++) {
            key[i] = bytes.u16(at + 2 * i) & ((1 << depth) - 1);
        }
        return key;
    }

    /** The content of a compressed profile behind its name; null if there is none. */
    private byte @Nullable [] inflated(int at, int length) {
        int name = 0;
        while (name < length && name <= LONGEST_PROFILE_NAME && bytes.u8(at + name) != 0) {
            name++;
        }
        int from = name + 2; // a zero, and the method, of which there is one
        if (from >= length || bytes.u8(at + name) != 0) {
            return null;
        }
        try (InflaterInputStream in =
                new InflaterInputStream(new ByteArrayInputStream(bytes.content, at + from, length - from))) {
            byte[] whole = in.readNBytes(IccProfile.MOST_BYTES + 1);
            return whole.length > IccProfile.MOST_BYTES ? null : whole;
        } catch (IOException e) {
            return null;
        }
    }

    private void checkSum(String type, int at, int end) throws FormatException {
        CRC32 sum = new CRC32();
        sum.update(bytes.content, at + 4, end - at - 8);
        if (sum.getValue() != bytes.u32(end - 4)) {
            throw bytes.damaged("the chunk " + type + " at byte " + at + " does not have its checksum");
        }
    }

    private static byte[] chunk(String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(FRAME + content.length);
        chunk.putInt(content.length);
        for (int i = 0; i < 4; i++) {
            chunk.put((byte) type.charAt(i));
        }
        chunk.put(content);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) sum.getValue()).array();
    }

    private static String printable(String type) {
        return type.matches("[a-zA-Z]{4}") ? type : "of no known kind";
    }
}
