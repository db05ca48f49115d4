package dev.facet.explore;

import java.awt.geom.PathIterator;
import java.util.Arrays;

/**
 * How much of each dot of a rectangle lies inside an outline, from 0 to 1: the exact area, by adding up signed areas
 * under its edges (as font-rs does; Levien 2016). This is own code, because Java's drawing, {@code
 * BufferedImage.createGraphics}, asks for a display where one is configured, and fails if it cannot be reached.
 */
final class Coverage {
    /** How far a line may be from the curve that it stands for, in dots. */
    static final double FLATNESS = 0.05;

    /** The most dots of a rectangle; an outline that needs more is not one of a letter. */
    private static final long MOST = 1 << 24;

    final int left;
    final int top;
    final int width;
    final int height;
    private final float[] area;

    /** Takes an outline of lines. Areas that are inside of two parts of it count once. */
    Coverage(PathIterator outline) {
        Edges edges = Edges.of(outline);
        left = (int) Math.floor(edges.x0);
        top = (int) Math.floor(edges.y0);
        // Beside the last column is the place where a row ends.
        width = edges.count == 0 ? 0 : (int) Math.ceil(edges.x1) - left + 2;
        height = edges.count == 0 ? 0 : (int) Math.ceil(edges.y1) - top + 1;
        if ((long) width * height > MOST) {
            throw new IllegalArgumentException(
                    "an outline of " + width + "×" + height + " dots is too large; at most " + MOST + " are filled");
        }
        area = new float[width * height];
        for (int i = 0; i < edges.count; i++) {
            double[] ends = edges.ends;
            edge(ends[4 * i] - left, ends[4 * i + 1] - top, ends[4 * i + 2] - left, ends[4 * i + 3] - top);
        }
        for (int y = 0; y < height; y++) {
            float sum = 0;
            for (int at = y * width; at < (y + 1) * width; at++) {
                sum += area[at];
                area[at] = Math.min(1, Math.abs(sum));
            }
        }
    }

    /** The covered part of the dot at {@code (left + x, top + y)}. */
    float at(int x, int y) {
        return area[y * width + x];
    }

    private void edge(double startX, double startY, double endX, double endY) {
        if (startY == endY) {
            return;
        }
        boolean down = startY < endY;
        double y0 = down ? startY : endY;
        double y1 = down ? endY : startY;
        double x = down ? startX : endX;
        double slope = (endX - startX) / (endY - startY);
        for (int row = (int) y0; row < Math.ceil(y1); row++) {
            double part = Math.min(row + 1.0, y1) - Math.max(row, y0);
            double next = x + slope * part;
            row(row * width, Math.min(x, next), Math.max(x, next), down ? part : -part);
            x = next;
        }
    }

    /**
     * Adds an edge from {@code x0} to {@code x1} within a row: what lies right of it counts {@code height}. A dot that
     * the edge crosses gets the part of its area that is right of the edge, and the next one the rest.
     */
    private void row(int start, double x0, double x1, double height) {
        int first = (int) x0;
        int last = Math.max(first + 1, (int) Math.ceil(x1));
        double before = 0;
        for (int x = first; x < last; x++) {
            double right = right(x0, x1, x) * height;
            area[start + x] += (float) (right - before);
            before = right;
        }
        area[start + last] += (float) (height - before);
    }

    /** The mean over an edge from x0 to x1 of how much of the dot at x lies right of it. */
    private static double right(double x0, double x1, int x) {
        if (x1 - x0 < 1e-9) {
            return Math.max(0, Math.min(1, x + 1 - x0));
        }
        // The integral of min(1, max(0, x + 1 − t)) over t from x0 to x1.
        double whole = Math.max(0, Math.min(x1, x) - x0);
        double from = Math.max(x0, x);
        double to = Math.min(x1, x + 1.0);
        double partly = to > from ? (to - from) * (x + 1 - (from + to) / 2) : 0;
        return (whole + partly) / (x1 - x0);
    }

    /** The lines of an outline and the rectangle around them. */
    private static final class Edges {
        double[] ends = new double[256];
        int count;
        double x0 = Double.POSITIVE_INFINITY;
        double y0 = Double.POSITIVE_INFINITY;
        double x1 = Double.NEGATIVE_INFINITY;
        double y1 = Double.NEGATIVE_INFINITY;

        static Edges of(PathIterator outline) {
            Edges edges = new Edges();
            double[] place = new double[6];
            double startX = 0;
            double startY = 0;
            double x = 0;
            double y = 0;
            for (; !outline.isDone(); outline.next()) {
                int kind = outline.currentSegment(place);
                if (kind != PathIterator.SEG_LINETO) {
                    // Parts that are left open are closed.
                    edges.add(x, y, startX, startY);
                    x = startX;
                    y = startY;
                }
                if (kind == PathIterator.SEG_MOVETO) {
                    startX = place[0];
                    startY = place[1];
                    x = startX;
                    y = startY;
                } else if (kind == PathIterator.SEG_LINETO) {
                    edges.add(x, y, place[0], place[1]);
                    x = place[0];
                    y = place[1];
                }
            }
            edges.add(x, y, startX, startY);
            return edges;
        }

        private void add(double fromX, double fromY, double toX, double toY) {
            if (fromX == toX && fromY == toY) {
                return;
            }
            if (4 * count + 4 > ends.length) {
                ends = Arrays.copyOf(ends, 2 * ends.length);
            }
            ends[4 * count] = fromX;
            ends[4 * count + 1] = fromY;
            ends[4 * count + 2] = toX;
            ends[4 * count + 3] = toY;
            count++;
            x0 = Math.min(x0, Math.min(fromX, toX));
            y0 = Math.min(y0, Math.min(fromY, toY));
            x1 = Math.max(x1, Math.max(fromX, toX));
            y1 = Math.max(y1, Math.max(fromY, toY));
        }
    }
}
