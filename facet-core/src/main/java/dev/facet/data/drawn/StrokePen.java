package dev.facet.data.drawn;

import dev.facet.codes.Draws;

/**
 * Draws one sample of {@link Strokes} into bytes. A random quadratic map of the plane bends the skeleton, and each
 * anchor moves with its handles, which keeps curves smooth where they join. Then the skeleton is scaled, sheared and
 * placed. Every curve becomes a polyline. A pixel's ink depends on how far it lies inside the pen's disc around the
 * nearest segment, which anti-aliases the edge over one pixel. Only {@code +−×÷} and square roots are used, so pixels
 * are the same on every machine. Use one per drawing; not thread-safe.
 */
final class StrokePen {
    /**
     * Displacement of the outermost points by the quadratic map, in pixels of a 28×28 image, per unit of jitter and
     * standard deviation.
     */
    private static final double BEND = 0.85;
    /** Displacement of each anchor, in the same unit. */
    private static final double WOBBLE = 0.6;
    /** Half the height of a skeleton. */
    private static final double REACH = 9.2;
    /** Longest segment of a polyline, in pixels of a 28×28 image. */
    private static final double SEGMENT = 1.7;

    private static final int MAX_POINTS = 512;

    private final int resolution;
    private final byte[] target;
    private final int offset;
    private final double scale;

    private final float[] xs = new float[MAX_POINTS];
    private final float[] ys = new float[MAX_POINTS];
    private int points;

    StrokePen(int resolution, byte[] target, int offset) {
        this.resolution = resolution;
        this.target = target;
        this.offset = offset;
        this.scale = resolution / 28.0;
    }

    /**
     * Adds the sample's ink to {@code resolution²} bytes from {@code offset} on. {@code draws} are the random numbers
     * that the sample's factors came from; drawing continues with the next ones.
     */
    void draw(StrokeSample sample, Draws draws) {
        double amount = 0.35 + 0.65 * sample.jitter();
        double[] bend = new double[10];
        for (int k = 0; k < bend.length; k++) {
            bend[k] = BEND * amount * draws.nextGaussian();
        }
        for (float[] stroke : StrokeGlyphs.strokes(sample.digit())) {
            double[] path = place(bent(stroke, bend, WOBBLE * amount, draws), sample);
            flatten(path);
            ink(sample.width() * scale / 2, draws);
        }
    }

    /** The stroke after the random map and the wobble of its anchors; handles go with their anchor. */
    private static double[] bent(float[] stroke, double[] bend, double wobble, Draws draws) {
        double[] path = new double[stroke.length];
        int last = stroke.length / 2 - 1;
        for (int anchor = 0; anchor <= last; anchor += 3) {
            double moveX = limited(draws.nextGaussian()) * wobble;
            double moveY = limited(draws.nextGaussian()) * wobble;
            for (int p = Math.max(0, anchor - 1); p <= Math.min(last, anchor + 1); p++) {
                double x = stroke[2 * p] / REACH;
                double y = stroke[2 * p + 1] / REACH;
                path[2 * p] = stroke[2 * p]
                        + moveX
                        + bend[0] * x
                        + bend[1] * x * y
                        + bend[2] * (x * x - 0.2)
                        + bend[3] * (y * y - 0.4)
                        + bend[4] * y * (1 - y * y);
                path[2 * p + 1] = stroke[2 * p + 1]
                        + moveY
                        + bend[5] * x
                        + bend[6] * x * y
                        + bend[7] * (x * x - 0.2)
                        + bend[8] * (y * y - 0.4) * 0.5
                        + bend[9] * y * (1 - y * y);
            }
        }
        return path;
    }

    /** Clips the far tail of a Gaussian, which would distort a shape too much. */
    private static double limited(double gaussian) {
        return Math.max(-2, Math.min(2, gaussian));
    }

    private double[] place(double[] path, StrokeSample sample) {
        double centre = resolution / 2.0;
        for (int p = 0; p < path.length; p += 2) {
            double x = path[p] * sample.size();
            double y = path[p + 1] * sample.size();
            path[p] = centre + scale * (x - sample.slant() * y + sample.x());
            path[p + 1] = centre + scale * (y + sample.y());
        }
        return path;
    }

    private void flatten(double[] path) {
        points = 0;
        put(path[0], path[1]);
        for (int at = 0; at + 7 < path.length; at += 6) {
            double hull = 0;
            for (int k = at; k < at + 6; k += 2) {
                hull += Math.sqrt(square(path[k + 2] - path[k]) + square(path[k + 3] - path[k + 1]));
            }
            int pieces = Math.max(2, Math.min(40, (int) Math.ceil(hull / (SEGMENT * Math.sqrt(scale)))));
            for (int i = 1; i <= pieces; i++) {
                double t = (double) i / pieces;
                double s = 1 - t;
                double a = s * s * s;
                double b = 3 * s * s * t;
                double c = 3 * s * t * t;
                double d = t * t * t;
                put(
                        a * path[at] + b * path[at + 2] + c * path[at + 4] + d * path[at + 6],
                        a * path[at + 1] + b * path[at + 3] + c * path[at + 5] + d * path[at + 7]);
            }
        }
    }

    private void put(double x, double y) {
        xs[points] = (float) x;
        ys[points++] = (float) y;
    }

    /** Runs the pen along the polyline: pressure varies slowly, the ends are thinner. */
    private void ink(double radius, Draws draws) {
        double tilt = draws.uniform(-0.10, 0.10);
        double swell = draws.uniform(-0.10, 0.10);
        double startTip = draws.uniform(0.60, 0.95);
        double endTip = draws.uniform(0.50, 0.90);
        double length = 0;
        for (int i = 1; i < points; i++) {
            length += Math.sqrt(square(xs[i] - xs[i - 1]) + square(ys[i] - ys[i - 1]));
        }
        double taper = Math.min(4 * scale, 0.3 * length);
        double gone = 0;
        double before = radius * startTip;
        for (int i = 1; i < points; i++) {
            gone += Math.sqrt(square(xs[i] - xs[i - 1]) + square(ys[i] - ys[i - 1]));
            double u = gone / length;
            double pressure = 1 + tilt * (2 * u - 1) + swell * (6 * u * (1 - u) - 1);
            double tip = Math.min(tip(gone, taper, startTip), tip(length - gone, taper, endTip));
            double after = radius * pressure * tip;
            segment(xs[i - 1], ys[i - 1], xs[i], ys[i], (float) before, (float) after);
            before = after;
        }
    }

    private static double tip(double distance, double taper, double least) {
        double u = Math.min(1, Math.max(0, distance) / taper);
        return least + (1 - least) * u * (2 - u);
    }

    /** Inks the pixels near one segment; r0 and r1 are the pen's radii at its ends. */
    private void segment(float x0, float y0, float x1, float y1, float r0, float r1) {
        float reach = Math.max(r0, r1) + 0.5f;
        int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
        int right = Math.min(resolution - 1, (int) (Math.max(x0, x1) + reach));
        int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
        int bottom = Math.min(resolution - 1, (int) (Math.max(y0, y1) + reach));
        float dx = x1 - x0;
        float dy = y1 - y0;
        float inverse = 1 / Math.max(1e-6f, dx * dx + dy * dy);
        for (int row = top; row <= bottom; row++) {
            float py = row + 0.5f - y0;
            for (int column = left; column <= right; column++) {
                float px = column + 0.5f - x0;
                float t = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
                float ex = px - t * dx;
                float ey = py - t * dy;
                float squared = ex * ex + ey * ey;
                float edge = r0 + t * (r1 - r0) + 0.5f;
                if (squared < edge * edge) {
                    float ink = Math.min(1, edge - (float) Math.sqrt(squared));
                    int value = (int) (ink * 255 + 0.5f);
                    int at = offset + row * resolution + column;
                    if (value > (target[at] & 0xFF)) {
                        target[at] = (byte) value;
                    }
                }
            }
        }
    }

    private static double square(double x) {
        return x * x;
    }
}
