package dev.facet.explore;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;

import dev.facet.data.Items;
import dev.facet.format.GifFile;

/** A film of a code, or of another setting, that goes from one end to the other and back, without end. */
public final class SweepFilm {
    /** Longest side of a film, in pixels. */
    public static final int MOST_SIDE = 800;

    private static final int ONE_SIDE = 256;
    private static final int SEVERAL_SIDE = 640;
    private static final int HUNDREDTHS = 8;

    private SweepFilm() {}

    /**
     * Writes an animated GIF, in which all rows move together.
     *
     * @param items row by row, each with the same {@code columns} positions of the code; sequences are drawn as
     *     pictures, all at one scale
     */
    public static void write(OutputStream out, Items items, int columns) throws IOException {
        GifFile.write(out, frames(items, columns), HUNDREDTHS);
    }

    /**
     * The frames: one for each position there, and one for each position between the ends back. Each is drawn when it
     * is taken, so that only one is in memory.
     */
    public static List<BufferedImage> frames(Items items, int columns) {
        if (columns < 1 || items.count() < columns || items.count() % columns != 0) {
            throw new IllegalArgumentException(
                    "a film needs rows of equal length; got " + items.count() + " items in rows of " + columns);
        }
        Items images = SequencePictures.of(items);
        return new AbstractList<>() {
            @Override
            public int size() {
                return Math.max(1, 2 * columns - 2);
            }

            @Override
            public BufferedImage get(int index) {
                Objects.checkIndex(index, size());
                return frame(images, columns, index < columns ? index : 2 * columns - 2 - index);
            }
        };
    }

    private static BufferedImage frame(Items images, int columns, int column) {
        int rows = images.count() / columns;
        int size = images.shape().bytes();
        byte[] bytes = new byte[rows * size];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(images.bytes(), (row * columns + column) * size, bytes, row * size, size);
        }
        BufferedImage sheet = Sheet.of(new Items(images.shape(), rows, bytes), (int) Math.ceil(Math.sqrt(rows)));
        int longest = Math.max(sheet.getWidth(), sheet.getHeight());
        if (longest > MOST_SIDE) {
            double scale = (double) MOST_SIDE / longest;
            return scaled(sheet, scale, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        // by a whole factor, so that pixels stay crisp
        int factor = Math.max(1, (rows == 1 ? ONE_SIDE : SEVERAL_SIDE) / longest);
        return scaled(sheet, factor, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    }

    private static BufferedImage scaled(BufferedImage image, double scale, Object how) {
        int width = (int) Math.max(1, Math.round(image.getWidth() * scale));
        int height = (int) Math.max(1, Math.round(image.getHeight() * scale));
        BufferedImage scaled = new BufferedImage(width, height, image.getType());
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, how);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return scaled;
    }
}
