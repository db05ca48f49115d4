package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.data.ImageShape;
import dev.facet.data.Items;

/**
 * Images in rows and columns with dark labels on white. Images are enlarged by a whole factor, so that their pixels
 * stay crisp.
 *
 * @param title the line above; may be empty
 * @param rows labels left of the rows, from the top; empty for none
 * @param columns labels above the columns, from the left; empty for none
 * @param width number of images in a row
 * @param images row by row
 * @param span a part of the columns that is marked, if any
 */
public record Grid(
        String title, List<String> rows, List<String> columns, int width, Items images, Optional<Span> span) {
    /** Dots of a picture for each pixel of a page that shows it, so that letters are sharp on a dense screen. */
    public static final int DENSITY = Canvas.DENSITY;

    private static final int CELL = 60 * DENSITY;
    /** Images with such a side, or a longer one, are not enlarged, so that a picture of many takes no more memory. */
    private static final int LARGE = 96;

    private static final int GAP = 3 * DENSITY;
    private static final int WIDEST_LABEL = 200 * DENSITY;
    private static final int PEN = DENSITY;
    private static final int TICK = 5 * DENSITY;
    private static final int SPACE = 6 * DENSITY;
    private static final int MARK = 0x0959C8;

    /**
     * A marked part of the columns.
     *
     * @param first where it begins, counted in columns from the middle of the first; may lie between two columns
     * @param last where it ends
     * @param label what is marked
     */
    public record Span(double first, double last, String label) {}

    public Grid {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        if (width < 1) {
            throw new IllegalArgumentException("a grid needs at least 1 image in a row; got " + width);
        }
    }

    /** A grid in which nothing is marked. */
    public Grid(String title, List<String> rows, List<String> columns, int width, Items images) {
        this(title, rows, columns, width, images, Optional.empty());
    }

    /** A grid without labels. */
    public static Grid of(Items images, int width) {
        return new Grid("", List.of(), List.of(), width, images);
    }

    /** Draws with about 60 pixels of a page per image; large images with a dot for each of their own pixels. */
    public BufferedImage draw() {
        int side = Math.max(images.shape().height(), images.shape().width());
        boolean sharp = side >= LARGE || !(images.shape() instanceof ImageShape);
        return draw(sharp ? 1 : Math.max(DENSITY, CELL / side));
    }

    /** Draws with images enlarged by the whole factor {@code scale}, in dots. */
    public BufferedImage draw(int scale) {
        Lettering letters = Lettering.standard();
        Items pictures = SequencePictures.of(images, DENSITY);
        int cellWidth = pictures.shape().width() * scale;
        int cellHeight = pictures.shape().height() * scale;
        int step = cellWidth + GAP;
        int lines = (images.count() + width - 1) / width;
        List<List<String>> labels = rows.stream()
                .map(label ->
                        letters.wrap(label, Canvas.TEXT, WIDEST_LABEL, Math.max(1, (cellHeight + GAP) / Canvas.LINE)))
                .toList();
        ColumnLabels heads = new ColumnLabels(columns.subList(0, Math.min(width, columns.size())), step - GAP / 2);

        int rowLabels = (int) Math.ceil(labels.stream()
                .flatMap(List::stream)
                .mapToDouble(line -> letters.width(line, Canvas.TEXT) + Canvas.MARGIN)
                .max()
                .orElse(0));
        int left = Canvas.MARGIN + rowLabels;
        int top = Canvas.MARGIN + (title.isEmpty() ? 0 : Canvas.LINE + GAP);
        int headTop = top + (span.isPresent() ? Canvas.LINE : 0);
        int gridTop = headTop + heads.height();
        int gridWidth = width * step - GAP;
        int right = IntStream.of(
                        left + gridWidth,
                        heads.right(left + cellWidth / 2, step),
                        Canvas.MARGIN + (int) Math.ceil(letters.width(title, Canvas.TEXT)),
                        span.map(mark -> (int) Math.ceil(bracket(mark, left + cellWidth / 2.0, step)[2]))
                                .orElse(0))
                .max()
                .orElseThrow();
        Canvas canvas = new Canvas(right + Canvas.MARGIN, gridTop + lines * (cellHeight + GAP) - GAP + Canvas.MARGIN);

        letters.draw(canvas, title, Canvas.MARGIN, Canvas.MARGIN + Canvas.CAPITAL, Canvas.TEXT, Canvas.INK);
        span.ifPresent(mark -> mark(canvas, mark, left + cellWidth / 2.0, top, step));
        for (int k = 0; k < heads.labels().size(); k++) {
            int column = k;
            boolean within = span.map(mark -> column > mark.first() - 1e-6 && column < mark.last() + 1e-6)
                    .orElse(false);
            heads.draw(canvas, k, left + k * step + cellWidth / 2.0, gridTop, within ? Canvas.INK : Canvas.FAINT);
        }
        for (int line = 0; line < lines; line++) {
            int y = gridTop + line * (cellHeight + GAP);
            if (line < labels.size()) {
                label(canvas, labels.get(line), left - Canvas.MARGIN + GAP, y + cellHeight / 2.0);
            }
            for (int k = 0; k < width && line * width + k < images.count(); k++) {
                canvas.image(pictures, line * width + k, left + k * step, y, scale);
            }
        }
        return canvas.image();
    }

    /** Draws the lines of a label left of {@code right}, with their middle at {@code middle}. */
    private static void label(Canvas canvas, List<String> lines, int right, double middle) {
        Lettering letters = Lettering.standard();
        double height = (lines.size() - 1) * (double) Canvas.LINE + Canvas.CAPITAL;
        for (int i = 0; i < lines.size(); i++) {
            double baseline = middle - height / 2 + Canvas.CAPITAL + i * (double) Canvas.LINE;
            double x = right - letters.width(lines.get(i), Canvas.TEXT);
            letters.draw(canvas, lines.get(i), x, baseline, Canvas.TEXT, Canvas.FAINT);
        }
    }

    /** Where the bracket begins and ends, and where its label ends: above the bracket, or beside a narrow one. */
    private static double[] bracket(Span mark, double first, int step) {
        double x0 = first + mark.first() * step;
        double x1 = first + mark.last() * step;
        double label = Lettering.standard().width(mark.label(), Canvas.TEXT) + 2 * SPACE;
        return new double[] {x0, x1, label < x1 - x0 - 2 * SPACE ? x1 : x1 + label};
    }

    private static void mark(Canvas canvas, Span mark, double first, int top, int step) {
        Lettering letters = Lettering.standard();
        double[] places = bracket(mark, first, step);
        int x0 = (int) Math.round(places[0]);
        int x1 = (int) Math.round(places[1]);
        int y = top + Canvas.CAPITAL / 2;
        double label = letters.width(mark.label(), Canvas.TEXT);
        boolean inside = places[2] <= places[1];
        int start = inside ? (int) Math.round((x0 + x1 - label) / 2) : x1 + SPACE;
        canvas.fill(x0, y, x1 - x0, PEN, MARK);
        canvas.fill(x0, y, PEN, TICK, MARK);
        canvas.fill(x1 - PEN, y, PEN, TICK, MARK);
        if (inside) {
            canvas.fill(start - SPACE, top, (int) Math.ceil(label) + 2 * SPACE, Canvas.CAPITAL, Canvas.PAPER);
        }
        letters.draw(canvas, mark.label(), start, top + (double) Canvas.CAPITAL, Canvas.TEXT, MARK);
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
