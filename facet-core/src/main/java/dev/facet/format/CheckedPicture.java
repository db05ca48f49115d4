package dev.facet.format;

/**
 * A picture file whose parts were walked: every length in it fits, and what no decoder needs for the pixels is left
 * out.
 *
 * @param format what it is
 * @param content what a decoder is given
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param perPixel bytes of memory that decoding takes for each pixel, at most
 */
record CheckedPicture(ImageFile.Format format, byte[] content, int width, int height, int perPixel) {
    /** Bytes of memory that decoding takes, at most. */
    long memory() {
        return (long) width * height * perPixel;
    }
}
