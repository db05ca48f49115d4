package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;

/** A chart in dots. Not thread-safe. */
final class DotSurface implements Surface {
    private static final int DASH = 4;

    private final int width;
    private final int height;
    private final Canvas canvas;

    DotSurface(int width, int height, int paper) {
        this.width = width * Canvas.DENSITY;
        this.height = height * Canvas.DENSITY;
        canvas = new Canvas(this.width, this.height, paper);
    }

    @Override
    public void box(double x, double y, double w, double h, int rgb) {
        canvas.fill(dots(x), dots(y), Math.max(1, dots(w)), Math.max(1, dots(h)), rgb);
    }

    @Override
    public void rule(double x0, double y0, double x1, double y1, boolean dashed, int rgb) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        double part = dashed ? DASH : length;
        for (double at = 0; at < length; at += 2 * part) {
            double from = at / length;
            double to = Math.min(1, (at + part) / length);
            box(
                    x0 + from * (x1 - x0),
                    y0 + from * (y1 - y0),
                    Math.max(1.0 / Canvas.DENSITY, (to - from) * (x1 - x0)),
                    Math.max(1.0 / Canvas.DENSITY, (to - from) * (y1 - y0)),
                    rgb);
        }
    }

    @Override
    public void curve(List<double[]> parts, double thickness, int rgb) {
        Pen pen = new Pen(width, height);
        double radius = thickness * Canvas.DENSITY / 2;
        for (double[] places : parts) {
            for (int i = 0; i < places.length; i += 2) {
                int before = Math.max(0, i - 2);
                pen.line(
                        places[before] * Canvas.DENSITY,
                        places[before + 1] * Canvas.DENSITY,
                        places[i] * Canvas.DENSITY,
                        places[i + 1] * Canvas.DENSITY,
                        radius,
                        rgb);
            }
        }
        canvas.draw(pen);
    }

    @Override
    public void text(String text, double x, double baseline, Anchor anchor, int rgb) {
        Lettering letters = Lettering.standard();
        double length = letters.width(text, Canvas.TEXT);
        double back = anchor == Anchor.START ? 0 : anchor == Anchor.MIDDLE ? length / 2 : length;
        letters.draw(canvas, text, x * Canvas.DENSITY - back, baseline * Canvas.DENSITY, Canvas.TEXT, rgb);
    }

    BufferedImage image() {
        return canvas.image();
    }

    private static int dots(double length) {
        return (int) Math.round(length * Canvas.DENSITY);
    }
}
