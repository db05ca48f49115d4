package dev.facet.format;

/**
 * A picture file after a check of its parts: every length in it fits, and parts that the pixels do not need are
 * removed.
 *
 * @param format of the file
 * @param content the bytes for the decoder
 * @param width in pixels, as the decoder gives it
 * @param height in pixels, as the decoder gives it
 * @param perPixel upper limit of the memory that decoding takes, in bytes per pixel
 * @param traits what else is known
 */
record CheckedPicture(
        ImageFile.Format format, byte[] content, int width, int height, int perPixel, PictureTraits traits) {
    /** Upper limit of the memory that decoding takes, in bytes. */
    long memory() {
        long pixels = (long) width * height;
        PictureTraits.Place place = traits.place();
        long copy = traits.transparent() == null ? 0 : pixels * Math.max(4, traits.bits() / 2);
        return pixels * perPixel + copy + (place == null ? 0 : 4L * place.width() * place.height());
    }

    /** Upper limit of the memory that reading takes, in bytes: by rows if possible, else by decoding it whole. */
    long readingMemory() {
        boolean rows = traits.plain() && traits.profile() == null;
        // The decoder keeps the coefficients of a progressive picture, two bytes each.
        long kept = traits.scans() == 1 ? 0 : 2L * traits.channels() * width * height;
        return rows ? 64L * width + kept : memory();
    }

    /** Width in pixels of the whole picture, as stored. */
    int fullWidth() {
        PictureTraits.Place place = traits.place();
        return place == null ? width : place.width();
    }

    /** Height in pixels of the whole picture, as stored. */
    int fullHeight() {
        PictureTraits.Place place = traits.place();
        return place == null ? height : place.height();
    }
}
