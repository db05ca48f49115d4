package dev.facet.explore;

import java.util.List;
import java.util.Locale;

/** A chart as an SVG file, with text as text. Not thread-safe. */
final class SvgSurface implements Surface {
    private final int width;
    private final int height;
    private final StringBuilder body = new StringBuilder();

    SvgSurface(int width, int height, int paper) {
        this.width = width;
        this.height = height;
        box(0, 0, width, height, paper);
    }

    @Override
    public void box(double x, double y, double w, double h, int rgb) {
        add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>", at(x), at(y), at(w), at(h), css(rgb));
    }

    @Override
    public void rule(double x0, double y0, double x1, double y1, boolean dashed, int rgb) {
        add(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"%s/>",
                at(x0), at(y0), at(x1), at(y1), css(rgb), dashed ? " stroke-dasharray=\"4\"" : "");
    }

    @Override
    public void curve(List<double[]> parts, double thickness, int rgb) {
        StringBuilder path = new StringBuilder();
        for (double[] places : parts) {
            for (int i = 0; i < places.length; i += 2) {
                path.append(i == 0 ? 'M' : 'L')
                        .append(at(places[i]))
                        .append(' ')
                        .append(at(places[i + 1]));
            }
            if (places.length == 2) {
                path.append("h0");
            }
        }
        add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linecap=\"round\""
                        + " stroke-linejoin=\"round\"/>",
                path, css(rgb), at(thickness));
    }

    @Override
    public void text(String text, double x, double baseline, Anchor anchor, int rgb) {
        add(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                at(x), at(baseline), anchor.name().toLowerCase(Locale.ROOT), css(rgb), escaped(text));
    }

    /** The whole file. */
    String file() {
        String head = String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"Inter, system-ui, sans-serif\" font-size=\"%3$d\">",
                width,
                height,
                Canvas.TEXT / Canvas.DENSITY);
        return head + "\n" + body + "</svg>\n";
    }

    private void add(String element, Object... values) {
        body.append(String.format(Locale.ROOT, element, values)).append('\n');
    }

    private static String at(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    private static String css(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }

    /** Text that XML can hold: characters that it cannot are left out. */
    private static String escaped(String text) {
        return text.replaceAll("[^\\t\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
