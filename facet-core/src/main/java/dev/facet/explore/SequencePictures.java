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

    private SequencePictures() {}

    /** Images unchanged; sequences as pictures of 60×60 pixels. */
    static Items of(Items items) {
        return of(items, 1);
    }

    /** Images unchanged; sequences as pictures of 60×60 pixels, with {@code density} dots for each in a row. */
    static Items of(Items items, int density) {
        if (!(items.shape() instanceof SequenceShape shape)) {
            return items;
        }
        ImageShape picture = new ImageShape(3, SIDE * density, SIDE * density);
        byte[] pixels = new byte[items.count() * picture.bytes()];
        double pixelsPerUnit = shape.path() ? pixelsPerUnit(items) : 0;
        for (int i = 0; i < items.count(); i++) {
            Paper sheet = new Paper(density);
            if (shape.path()) {
                path(sheet, items.sequence(i), shape, pixelsPerUnit);
            } else {
                curves(sheet, items.sequence(i), shape);
            }
            copy(sheet.pen, pixels, i * picture.bytes());
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
                        Palette.line(c));
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

    /** A sheet of 60×60 pixels, in a number of dots. */
    private static final class Paper {
        private final Pen pen;
        private final int density;

        Paper(int density) {
            this.density = density;
            pen = new Pen(SIDE * density, SIDE * density);
        }

        void line(double x0, double y0, double x1, double y1, double radius, int rgb) {
            pen.line(x0 * density, y0 * density, x1 * density, y1 * density, radius * density, rgb);
        }
    }

    /** Copies what a pen drew, on white, as planar RGB. */
    private static void copy(Pen pen, byte[] pixels, int offset) {
        int plane = pen.width() * pen.height();
        for (int y = 0; y < pen.height(); y++) {
            for (int x = 0; x < pen.width(); x++) {
                int rgb = Canvas.mixed(Canvas.PAPER, pen.colour(x, y), pen.ink(x, y));
                for (int band = 0; band < 3; band++) {
                    pixels[offset + band * plane + y * pen.width() + x] = (byte) (rgb >> 16 - 8 * band);
                }
            }
        }
    }
}
