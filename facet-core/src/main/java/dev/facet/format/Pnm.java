package dev.facet.format;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * Reads PBM, PGM and PPM files ({@code P1} to {@code P6}: plain or raw, 8 or 16 bit), the first image of each. Samples
 * are scaled from the file's largest value to 255, or to 65535 if it is above 255. This is our own code because the
 * library for the other formats has no PNM reader in a version that fits the rest.
 */
final class Pnm {
    private final Path file;
    private final byte[] content;
    private int at;

    private final char kind;
    private final int width;
    private final int height;
    private final int max;

    /** Reads the header. */
    Pnm(Path file, byte[] content) throws FormatException {
        this.file = file;
        this.content = content;
        if (content.length < 2 || content[0] != 'P' || content[1] < '1' || content[1] > '6') {
            throw new FormatException(file, "is not a PBM, PGM or PPM file: it does not begin with P1 to P6");
        }
        kind = (char) content[1];
        at = 2;
        width = number("width", Integer.MAX_VALUE);
        height = number("height", Integer.MAX_VALUE);
        max = isBitmap() ? 1 : number("largest value", 65535);
        if (width == 0 || height == 0 || max == 0) {
            throw new FormatException(
                    file, "claims a size of " + width + "×" + height + " pixels with values up to " + max);
        }
    }

    ImageFile.Header header() {
        return new ImageFile.Header(width, height, channels(), 1);
    }

    int channels() {
        return kind == '3' || kind == '6' ? 3 : 1;
    }

    boolean isDeep() {
        return max > 255;
    }

    /** Decodes the image. Its size must have been checked before. */
    BufferedImage decode() throws FormatException {
        int channels = channels();
        boolean plain = kind <= '3';
        if (!plain) {
            at++; // exactly one space ends the header of a raw file
        }
        long samples = (long) width * height * channels;
        long least = plain
                ? (isBitmap() ? samples : 2 * samples - 1)
                : (kind == '4' ? (width + 7L) / 8 * height : samples * bytesPerSample());
        if (least > content.length - at) {
            throw new FormatException(
                    file, "is cut off: " + least + " bytes of pixels are due, " + (content.length - at) + " are there");
        }
        BufferedImage image = isDeep()
                ? PictureColours.image(width, height, channels, 16, false)
                : new BufferedImage(
                        width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        int[] row = new int[width * channels];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = scaled(kind == '4' ? bit(i) : plain ? plainSample() : rawSample());
            }
            image.getRaster().setPixels(0, y, width, 1, row);
            if (kind == '4') {
                at += (width + 7) / 8;
            }
        }
        return image;
    }

    private int scaled(int sample) throws FormatException {
        if (sample > max) {
            throw new FormatException(file, "has the value " + sample + " where " + max + " is the largest");
        }
        // In a bitmap 1 is ink.
        if (isBitmap()) {
            return 255 - 255 * sample;
        }
        long most = isDeep() ? 65535 : 255;
        return (int) ((2 * most * sample + max) / (2L * max));
    }

    private int plainSample() throws FormatException {
        if (!isBitmap()) {
            return number("a pixel", 65535);
        }
        skipSpace();
        int digit = at < content.length ? content[at++] - '0' : -1;
        if (digit != 0 && digit != 1) {
            throw new FormatException(file, "has something other than 0 and 1 for a pixel at byte " + (at - 1));
        }
        return digit;
    }

    private int rawSample() {
        int sample = content[at++] & 0xFF;
        return bytesPerSample() == 1 ? sample : sample << 8 | content[at++] & 0xFF;
    }

    private int bit(int x) {
        return content[at + x / 8] >> (7 - x % 8) & 1;
    }

    private int bytesPerSample() {
        return max < 256 ? 1 : 2;
    }

    private boolean isBitmap() {
        return kind == '1' || kind == '4';
    }

    private int number(String what, int largest) throws FormatException {
        skipSpace();
        int start = at;
        long value = 0;
        while (at < content.length && content[at] >= '0' && content[at] <= '9' && value <= largest) {
            value = 10 * value + content[at++] - '0';
        }
        if (at == start || value > largest) {
            throw new FormatException(
                    file, "has no number from 0 to " + largest + " for " + what + " at byte " + start);
        }
        return (int) value;
    }

    private void skipSpace() {
        boolean comment = false;
        while (at < content.length && (comment || content[at] == '#' || isSpace(content[at]))) {
            comment = content[at] == '#' || (comment && content[at] != '\n' && content[at] != '\r');
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
