package dev.facet.explore;

import java.awt.geom.AffineTransform;
import java.util.List;

/**
 * Labels above columns: level where all of them fit, else all slanted. So none overlaps the next, and none but a very
 * long one is cut.
 *
 * @param labels from the left
 * @param cell room for a level label, in dots
 */
record ColumnLabels(List<String> labels, int cell) {
    private static final int LONGEST = 240 * Canvas.DENSITY;
    private static final double SLANT = Math.PI / 4;
    /** The space between a label and what is below it. */
    private static final int GAP = 5 * Canvas.DENSITY;

    ColumnLabels {
        labels = List.copyOf(labels);
    }

    boolean level() {
        return labels.stream().allMatch(label -> width(label) <= cell);
    }

    /** The height that they take, in dots; 0 without labels. */
    int height() {
        if (labels.isEmpty()) {
            return 0;
        }
        if (level()) {
            return Canvas.CAPITAL + 2 * GAP;
        }
        double most = labels.stream().mapToDouble(this::shown).max().orElse(0);
        return (int) Math.ceil((most + Canvas.TEXT) * Math.sin(SLANT)) + GAP;
    }

    /** How far they reach right of the middles of their columns, which begin at {@code left}, {@code step} apart. */
    int right(int left, int step) {
        double most = 0;
        for (int k = 0; k < labels.size(); k++) {
            double beyond = level() ? 0 : (shown(labels.get(k)) + Canvas.TEXT) * Math.cos(SLANT);
            most = Math.max(most, left + k * (double) step + beyond);
        }
        return (int) Math.ceil(most);
    }

    /** Draws label {@code k} above a column with its middle at {@code x} that begins at {@code bottom}. */
    void draw(Canvas canvas, int k, double x, int bottom, int rgb) {
        Lettering letters = Lettering.standard();
        if (level()) {
            String label = labels.get(k);
            letters.draw(canvas, label, x - width(label) / 2, bottom - GAP, Canvas.TEXT, rgb);
            return;
        }
        AffineTransform place =
                AffineTransform.getTranslateInstance(x + Canvas.CAPITAL / 2.0 * Math.sin(SLANT), bottom - GAP);
        place.rotate(-SLANT);
        letters.draw(canvas, letters.fit(labels.get(k), Canvas.TEXT, LONGEST), place, Canvas.TEXT, rgb);
    }

    private double shown(String label) {
        return Math.min(LONGEST, width(label));
    }

    private static double width(String label) {
        return Lettering.standard().width(label, Canvas.TEXT);
    }
}
