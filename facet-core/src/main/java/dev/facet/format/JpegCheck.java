package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Walks the segments of a JPEG file (ITU-T T.81, annex B) up to the end of its first image. Drops comments, Exif,
 * thumbnails and the like. A sound colour profile is left to {@link PictureColours}, or to the decoder if there are
 * four colours.
 */
final class JpegCheck {
    private static final int DHT = 0xC4;
    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DRI = 0xDD;
    private static final int APP0 = 0xE0;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    /** The segment that says that colours are YCbCr: version 1.01, without units or thumbnail. */
    private static final byte[] JFIF = {
        (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private static final String ICC = "ICC_PROFILE\0";
    /**
     * Upper limit of the compression: the largest unit that is coded together has 32×32 pixels in at least 8 blocks,
     * and no code is shorter than a bit.
     */
    private static final long MAX_PIXELS_PER_BYTE = 1024;
    /** Progressive files have about ten; each scan takes as long to decode as the whole picture. */
    private static final int MAX_SCANS = 500;

    private final PictureBytes bytes;
    private final Kept kept;
    private final List<int[]> profile = new ArrayList<>();
    private int width;
    private int height;
    private int components;
    private boolean usualNames;
    private boolean usualCoding;
    private boolean progressive;
    private int jfif = -1;
    private int adobe = -1;
    private int scans;
    private long data;
    private byte @Nullable [] icc;

    private JpegCheck(PictureBytes bytes) {
        this.bytes = bytes;
        this.kept = new Kept(bytes.content);
    }

    static CheckedPicture check(Path file, byte[] content) throws FormatException {
        return new JpegCheck(new PictureBytes(file, content, ByteOrder.BIG_ENDIAN)).check();
    }

    private CheckedPicture check() throws FormatException {
        bytes.require(0, 4, "a header");
        kept.keep(0, 2);
        int at = 2;
        boolean ended = false;
        while (!ended) {
            at = marker(at);
            if (at < 0) {
                break; // the decoder reports missing pixels
            }
            int marker = bytes.u8(at + 1);
            if (marker == EOI) {
                kept.keep(at, at + 2);
                ended = true;
            } else if (marker == 1 || marker == SOI || (marker >= RST0 && marker <= RST7)) {
                at += 2;
            } else {
                at = segment(marker, at);
            }
        }
        if (scans == 0) {
            throw bytes.damaged("it has no pixels");
        }
        bytes.checkData(width, height, MAX_PIXELS_PER_BYTE * (data + 1), data);
        return new CheckedPicture(
                ImageFile.Format.JPEG, marked(kept.bytes()), width, height, components < 4 ? 4 : 8, traits());
    }

    /** Decoders differ in what they take for YCbCr without a mark. As libjpeg does, this goes by the names. */
    private byte[] marked(byte[] content) {
        if (jfif >= 0 || adobe >= 0 || !usualNames) {
            return content;
        }
        byte[] marked = new byte[content.length + JFIF.length];
        System.arraycopy(content, 0, marked, 0, 2);
        System.arraycopy(JFIF, 0, marked, 2, JFIF.length);
        System.arraycopy(content, 2, marked, 2 + JFIF.length, content.length - 2);
        return marked;
    }

    private PictureTraits traits() {
        int channels = components == 1 ? 1 : 3;
        return new PictureTraits(
                channels,
                8,
                false,
                false,
                ExifOrientation.of(bytes.content),
                IccProfile.fitting(icc, channels),
                null,
                null,
                isPlain(),
                progressive ? scans : 1);
    }

    /** Whether the JDK's decoder and all others agree what the colours are. */
    private boolean isPlain() {
        boolean grey = components == 1;
        boolean luma = components == 3 && (adobe < 0 ? jfif >= 0 || usualNames : adobe == 1 && usualNames);
        // A file that is not progressive has one scan, or one for each colour, which decoders count differently.
        return usualCoding && (progressive || scans == 1) && (grey || luma);
    }

    /** The position of the next marker at or after {@code at}; −1 if there is none. */
    private int marker(int at) {
        for (int i = at; i < bytes.length() - 1; i++) {
            if (bytes.u8(i) == 0xFF && bytes.u8(i + 1) != 0xFF && bytes.u8(i + 1) != 0) {
                return i;
            }
        }
        return -1;
    }

    /** Reads a segment with the compressed data after it; returns the start of the next segment. */
    private int segment(int marker, int at) throws FormatException {
        bytes.require(at, 4, "a segment");
        int length = bytes.u16(at + 2);
        bytes.require(at, 2L + length, "a segment");
        if (length < 2) {
            throw bytes.damaged("a segment of " + length + " bytes at byte " + at);
        }
        int end = at + 2 + length;
        boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != DHT && marker != JPG && marker != DAC;
        if (frame) {
            frame(at, length);
            progressive = marker == 0xC2;
            usualCoding = marker <= 0xC2 && bytes.u8(at + 4) == 8;
        } else if (marker == SOS) {
            if (width == 0) {
                throw bytes.damaged("its pixels come before its size, at byte " + at);
            }
            if (scans == 0) {
                putProfile();
            }
            if (++scans > MAX_SCANS) {
                throw bytes.damaged("more than " + MAX_SCANS + " scans");
            }
            end = endOfScan(end);
            data += end - at;
        } else if (marker == APP2 && bytes.has(at + 4, ICC) && length >= 2 + ICC.length() + 2) {
            profile.add(new int[] {at, end});
        }
        boolean isJfif = marker == APP0 && bytes.has(at + 4, "JFIF\0");
        boolean isAdobe = marker == APP14 && bytes.has(at + 4, "Adobe");
        if (isJfif && jfif < 0) {
            jfif = at;
        }
        if (isAdobe && length >= 14) {
            adobe = bytes.u8(at + 15);
        }
        boolean needed =
                frame || marker == DHT || marker == DAC || (marker >= SOS && marker <= DRI) || isJfif || isAdobe;
        if (needed) {
            kept.keep(at, end);
        }
        return end;
    }

    private void frame(int at, int length) throws FormatException {
        components = length < 8 ? 0 : bytes.u8(at + 9);
        if (width > 0 || components < 1 || components > 4 || length != 8 + 3 * components) {
            throw bytes.damaged("its size is given twice, or is no size, at byte " + at);
        }
        for (int i = 0; i < components; i++) {
            int sampling = bytes.u8(at + 11 + 3 * i);
            if (sampling >> 4 < 1 || sampling >> 4 > 4 || (sampling & 15) < 1 || (sampling & 15) > 4) {
                throw bytes.damaged("a sampling of " + (sampling >> 4) + "×" + (sampling & 15) + " at byte " + at);
            }
        }
        usualNames = components == 3 && bytes.u8(at + 10) == 1 && bytes.u8(at + 13) == 2 && bytes.u8(at + 16) == 3;
        height = bytes.u16(at + 5);
        width = bytes.u16(at + 7);
        bytes.checkSize(width, height);
    }

    private int endOfScan(int from) {
        for (int i = from; i < bytes.length() - 1; i++) {
            int next = bytes.u8(i + 1);
            if (bytes.u8(i) == 0xFF && next != 0 && next != 0xFF && !(next >= RST0 && next <= RST7)) {
                return i;
            }
        }
        return bytes.length();
    }

    /** Puts the colour profile together if all its parts are there in order; the decoder is shown one of CMYK only. */
    private void putProfile() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < profile.size(); i++) {
            int content = profile.get(i)[0] + 4 + ICC.length();
            if (bytes.u8(content) != i + 1 || bytes.u8(content + 1) != profile.size()) {
                return;
            }
            whole.write(bytes.content, content + 2, profile.get(i)[1] - content - 2);
        }
        if (components < 4) {
            icc = whole.toByteArray();
        } else if (IccProfile.isSound(whole.toByteArray())) {
            profile.forEach(part -> kept.keep(part[0], part[1]));
        }
    }
}
