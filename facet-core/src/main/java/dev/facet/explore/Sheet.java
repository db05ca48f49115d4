package dev.facet.explore;

import java.awt.image.BufferedImage;

import dev.facet.data.Items;

/** Images edge to edge, unscaled and without labels, for programs that cut and enlarge them themselves. */
public final class Sheet {
    private static final int WHITE = 0xFFFFFF;

    private Sheet() {}

    /**
     * Draws row by row with {@code columns} images each, sequences as pictures. The rest of an incomplete last row is
     * white.
     */
    public static BufferedImage of(Items items, int columns) {
        if (columns < 1 || items.count() < 1) {
            throw new IllegalArgumentException(
                    "a sheet needs images and columns; got " + items.count() + " and " + columns);
        }
        Items images = SequencePictures.of(items);
        int width = images.shape().width();
        int height = images.shape().height();
        int rows = (images.count() + columns - 1) / columns;
        int type = images.shape().channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage sheet = new BufferedImage(columns * width, rows * height, type);
        for (int place = images.count(); place < rows * columns; place++) {
            fill(sheet, place % columns * width, place / columns * height, width, height);
        }
        for (int i = 0; i < images.count(); i++) {
            sheet.getRaster()
                    .setRect(
                            i % columns * width,
                            i / columns * height,
                            images.image(i).getRaster());
        }
        return sheet;
    }

    private static void fill(BufferedImage sheet, int left, int top, int width, int height) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                sheet.setRGB(x, y, WHITE);
            }
        }
    }
}
