package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    private static final int ROW = 26 * Canvas.DENSITY;
    private static final int CELL = 44 * Canvas.DENSITY;
    private static final int GAP = 2 * Canvas.DENSITY;
    private static final int SPACE = 6 * Canvas.DENSITY;
    private static final int WIDEST_LABEL = 200 * Canvas.DENSITY;
    private static final int LIGHT = 0xF3F6FA;
    private static final int DARK = 0x0B3C7D;
    private static final int NOTHING = 0xB4BCC6;

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
                CELL,
                SPACE
                        + widest(Arrays.stream(counts)
                                .flatMapToLong(Arrays::stream)
                                .mapToObj(Long::toString)
                                .toList()));
        ColumnLabels heads = new ColumnLabels(classes, cell);
        String corner = "category";
        int left = Canvas.MARGIN
                + widest(Stream.concat(categories.stream(), Stream.of(corner)).toList())
                + SPACE;
        int axis = Canvas.MARGIN + (title.isEmpty() ? 0 : Canvas.LINE + SPACE);
        int top = axis + Canvas.LINE + heads.height();
        int right = IntStream.of(
                        left + classes.size() * (cell + GAP),
                        heads.right(left + cell / 2, cell + GAP),
                        Canvas.MARGIN + (int) Math.ceil(letters.width(title, Canvas.TEXT)))
                .max()
                .orElseThrow();
        Canvas canvas = new Canvas(right + Canvas.MARGIN, top + categories.size() * (ROW + GAP) + Canvas.MARGIN);

        letters.draw(canvas, title, Canvas.MARGIN, Canvas.MARGIN + Canvas.CAPITAL, Canvas.TEXT, Canvas.INK);
        letters.draw(canvas, "class", left, axis + Canvas.CAPITAL, Canvas.TEXT, Canvas.FAINT);
        letters.draw(canvas, corner, Canvas.MARGIN, top - (double) SPACE, Canvas.TEXT, Canvas.FAINT);
        for (int k = 0; k < classes.size(); k++) {
            heads.draw(canvas, k, left + k * (cell + GAP) + cell / 2.0, top, Canvas.FAINT);
        }
        int y = top;
        for (int category : order()) {
            String name = letters.fit(categories.get(category), Canvas.TEXT, WIDEST_LABEL);
            double baseline = y + (ROW + Canvas.CAPITAL) / 2.0;
            double x = left - SPACE - letters.width(name, Canvas.TEXT);
            letters.draw(canvas, name, x, baseline, Canvas.TEXT, Canvas.FAINT);
            long all = Math.max(1, Arrays.stream(counts[category]).sum());
            for (int k = 0; k < classes.size(); k++) {
                double share = (double) counts[category][k] / all;
                int at = left + k * (cell + GAP);
                canvas.fill(at, y, cell, ROW, Canvas.mixed(LIGHT, DARK, share));
                int ink = share > 0.6 ? Canvas.PAPER : counts[category][k] == 0 ? NOTHING : Canvas.INK;
                String count = Long.toString(counts[category][k]);
                double middle = at + (cell - letters.width(count, Canvas.TEXT)) / 2;
                letters.draw(canvas, count, middle, baseline, Canvas.TEXT, ink);
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
        double most = labels.stream()
                .mapToDouble(label -> Lettering.standard().width(label, Canvas.TEXT))
                .max()
                .orElse(0);
        return (int) Math.ceil(Math.min(WIDEST_LABEL, most));
    }
}
