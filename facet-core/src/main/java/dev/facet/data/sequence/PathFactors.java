package dev.facet.data.sequence;

import java.util.List;

/**
 * Factors that are measured on a path: the slant, which is the slope of the least squares line through its steps (units
 * to the right per unit upwards); the height and width of its bounding box; the duration in time steps; and the mean
 * time weighted by speed, as a share of the duration.
 */
public final class PathFactors {
    static final String DURATION = "duration";

    /** The names of the factors. */
    public static final List<String> NAMES = List.of("slant", "height", "width", DURATION, "timing");

    private PathFactors() {}

    /**
     * The factors, in the order of {@link #NAMES}, of a path {@code [channel][time]} whose first two channels are steps
     * to the right and up.
     */
    public static double[] of(double[][] path) {
        double across = 0;
        double along = 0;
        double x = 0;
        double y = 0;
        double left = 0;
        double right = 0;
        double bottom = 0;
        double top = 0;
        double far = 0;
        double late = 0;
        for (int t = 0; t < path[0].length; t++) {
            across += path[0][t] * path[1][t];
            along += path[1][t] * path[1][t];
            double speed = Math.hypot(path[0][t], path[1][t]);
            far += speed;
            late += speed * (t + 0.5);
            x += path[0][t];
            y += path[1][t];
            left = Math.min(left, x);
            right = Math.max(right, x);
            bottom = Math.min(bottom, y);
            top = Math.max(top, y);
        }
        int duration = path[0].length;
        return new double[] {
            along == 0 ? 0 : across / along,
            top - bottom,
            right - left,
            duration,
            far == 0 ? 0.5 : late / far / duration
        };
    }
}
