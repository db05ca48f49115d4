package dev.facet.format;

/**
 * A picture file after a check of its parts: every length in it fits, and parts that the pixels do not need are
 * removed.
 *
 * @param format of the file
 * @param content the bytes for the decoder
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param perPixel upper limit of the memory that decoding takes, in bytes per pixel
 */
record CheckedPicture(ImageFile.Format format, byte[] content, int width, int height, int perPixel) {
    /** Upper limit of the memory that decoding takes, in bytes. */
    long memory() {
        return (long) width * height * perPixel;
    }
}
