package dev.facet.explore;

import java.util.Arrays;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;

/**
 * Draws a picture of each sequence. A path is drawn as by a pen, thicker where a third channel, the force, is greater;
 * all paths have one scale, at which most of them fit. Other sequences are drawn as curves over time, one colour per
 * channel, within {@value #REACH} standard deviations of its mean; one with a length of its own ends where it is over,
 * and the picture is as wide as the longest.
 */
final class SequencePictures {
    private static final int SIDE = 60;
    private static final double MARGIN = 4;
    /** Share of the paths that fit into their pictures. */
    private static final double ORDINARY = 0.95;

    private static final int REACH = 3;
    private static final double THIN = 0.6;
    private static final double THICK = 1.5;
    private static final int WHITE = 255;
    private static final int[] COLOURS = {0x1F77B4, 0xD62728, 0x2CA02C, 0x9467BD, 0xFF7F0E, 0x17BECF};

    private SequencePictures() {}

    /** Images unchanged; sequences as pictures of 60×60 pixels. */
    static Items of(Items items) {
        if (!(items.shape() instanceof SequenceShape shape)) {
            return items;
        }
        ImageShape picture = new ImageShape(3, SIDE, SIDE);
        byte[] pixels = new byte[items.count() * picture.bytes()];
        double pixelsPerUnit = shape.path() ? pixelsPerUnit(items) : 0;
        for (int i = 0; i < items.count(); i++) {
            Paper sheet = new Paper();
            if (shape.path()) {
                path(sheet, items.sequence(i), shape, pixelsPerUnit);
            } else {
                curves(sheet, items.sequence(i), shape);
            }
            sheet.copy(pixels, i * picture.bytes());
        }
        return new Items(picture, items.count(), pixels);
    }

    private static double pixelsPerUnit(Items items) {
        double[] extents = new double[items.count()];
        for (int i = 0; i < extents.length; i++) {
            double[][] places = places(items.sequence(i));
            extents[i] = Math.max(extent(places[0]), extent(places[1]));
        }
        Arrays.sort(extents);
        double extent = extents.length == 0 ? 0 : extents[(int) Math.ceil(ORDINARY * (extents.length - 1))];
        return extent > 0 ? (SIDE - 2 * MARGIN) / extent : 1;
    }

    /** The position of the pen after each step: {@code [right, up][time + 1]}. */
    private static double[][] places(float[][] steps) {
        double[][] places = new double[2][steps[0].length + 1];
        for (int axis = 0; axis < 2; axis++) {
            for (int t = 0; t < steps[axis].length; t++) {
                places[axis][t + 1] = places[axis][t] + steps[axis][t];
            }
        }
        return places;
    }

    private static double extent(double[] values) {
        return Arrays.stream(values).max().orElse(0)
                - Arrays.stream(values).min().orElse(0);
    }

    private static double middle(double[] values) {
        return (Arrays.stream(values).max().orElse(0)
                        + Arrays.stream(values).min().orElse(0))
                / 2;
    }

    private static void path(Paper sheet, float[][] sequence, SequenceShape shape, double pixelsPerUnit) {
        double[][] places = places(sequence);
        double middleX = middle(places[0]);
        double middleY = middle(places[1]);
        for (int t = 0; t < sequence[0].length; t++) {
            double radius = (THIN + THICK) / 2;
            if (sequence.length > 2) {
                double strength =
                        deviations(sequence[2][t], shape.parts().get(2).scale()) / 4 + 0.5;
                radius = THIN + (THICK - THIN) * Math.max(0, Math.min(1, strength));
            }
            sheet.line(
                    SIDE / 2.0 + (places[0][t] - middleX) * pixelsPerUnit,
                    SIDE / 2.0 - (places[1][t] - middleY) * pixelsPerUnit,
                    SIDE / 2.0 + (places[0][t + 1] - middleX) * pixelsPerUnit,
                    SIDE / 2.0 - (places[1][t + 1] - middleY) * pixelsPerUnit,
                    radius,
                    Canvas.INK);
        }
    }

    private static void curves(Paper sheet, float[][] sequence, SequenceShape shape) {
        for (int c = 0; c < sequence.length; c++) {
            double step = (SIDE - 2 * MARGIN) / (shape.length() - 1);
            Scale scale = shape.parts().get(c).scale();
            int steps = sequence[c].length;
            for (int t = 1; t < Math.max(2, steps); t++) {
                // A single step is a dot.
                int to = Math.min(t, steps - 1);
                sheet.line(
                        MARGIN + (t - 1) * step,
                        height(sequence[c][t - 1], scale),
                        MARGIN + to * step,
                        height(sequence[c][to], scale),
                        THIN,
                        COLOURS[c % COLOURS.length]);
            }
        }
    }

    private static double height(double value, Scale scale) {
        double position = Math.max(-1, Math.min(1, deviations(value, scale) / REACH));
        return SIDE / 2.0 - position * (SIDE / 2.0 - MARGIN);
    }

    private static double deviations(double value, Scale scale) {
        return (value - scale.mean()) / scale.deviation();
    }

    /** A white sheet for smooth lines. */
    private static final class Paper {
        private final double[] ink = new double[SIDE * SIDE];
        private final int[] colours = new int[SIDE * SIDE];

        /** Draws with a round pen of {@code radius} pixels; coverage falls off within one pixel of its edge. */
        void line(double x0, double y0, double x1, double y1, double radius, int colour) {
            double dx = x1 - x0;
            double dy = y1 - y0;
            double squared = dx * dx + dy * dy;
            double reach = radius + 1;
            int top = (int) Math.max(0, Math.min(y0, y1) - reach);
            int bottom = (int) Math.min(SIDE - 1.0, Math.max(y0, y1) + reach);
            int left = (int) Math.max(0, Math.min(x0, x1) - reach);
            int right = (int) Math.min(SIDE - 1.0, Math.max(x0, x1) + reach);
            for (int y = top; y <= bottom; y++) {
                for (int x = left; x <= right; x++) {
                    double px = x + 0.5 - x0;
                    double py = y + 0.5 - y0;
                    double along = squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                    double distance = Math.hypot(px - along * dx, py - along * dy);
                    double covered = Math.max(0, Math.min(1, radius + 0.5 - distance));
                    int at = y * SIDE + x;
                    if (covered > ink[at]) {
                        ink[at] = covered;
                        colours[at] = colour;
                    }
                }
            }
        }

        /** Copies the sheet as planar RGB. */
        void copy(byte[] pixels, int offset) {
            for (int at = 0; at < ink.length; at++) {
                for (int band = 0; band < 3; band++) {
                    int colour = colours[at] >> (16 - 8 * band) & 0xFF;
                    pixels[offset + band * ink.length + at] = (byte) Math.round(WHITE + (colour - WHITE) * ink[at]);
                }
            }
        }
    }
}
