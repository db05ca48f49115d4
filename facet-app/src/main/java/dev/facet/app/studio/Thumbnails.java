package dev.facet.app.studio;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

import dev.facet.data.Items;
import dev.facet.explore.Sheet;

/** Items edge to edge, as small as a page needs them. */
final class Thumbnails {
    /** The number of items in a row. */
    static final int COLUMNS = 10;

    /** The greatest height of an item in pixels; a larger one is shrunk. */
    private static final int HIGHEST = 64;

    private Thumbnails() {}

    static BufferedImage sheet(Items items, int columns) {
        BufferedImage sheet = Sheet.of(items, columns);
        int rows = (items.count() + columns - 1) / columns;
        int high = sheet.getHeight() / rows;
        // halving averages four pixels each time, so that nothing is skipped
        while (high >= 2 * HIGHEST) {
            high = high / 2;
            sheet = scaled(sheet, columns, rows, high);
        }
        return high > HIGHEST ? scaled(sheet, columns, rows, HIGHEST) : sheet;
    }

    private static BufferedImage scaled(BufferedImage sheet, int columns, int rows, int high) {
        int wide = Math.max(1, Math.round((float) high * sheet.getWidth() / columns * rows / sheet.getHeight()));
        BufferedImage smaller = new BufferedImage(columns * wide, rows * high, sheet.getType());
        Graphics2D graphics = smaller.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(sheet, 0, 0, smaller.getWidth(), smaller.getHeight(), null);
        } finally {
            graphics.dispose();
        }
        return smaller;
    }
}
