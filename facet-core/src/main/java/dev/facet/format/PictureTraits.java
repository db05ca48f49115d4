package dev.facet.format;

import org.jspecify.annotations.Nullable;

/**
 * What the check of a picture file found out beside its size, and what remains to be done with the decoded pixels.
 *
 * @param channels 1 (grey) or 3 (colour), not counting alpha; 0 if only the decoder can tell
 * @param bits of a sample, rounded up to 8, 16, 32 or 64
 * @param floating whether samples are floating-point numbers
 * @param alpha whether parts may be transparent
 * @param orientation as Exif numbers it; 1 is upright
 * @param profile a sound colour profile for {@code channels}, which the decoder is not shown; null if there is none, or
 *     if it is that of sRGB
 * @param transparent the samples of the one colour that is transparent, as they are stored; null if there is none
 * @param place where the decoded pixels are on a larger canvas; null if they are all of it
 * @param plain whether it is a JPEG file whose colours the JDK's decoder knows, so that it can be read row by row
 * @param scans number of times that a progressive JPEG file is coded, better each time; else 1
 */
record PictureTraits(
        int channels,
        int bits,
        boolean floating,
        boolean alpha,
        int orientation,
        byte @Nullable [] profile,
        int @Nullable [] transparent,
        @Nullable Place place,
        boolean plain,
        int scans) {
    /** A position on a canvas, and the canvas's size, in pixels. */
    record Place(int x, int y, int width, int height) {
        /** Whether an image of this size covers the canvas. */
        boolean isCoveredBy(long w, long h) {
            return x == 0 && y == 0 && w == width && h == height;
        }
    }

    /** Pixels of 8 bits that need nothing more. */
    static PictureTraits of(int channels, boolean alpha) {
        return new PictureTraits(channels, 8, false, alpha, 1, null, null, null, false, 1);
    }

    PictureTraits withBits(int itsBits) {
        return new PictureTraits(
                channels, itsBits, floating, alpha, orientation, profile, transparent, place, plain, scans);
    }

    PictureTraits withOrientation(int turn) {
        return new PictureTraits(channels, bits, floating, alpha, turn, profile, transparent, place, plain, scans);
    }

    PictureTraits withProfile(byte @Nullable [] icc) {
        return new PictureTraits(channels, bits, floating, alpha, orientation, icc, transparent, place, plain, scans);
    }

    PictureTraits withTransparent(int @Nullable [] colour) {
        return new PictureTraits(
                channels, bits, floating, alpha || colour != null, orientation, profile, colour, place, plain, scans);
    }

    PictureTraits withPlace(@Nullable Place where) {
        return new PictureTraits(
                channels,
                bits,
                floating,
                alpha || where != null,
                orientation,
                profile,
                transparent,
                where,
                plain,
                scans);
    }
}
