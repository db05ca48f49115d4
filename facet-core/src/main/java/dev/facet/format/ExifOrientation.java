package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the camera's orientation from the Exif part of a picture file (CIPA DC-008, tag 0x0112). */
final class ExifOrientation {
    private static final int APP1 = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private ExifOrientation() {}

    /** 1 to 8 as Exif numbers them; 1 (upright) if the file is no JPEG or has no valid orientation. */
    static int of(byte[] jpeg) {
        if (jpeg.length < 2 || (jpeg[0] & 0xFF) != 0xFF || (jpeg[1] & 0xFF) != 0xD8) {
            return 1;
        }
        ByteBuffer file = ByteBuffer.wrap(jpeg);
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            int length = file.getShort(at + 2) & 0xFFFF;
            if (marker == START_OF_SCAN || length < 2 || at + 2 + length > jpeg.length) {
                return 1;
            }
            int content = at + 4;
            if (marker == APP1 && startsWithExif(jpeg, content, at + 2 + length)) {
                return inExif(jpeg, content, at + 2 + length);
            }
            at += 2 + length;
        }
        return 1;
    }

    /** The orientation in {@code file[from … to − 1]}, a TIFF structure that a name may precede. */
    static int inExif(byte[] file, int from, int to) {
        int tiff = startsWithExif(file, from, to) ? from + EXIF.length : from;
        return inTiff(ByteBuffer.wrap(file).slice(tiff, to - tiff));
    }

    private static boolean startsWithExif(byte[] file, int from, int to) {
        return to - from >= EXIF.length && Arrays.equals(file, from, from + EXIF.length, EXIF, 0, EXIF.length);
    }

    private static int inTiff(ByteBuffer tiff) {
        if (tiff.limit() < 8) {
            return 1;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return 1;
        }
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (entry + 12 > tiff.limit()) {
                return 1;
            }
            if ((tiff.getShort(entry) & 0xFFFF) == TAG && tiff.getShort(entry + 2) == SHORT) {
                return valid(tiff.getShort(entry + 8));
            }
        }
        return 1;
    }

    /** The orientation if it is one, else 1. */
    static int valid(int orientation) {
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
}
