package dev.facet.metrics;

/**
 * The colour of an RGB image, as means over its pixels.
 *
 * @param hue angle in degrees, 0 to 360: red 0, green 120, blue 240. It is that of the mean of the vectors (R − (G +
 *     B)/2, √3/2 (G − B)), so that grey pixels do not count. NaN if the mean is shorter than 0.005
 * @param saturation mean of the largest minus the smallest channel, 0 to 1
 * @param warmth mean of R − B, −1 to 1
 * @param greenness mean of G − (R + B)/2, −1 to 1
 */
public record Colour(double hue, double saturation, double warmth, double greenness) {
    private static final double GREY = 0.005;

    /**
     * The colour of one image.
     *
     * @param planes red, green and blue from 0 to 1, {@code [channel][height · width]}
     */
    public static Colour of(double[][] planes) {
        if (planes.length != 3) {
            throw new IllegalArgumentException("colour needs 3 channels; got " + planes.length);
        }
        double red = 0;
        double green = 0;
        double blue = 0;
        double saturation = 0;
        int count = planes[0].length;
        for (int i = 0; i < count; i++) {
            double r = planes[0][i];
            double g = planes[1][i];
            double b = planes[2][i];
            red += r / count;
            green += g / count;
            blue += b / count;
            saturation += (Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b))) / count;
        }
        double toRed = red - (green + blue) / 2;
        double toGreen = Math.sqrt(3) / 2 * (green - blue);
        double angle = Math.toDegrees(Math.atan2(toGreen, toRed));
        return new Colour(
                Math.hypot(toRed, toGreen) < GREY ? Double.NaN : angle < 0 ? angle + 360 : angle,
                saturation,
                red - blue,
                green - (red + blue) / 2);
    }
}
