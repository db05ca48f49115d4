package dev.facet.data.resample;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import dev.facet.data.ImageShape;
import dev.facet.format.ImageFile;

/**
 * Converts pictures to square images for networks, in one way for all pictures of a set ({@link PictureLook}).
 * Resamples by area averaging when a side shrinks and by linear interpolation when it grows; a square of the right size
 * is copied exactly. Grey is the luma of ITU-R BT.601.
 *
 * <p>Works row by row, so it needs little memory beyond the picture itself. Thread-safe.
 */
public final class Resampler {
    private final ImageShape shape;
    private final PictureLook look;

    /** A resampler of middle squares, on black, to {@code shape}, which must be square. */
    public Resampler(ImageShape shape) {
        this(shape, PictureLook.PLAIN);
    }

    /** A resampler to {@code shape}, which must be square. */
    public Resampler(ImageShape shape, PictureLook look) {
        if (shape.height() != shape.width()) {
            throw new IllegalArgumentException("shape must be square: " + shape);
        }
        this.shape = shape;
        this.look = look;
    }

    /**
     * Decodes a picture file and converts the picture; of an ordinary JPEG file it is never in memory as a whole.
     *
     * @param file the name for messages
     * @param header of the picture that is wanted
     */
    public byte[] read(Path file, byte[] content, ImageFile.Header header) throws IOException {
        SquareSums sums = new SquareSums(shape, look, header.channels(), header.width(), header.height());
        Framing framing = sums.framing();
        float[] line = new float[header.channels() * framing.width()];
        boolean done = ImageFile.rows(file, content, (y, samples, channels) -> {
            if (y == 0) {
                sums.restart();
            }
            int row = y - framing.top();
            if (row >= 0 && row < framing.height()) {
                int from = framing.left() * channels;
                for (int i = 0; i < line.length; i++) {
                    line[i] = samples[from + i] & 0xFF;
                }
                sums.add(row, line);
            }
        });
        return done
                ? turned(sums.pixels(), header.orientation())
                : resample(ImageFile.decode(file, content, header.page()), header.orientation());
    }

    /**
     * The image as {@code [channels, height, width]}.
     *
     * @param orientation Exif orientation, 1 to 8, by which the image is turned upright
     */
    public byte[] resample(BufferedImage image, int orientation) {
        return turned(resample(image), orientation);
    }

    /** The image in its stored orientation. */
    byte[] resample(BufferedImage image) {
        PixelRows rows = new PixelRows(image, look);
        SquareSums sums = new SquareSums(shape, look, rows.channels(), image.getWidth(), image.getHeight());
        Framing framing = sums.framing();
        float[] line = new float[rows.channels() * framing.width()];
        for (int y = 0; y < framing.height(); y++) {
            rows.read(framing.left(), framing.top() + y, framing.width(), line);
            sums.add(y, line);
        }
        return sums.pixels();
    }

    /** Turns the small square, which gives the same result as turning the picture, and is cheaper. */
    private byte[] turned(byte[] stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        int size = shape.width();
        int last = size - 1;
        byte[] upright = new byte[stored.length];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                // Orientations 5 to 8 exchange rows and columns.
                int column = orientation >= 5 ? y : x;
                int row = orientation >= 5 ? x : y;
                column = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
                        ? last - column
                        : column;
                row = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 ? last - row : row;
                for (int c = 0; c < shape.channels(); c++) {
                    int plane = c * size * size;
                    upright[plane + y * size + x] = stored[plane + row * size + column];
                }
            }
        }
        return upright;
    }
}
