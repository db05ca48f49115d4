package dev.facet.explore;

/**
 * Smooth lines by a round pen. Each dot has the colour of the line that covers it most, so that lines do not become
 * darker where they cross or where their parts meet. Not thread-safe.
 */
final class Pen {
    private final int width;
    private final int height;
    private final float[] ink;
    private final int[] colours;

    /** A pen for a sheet of that many dots, of which nothing is covered yet. */
    Pen(int width, int height) {
        this.width = width;
        this.height = height;
        ink = new float[Math.multiplyExact(width, height)];
        colours = new int[ink.length];
    }

    /** Draws with a pen of {@code radius} dots; coverage falls off within one dot of its edge. */
    void line(double x0, double y0, double x1, double y1, double radius, int rgb) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double squared = dx * dx + dy * dy;
        double reach = radius + 1;
        int top = (int) Math.max(0, Math.min(y0, y1) - reach);
        int bottom = (int) Math.min(height - 1.0, Math.max(y0, y1) + reach);
        int left = (int) Math.max(0, Math.min(x0, x1) - reach);
        int right = (int) Math.min(width - 1.0, Math.max(x0, x1) + reach);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double along = squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                double distance = Math.hypot(px - along * dx, py - along * dy);
                float covered = (float) Math.max(0, Math.min(1, radius + 0.5 - distance));
                int at = y * width + x;
                if (covered > ink[at]) {
                    ink[at] = covered;
                    colours[at] = rgb;
                }
            }
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The covered part of a dot, from 0 to 1. */
    float ink(int x, int y) {
        return ink[y * width + x];
    }

    /** The colour of the line that covers a dot most. */
    int colour(int x, int y) {
        return colours[y * width + x];
    }
}
