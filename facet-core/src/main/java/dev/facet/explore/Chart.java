package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A line chart, such as of statistics over training steps, drawn without fonts or a display like all pictures here.
 * Values that are not finite leave a gap.
 *
 * @param title the line above
 * @param horizontal label of the horizontal axis
 * @param lines at least one, each with a point
 * @param marks reference values, drawn as dashed lines
 */
public record Chart(String title, String horizontal, List<Line> lines, List<Mark> marks) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LABELS = 84;
    private static final int TICKS = 6;
    private static final int PEN = 2;
    private static final int DASH = 8;
    private static final int RULE = 0xE4E4E4;
    /** Distinguishable with colour blindness (Okabe, Ito 2008). */
    private static final int[] COLOURS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0xF0E442
    };

    /** A line through {@code (x[i], y[i])}; x grows. The arrays are not copied. */
    public record Line(String label, double[] x, double[] y) {
        public Line {
            if (x.length != y.length || x.length == 0) {
                throw new IllegalArgumentException("line '" + label + "' needs as many x as y, at least one; got "
                        + x.length + " and " + y.length);
            }
        }
    }

    /** A reference value. */
    public record Mark(String label, double y) {}

    public Chart {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a chart needs a line");
        }
    }

    /** The position of the plot on the sheet, in pixels, and the ranges it shows. */
    private record Frame(int left, int top, int width, int height, double x0, double x1, double y0, double y1) {
        int x(double value) {
            return left + (int) Math.round((value - x0) / (x1 - x0) * width);
        }

        int y(double value) {
            return top + height - (int) Math.round((value - y0) / (y1 - y0) * height);
        }
    }

    public BufferedImage draw() {
        Lettering letters = Lettering.standard();
        List<String> legend = new ArrayList<>();
        lines.forEach(line -> legend.add(line.label()));
        int top = Canvas.MARGIN + Canvas.LINE * (1 + legend.size()) + Canvas.MARGIN;
        Canvas canvas = new Canvas(LABELS + WIDTH + 3 * Canvas.MARGIN, top + HEIGHT + 3 * Canvas.LINE);
        letters.draw(canvas, title, Canvas.MARGIN, Canvas.MARGIN, Canvas.TEXT, Canvas.INK);
        for (int i = 0; i < legend.size(); i++) {
            int y = Canvas.MARGIN + Canvas.LINE * (1 + i);
            canvas.fill(Canvas.MARGIN, y + 2, Lettering.ASCENT * Canvas.TEXT, 5 * PEN, colour(i));
            letters.draw(
                    canvas,
                    letters.fit(legend.get(i), Canvas.TEXT, WIDTH),
                    3 * Canvas.MARGIN,
                    y,
                    Canvas.TEXT,
                    Canvas.INK);
        }
        Frame frame = frame(top);
        axes(canvas, letters, frame);
        for (Mark mark : marks) {
            int y = frame.y(mark.y());
            for (int x = frame.left(); x < frame.left() + frame.width(); x += 2 * DASH) {
                canvas.fill(x, y, DASH, 1, Canvas.FAINT);
            }
            int right = frame.left() + frame.width() - letters.width(mark.label(), Canvas.TEXT);
            letters.draw(canvas, mark.label(), right, y - Canvas.LINE + 5, Canvas.TEXT, Canvas.FAINT);
        }
        for (int i = 0; i < lines.size(); i++) {
            draw(canvas, frame, lines.get(i), colour(i));
        }
        return canvas.image();
    }

    private Frame frame(int top) {
        double[] x = lines.stream()
                .flatMapToDouble(line -> DoubleStream.of(line.x()))
                .toArray();
        double[] y = DoubleStream.concat(
                        lines.stream().flatMapToDouble(line -> DoubleStream.of(line.y())),
                        marks.stream().mapToDouble(Mark::y))
                .filter(Double::isFinite)
                .toArray();
        double x0 = DoubleStream.of(x).min().orElse(0);
        double x1 = DoubleStream.of(x).max().orElse(1);
        double least = DoubleStream.of(y).min().orElse(0);
        double most = DoubleStream.of(y).max().orElse(1);
        double step = tick(most > least ? most - least : 1);
        return new Frame(
                LABELS + Canvas.MARGIN,
                top,
                WIDTH,
                HEIGHT,
                x0,
                x1 > x0 ? x1 : x0 + 1,
                Math.floor(least / step) * step,
                Math.max(Math.ceil(most / step), Math.floor(least / step) + 1) * step);
    }

    private void axes(Canvas canvas, Lettering letters, Frame frame) {
        double down = tick(frame.y1() - frame.y0());
        double slack = 1e-6; // in ticks, to absorb rounding errors
        for (long k = (long) Math.ceil(frame.y0() / down - slack); k <= frame.y1() / down + slack; k++) {
            int y = frame.y(k * down);
            canvas.fill(frame.left(), y, frame.width(), 1, RULE);
            String label = number(k, down);
            letters.draw(
                    canvas,
                    label,
                    frame.left() - 8 - letters.width(label, Canvas.TEXT),
                    y - Lettering.ASCENT,
                    Canvas.TEXT,
                    Canvas.FAINT);
        }
        double across = tick(frame.x1() - frame.x0());
        for (long k = (long) Math.ceil(frame.x0() / across); k * across <= frame.x1(); k++) {
            int x = frame.x(k * across);
            canvas.fill(x, frame.top() + frame.height(), 1, 5, Canvas.FAINT);
            String label = number(k, across);
            int left = x - letters.width(label, Canvas.TEXT) / 2;
            letters.draw(canvas, label, left, frame.top() + frame.height() + 9, Canvas.TEXT, Canvas.FAINT);
        }
        int centre = frame.left() + (frame.width() - letters.width(horizontal, Canvas.TEXT)) / 2;
        letters.draw(
                canvas, horizontal, centre, frame.top() + frame.height() + 9 + Canvas.LINE, Canvas.TEXT, Canvas.INK);
        canvas.fill(frame.left(), frame.top() + frame.height(), frame.width(), 1, Canvas.FAINT);
    }

    private static void draw(Canvas canvas, Frame frame, Line line, int colour) {
        for (int i = 0; i < line.x().length; i++) {
            if (!Double.isFinite(line.y()[i])) {
                continue;
            }
            int x = frame.x(line.x()[i]);
            int y = frame.y(line.y()[i]);
            boolean joined = i > 0 && Double.isFinite(line.y()[i - 1]);
            int fromX = joined ? frame.x(line.x()[i - 1]) : x;
            int fromY = joined ? frame.y(line.y()[i - 1]) : y;
            int steps = Math.max(1, Math.max(Math.abs(x - fromX), Math.abs(y - fromY)));
            for (int k = 0; k <= steps; k++) {
                canvas.fill(
                        fromX + (x - fromX) * k / steps, fromY + (y - fromY) * k / steps - PEN / 2, PEN, PEN, colour);
            }
        }
    }

    /** A round distance between ticks, 1, 2 or 5 times a power of ten, that divides {@code range} into about six. */
    private static double tick(double range) {
        double rough = range / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    private static String number(long k, double step) {
        BigDecimal value = BigDecimal.valueOf(step)
                .round(new MathContext(1))
                .multiply(BigDecimal.valueOf(k))
                .stripTrailingZeros();
        String text = value.signum() == 0 ? "0" : value.toPlainString();
        return text.replace('-', '−');
    }

    private static int colour(int line) {
        return COLOURS[line % COLOURS.length];
    }
}
