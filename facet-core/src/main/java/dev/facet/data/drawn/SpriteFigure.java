package dev.facet.data.drawn;

import java.util.Arrays;
import java.util.List;

/**
 * One figure of {@link Sprites}, by its place in the grid of each factor.
 *
 * @param shape 0 square, 1 ellipse, 2 heart
 * @param scale 0 … 5: 0.5 to 1 times the full size
 * @param orientation 0 … 39: fortieths of a turn, clockwise
 * @param x 0 … 31: column of the middle, in pixels from column 16
 * @param y 0 … 31: row of the middle, in pixels from row 16, downwards
 */
record SpriteFigure(int shape, int scale, int orientation, int x, int y) {
    static final List<String> SHAPES = List.of("square", "ellipse", "heart");
    static final List<String> FACTORS = List.of("shape", "scale", "orientation", "x", "y");
    static final int SCALES = 6;
    static final int ORIENTATIONS = 40;
    static final int POSITIONS = 32;
    static final int SIDE = 64;

    private static final int FIRST = (SIDE - POSITIONS) / 2;
    /** The greatest distance of any figure's pixels from its middle. */
    private static final int REACH = 15;

    static SpriteFigure of(int index) {
        int y = index % POSITIONS;
        int x = index / POSITIONS % POSITIONS;
        int orientation = index / (POSITIONS * POSITIONS) % ORIENTATIONS;
        int scale = index / (POSITIONS * POSITIONS * ORIENTATIONS) % SCALES;
        return new SpriteFigure(index / (POSITIONS * POSITIONS * ORIENTATIONS * SCALES), scale, orientation, x, y);
    }

    private double size() {
        return 0.5 + 0.1 * scale;
    }

    private double radians() {
        return 2 * Math.PI * orientation / ORIENTATIONS;
    }

    /**
     * The factors in the order of {@link #FACTORS}: shape, size, orientation in radians, and the position of the middle
     * from 0 (first) to 1 (last).
     */
    double[] values() {
        return new double[] {shape, size(), radians(), x / (POSITIONS - 1.0), y / (POSITIONS - 1.0)};
    }

    /** Draws the figure to {@code target[offset …]}, 255 where a pixel's centre lies within it and 0 elsewhere. */
    void draw(byte[] target, int offset) {
        Arrays.fill(target, offset, offset + SIDE * SIDE, (byte) 0);
        double cos = StrictMath.cos(radians()) / size();
        double sin = StrictMath.sin(radians()) / size();
        for (int dy = -REACH; dy <= REACH; dy++) {
            for (int dx = -REACH; dx <= REACH; dx++) {
                if (holds(cos * dx + sin * dy, cos * dy - sin * dx)) {
                    target[offset + (FIRST + y + dy) * SIDE + FIRST + x + dx] = (byte) 255;
                }
            }
        }
    }

    /**
     * Whether a point lies within the upright figure of full size; coordinates are pixels from its middle, y downwards.
     */
    private boolean holds(double px, double py) {
        return switch (shape) {
            case 0 -> Math.abs(px) <= 9.5 && Math.abs(py) <= 9.5;
            case 1 -> px * px / (14 * 14) + py * py / (7 * 7) <= 1;
            default -> {
                // The sextic (u² + v² − 1)³ = u² v³, v upwards. Its origin lies a little above the middle of its
                // extent.
                double u = px / 10.05;
                double v = -py / 10.05 + 0.1;
                double ring = u * u + v * v - 1;
                yield ring * ring * ring <= u * u * v * v * v;
            }
        };
    }
}
