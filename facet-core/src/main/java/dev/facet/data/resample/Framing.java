package dev.facet.data.resample;

import dev.facet.config.DataConfig.Fit;

/**
 * Which part of a picture is seen, and where in the square: source columns {@code left …} and rows {@code top …} become
 * columns {@code x …} and rows {@code y …} of the square. What they do not cover is padding.
 */
record Framing(int left, int top, int width, int height, int x, int y, int columns, int rows) {
    /** The framing of a picture of this size in a square with sides of {@code size}. */
    static Framing of(Fit fit, int width, int height, int size) {
        int side = Math.min(width, height);
        int longer = Math.max(width, height);
        return switch (fit) {
            case CROP -> new Framing((width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size);
            case STRETCH -> new Framing(0, 0, width, height, 0, 0, size, size);
            case PAD -> {
                int columns = part(width, longer, size);
                int rows = part(height, longer, size);
                yield new Framing(0, 0, width, height, (size - columns) / 2, (size - rows) / 2, columns, rows);
            }
        };
    }

    private static int part(int side, int longer, int size) {
        return Math.max(1, (int) Math.round((double) size * side / longer));
    }

    boolean hasPadding(int size) {
        return columns < size || rows < size;
    }
}
