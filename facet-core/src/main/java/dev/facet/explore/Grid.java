package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;

import dev.facet.data.Items;

/**
 * Images in rows and columns with dark labels on white. Small images are enlarged by a whole factor, so that their
 * pixels stay crisp.
 *
 * @param title the line above; may be empty
 * @param rows labels left of the rows, from the top; empty for none
 * @param columns labels above the columns, from the left; empty for none
 * @param width number of images in a row
 * @param images row by row
 */
public record Grid(String title, List<String> rows, List<String> columns, int width, Items images) {
    private static final int CELL = 60;
    private static final int GAP = 3;
    private static final int WIDEST_LABEL = 240;

    public Grid {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        images = SequencePictures.of(images);
        if (width < 1) {
            throw new IllegalArgumentException("a grid needs at least 1 image in a row; got " + width);
        }
    }

    /** A grid without labels. */
    public static Grid of(Items images, int width) {
        return new Grid("", List.of(), List.of(), width, images);
    }

    /** Draws with about 60 pixels per image, or unscaled if the images are larger. */
    public BufferedImage draw() {
        return draw(Math.max(
                1, CELL / Math.max(images.shape().height(), images.shape().width())));
    }

    /** Draws with images enlarged by the whole factor {@code scale}. */
    public BufferedImage draw(int scale) {
        Lettering letters = Lettering.standard();
        int cellWidth = images.shape().width() * scale;
        int cellHeight = images.shape().height() * scale;
        int lines = (images.count() + width - 1) / width;

        int rowLabels = rows.stream()
                .mapToInt(label -> Math.min(WIDEST_LABEL, letters.width(label, Canvas.TEXT)) + Canvas.MARGIN)
                .max()
                .orElse(0);
        int left = Canvas.MARGIN + rowLabels;
        int top = Canvas.MARGIN + (title.isEmpty() ? 0 : Canvas.LINE + 4);
        int gridTop = top + (columns.isEmpty() ? 0 : Canvas.LINE);
        int gridWidth = width * (cellWidth + GAP) - GAP;
        int titleWidth = letters.width(title, Canvas.TEXT);
        Canvas canvas = new Canvas(
                Math.max(left + gridWidth, Canvas.MARGIN + titleWidth) + Canvas.MARGIN,
                gridTop + lines * (cellHeight + GAP) - GAP + Canvas.MARGIN);

        letters.draw(canvas, title, Canvas.MARGIN, Canvas.MARGIN, Canvas.TEXT, Canvas.INK);
        int columnText =
                columns.stream().allMatch(label -> letters.width(label, Canvas.TEXT) <= cellWidth) ? Canvas.TEXT : 1;
        for (int k = 0; k < Math.min(width, columns.size()); k++) {
            String label = letters.fit(columns.get(k), columnText, cellWidth);
            int x = left + k * (cellWidth + GAP) + (cellWidth - letters.width(label, columnText)) / 2;
            int baseline = top + Lettering.ASCENT * Canvas.TEXT;
            letters.draw(canvas, label, x, baseline - Lettering.ASCENT * columnText, columnText, Canvas.FAINT);
        }
        for (int line = 0; line < lines; line++) {
            int y = gridTop + line * (cellHeight + GAP);
            if (line < rows.size()) {
                String label = letters.fit(rows.get(line), Canvas.TEXT, WIDEST_LABEL);
                int x = left - Canvas.MARGIN + 2 - letters.width(label, Canvas.TEXT);
                int middle = y + (cellHeight - Lettering.ASCENT * Canvas.TEXT) / 2;
                letters.draw(canvas, label, x, middle, Canvas.TEXT, Canvas.FAINT);
            }
            for (int k = 0; k < width && line * width + k < images.count(); k++) {
                canvas.image(images, line * width + k, left + k * (cellWidth + GAP), y, scale);
            }
        }
        return canvas.image();
    }

    /** Stacks pictures vertically, aligned at the left. */
    public static BufferedImage stack(List<BufferedImage> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("there is no picture to stack");
        }
        Canvas canvas = new Canvas(
                pictures.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow(),
                pictures.stream().mapToInt(BufferedImage::getHeight).sum());
        int y = 0;
        for (BufferedImage picture : pictures) {
            canvas.paste(picture, 0, y);
            y += picture.getHeight();
        }
        return canvas.image();
    }
}
