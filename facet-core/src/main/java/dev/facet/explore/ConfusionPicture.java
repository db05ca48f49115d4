package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A heat map of a confusion matrix with the counts written in. Rows are sorted by their most frequent class, so that a
 * good clustering shows as a diagonal; each row is shaded by its own shares.
 *
 * @param title the line above; may be empty
 * @param categories names of the rows
 * @param classes names of the columns
 * @param counts {@code [category][class]}, in images
 */
public record ConfusionPicture(String title, List<String> categories, List<String> classes, long[][] counts) {
    private static final int ROW = 34;
    private static final int GAP = 2;
    private static final int WIDEST_LABEL = 140;
    private static final int LIGHT = 0xF3F6FA;
    private static final int DARK = 0x0B3C7D;

    public ConfusionPicture {
        categories = List.copyOf(categories);
        classes = List.copyOf(classes);
        int wanted = classes.size();
        if (counts.length != categories.size() || !Arrays.stream(counts).allMatch(row -> row.length == wanted)) {
            throw new IllegalArgumentException(
                    "need counts of " + categories.size() + " categories by " + wanted + " classes");
        }
    }

    public BufferedImage draw() {
        Lettering letters = Lettering.standard();
        int cell = Math.max(
                IntStream.of(
                                        widest(classes),
                                        widest(Arrays.stream(counts)
                                                .flatMapToLong(Arrays::stream)
                                                .mapToObj(Long::toString)
                                                .toList()))
                                .max()
                                .orElseThrow()
                        + 16,
                44);
        String corner = "category";
        int left = Canvas.MARGIN + Math.max(widest(categories), letters.width(corner, Canvas.TEXT)) + Canvas.MARGIN;
        int axis = Canvas.MARGIN + (title.isEmpty() ? 0 : Canvas.LINE + 4);
        int top = axis + 2 * Canvas.LINE;
        int width = Math.max(left + classes.size() * (cell + GAP), Canvas.MARGIN + letters.width(title, Canvas.TEXT));
        Canvas canvas = new Canvas(width + Canvas.MARGIN, top + categories.size() * (ROW + GAP) + Canvas.MARGIN);

        letters.draw(canvas, title, Canvas.MARGIN, Canvas.MARGIN, Canvas.TEXT, Canvas.INK);
        letters.draw(canvas, "class", left, axis, Canvas.TEXT, Canvas.FAINT);
        letters.draw(canvas, corner, Canvas.MARGIN, axis + Canvas.LINE, Canvas.TEXT, Canvas.FAINT);
        for (int k = 0; k < classes.size(); k++) {
            centre(canvas, classes.get(k), left + k * (cell + GAP), axis + Canvas.LINE, cell, Canvas.FAINT);
        }
        int y = top;
        for (int category : order()) {
            String name = letters.fit(categories.get(category), Canvas.TEXT, WIDEST_LABEL);
            int text = y + (ROW - Lettering.ASCENT * Canvas.TEXT) / 2;
            int x = left - Canvas.MARGIN - letters.width(name, Canvas.TEXT);
            letters.draw(canvas, name, x, text, Canvas.TEXT, Canvas.FAINT);
            long all = Math.max(1, Arrays.stream(counts[category]).sum());
            for (int k = 0; k < classes.size(); k++) {
                double share = (double) counts[category][k] / all;
                int at = left + k * (cell + GAP);
                canvas.fill(at, y, cell, ROW, shade(share));
                int ink = share > 0.6 ? Canvas.PAPER : counts[category][k] == 0 ? 0xB4BCC6 : Canvas.INK;
                centre(canvas, Long.toString(counts[category][k]), at, text, cell, ink);
            }
            y += ROW + GAP;
        }
        return canvas.image();
    }

    /** Categories sorted by their most frequent class; empty categories last. */
    private List<Integer> order() {
        return IntStream.range(0, categories.size())
                .boxed()
                .sorted(Comparator.comparingInt(category -> {
                    long[] row = counts[category];
                    long most = Arrays.stream(row).max().orElse(0);
                    return most == 0
                            ? classes.size()
                            : IntStream.range(0, row.length)
                                    .filter(k -> row[k] == most)
                                    .findFirst()
                                    .orElseThrow();
                }))
                .toList();
    }

    private static int widest(List<String> labels) {
        return Math.min(
                WIDEST_LABEL,
                labels.stream()
                        .mapToInt(label -> Lettering.standard().width(label, Canvas.TEXT))
                        .max()
                        .orElse(0));
    }

    private static void centre(Canvas canvas, String label, int x, int y, int width, int rgb) {
        Lettering letters = Lettering.standard();
        String text = letters.fit(label, Canvas.TEXT, width);
        letters.draw(canvas, text, x + (width - letters.width(text, Canvas.TEXT)) / 2, y, Canvas.TEXT, rgb);
    }

    private static int shade(double share) {
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int light = LIGHT >> shift & 0xFF;
            int dark = DARK >> shift & 0xFF;
            rgb |= (int) Math.round(light + share * (dark - light)) << shift;
        }
        return rgb;
    }
}
