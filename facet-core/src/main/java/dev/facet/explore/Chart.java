package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A line chart, such as of statistics over training steps, as a picture or an SVG file. Values that are not finite
 * leave a gap.
 *
 * @param title the line above
 * @param horizontal label of the horizontal axis
 * @param lines at least one, each with a point
 * @param marks reference values, drawn as dashed lines
 * @param theme the colours of all but the lines
 */
public record Chart(String title, String horizontal, List<Line> lines, List<Mark> marks, Theme theme) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;
    private static final int LABELS = 60;
    private static final int TICKS = 6;
    private static final double PEN = 1.6;
    private static final int SPACE = 6;
    private static final int MARGIN = Canvas.MARGIN / Canvas.DENSITY;
    private static final int LINE = Canvas.LINE / Canvas.DENSITY;
    private static final double CAPITAL = (double) Canvas.CAPITAL / Canvas.DENSITY;

    /** Colours for light and dark pages. */
    public enum Theme {
        LIGHT(Canvas.PAPER, Canvas.INK, Canvas.FAINT, 0xE4E4E4),
        DARK(0x171B22, 0xE8EBEF, 0xA3ADB8, 0x3A424D);

        private final int paper;
        private final int ink;
        private final int faint;
        private final int rule;

        Theme(int paper, int ink, int faint, int rule) {
            this.paper = paper;
            this.ink = ink;
            this.faint = faint;
            this.rule = rule;
        }
    }

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

    /** A chart for light pages. */
    public Chart(String title, String horizontal, List<Line> lines, List<Mark> marks) {
        this(title, horizontal, lines, marks, Theme.LIGHT);
    }

    public Chart {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a chart needs a line");
        }
    }

    /** The position of the plot on the sheet, in pixels of a page, and the ranges it shows. */
    private record Frame(int left, int top, int width, int height, double x0, double x1, double y0, double y1) {
        double x(double value) {
            return left + (value - x0) / (x1 - x0) * width;
        }

        double y(double value) {
            return bottom() - (value - y0) / (y1 - y0) * height;
        }

        int bottom() {
            return top + height;
        }

        int right() {
            return left + width;
        }
    }

    /** The chart as a picture, with {@link Grid#DENSITY} dots for each pixel of a page. */
    public BufferedImage draw() {
        Frame frame = frame();
        DotSurface dots = new DotSurface(width(frame), height(frame), theme.paper);
        draw(dots, frame);
        return dots.image();
    }

    /** The chart as the text of an SVG file. */
    public String svg() {
        Frame frame = frame();
        SvgSurface svg = new SvgSurface(width(frame), height(frame), theme.paper);
        draw(svg, frame);
        return svg.file();
    }

    /** Right of the plot there is room for the labels of the marks, and for half of the last number below. */
    private int width(Frame frame) {
        double widest = marks.stream()
                .mapToDouble(mark -> Lettering.standard().width(mark.label(), Canvas.TEXT) / Canvas.DENSITY)
                .max()
                .orElse(0);
        return frame.right() + (int) Math.ceil(Math.max(widest, MARGIN)) + SPACE + MARGIN;
    }

    private static int height(Frame frame) {
        return frame.bottom() + 3 * LINE;
    }

    private void draw(Surface sheet, Frame frame) {
        sheet.text(fit(title, frame.right()), MARGIN, MARGIN + CAPITAL, Surface.Anchor.START, theme.ink);
        for (int i = 0; i < lines.size(); i++) {
            double baseline = MARGIN + LINE * (1.0 + i) + CAPITAL;
            int text = MARGIN + 3 * SPACE;
            sheet.box(MARGIN, baseline - CAPITAL / 2 - PEN, 2.0 * SPACE, 2 * PEN, Palette.line(i));
            sheet.text(
                    fit(lines.get(i).label(), frame.right() - text), text, baseline, Surface.Anchor.START, theme.ink);
        }
        axes(sheet, frame);
        for (Mark mark : marks) {
            double y = frame.y(mark.y());
            sheet.rule(frame.left(), y, frame.right(), y, true, theme.faint);
        }
        for (int i = 0; i < lines.size(); i++) {
            sheet.curve(parts(lines.get(i), frame), PEN, Palette.line(i));
        }
        labels(sheet, frame);
    }

    /** Writes what the marks are beside them, from the top; where they are close, further down. */
    private void labels(Surface sheet, Frame frame) {
        double free = Double.NEGATIVE_INFINITY;
        for (Mark mark : marks.stream()
                .sorted(Comparator.comparingDouble(Mark::y).reversed())
                .toList()) {
            double baseline = Math.max(free, frame.y(mark.y()) + CAPITAL / 2);
            sheet.text(mark.label(), frame.right() + SPACE, baseline, Surface.Anchor.START, theme.faint);
            free = baseline + LINE;
        }
    }

    private static String fit(String text, int width) {
        return Lettering.standard().fit(text, Canvas.TEXT, width * (double) Canvas.DENSITY);
    }

    private Frame frame() {
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
                LABELS + MARGIN,
                MARGIN + LINE * (1 + lines.size()) + MARGIN,
                WIDTH,
                HEIGHT,
                x0,
                x1 > x0 ? x1 : x0 + 1,
                Math.floor(least / step) * step,
                Math.max(Math.ceil(most / step), Math.floor(least / step) + 1) * step);
    }

    private void axes(Surface sheet, Frame frame) {
        double down = tick(frame.y1() - frame.y0());
        double slack = 1e-6; // in ticks, to absorb rounding errors
        for (long k = (long) Math.ceil(frame.y0() / down - slack); k <= frame.y1() / down + slack; k++) {
            double y = frame.y(k * down);
            sheet.rule(frame.left(), y, frame.right(), y, false, theme.rule);
            sheet.text(number(k, down), frame.left() - SPACE, y + CAPITAL / 2, Surface.Anchor.END, theme.faint);
        }
        double across = tick(frame.x1() - frame.x0());
        for (long k = (long) Math.ceil(frame.x0() / across); k * across <= frame.x1(); k++) {
            double x = frame.x(k * across);
            sheet.rule(x, frame.bottom(), x, frame.bottom() + SPACE / 2.0, false, theme.faint);
            double baseline = frame.bottom() + SPACE + CAPITAL;
            sheet.text(number(k, across), x, baseline, Surface.Anchor.MIDDLE, theme.faint);
        }
        sheet.text(
                horizontal,
                frame.left() + frame.width() / 2.0,
                frame.bottom() + SPACE + CAPITAL + LINE,
                Surface.Anchor.MIDDLE,
                theme.ink);
        sheet.rule(frame.left(), frame.bottom(), frame.right(), frame.bottom(), false, theme.faint);
    }

    /** The places of a line, divided where values are not finite. */
    private static List<double[]> parts(Line line, Frame frame) {
        List<double[]> parts = new ArrayList<>();
        int from = 0;
        for (int to = 0; to <= line.x().length; to++) {
            if (to == line.x().length || !Double.isFinite(line.y()[to])) {
                double[] places = new double[2 * (to - from)];
                for (int i = from; i < to; i++) {
                    places[2 * (i - from)] = frame.x(line.x()[i]);
                    places[2 * (i - from) + 1] = frame.y(line.y()[i]);
                }
                if (places.length > 0) {
                    parts.add(places);
                }
                from = to + 1;
            }
        }
        return parts;
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
}
