package dev.facet.data.resample;

import java.awt.image.BufferedImage;

import dev.facet.config.DataConfig.Fit;

/** Measures pictures, to decide how all pictures of a set are looked at. */
public final class PictureMeasures {
    private static final PictureLook ON_WHITE = new PictureLook(Fit.CROP, 1, 0, 1);
    /** Two levels that are nearer than this, of 255, are hard to tell apart. */
    private static final float ALIKE = 32;

    private PictureMeasures() {}

    /**
     * What is drawn on a transparent picture.
     *
     * @param lostOnBlack share of what is drawn, from 0 to 1, that is nearly black
     * @param lostOnWhite share that is nearly white
     * @param luma its mean, 0 to 255
     */
    public record Drawing(double lostOnBlack, double lostOnWhite, double luma) {}

    /**
     * The least and the greatest value of a picture of more than 8 bits, in the units of {@link PictureLook}; the least
     * is above the greatest if there are no values.
     */
    public static double[] range(BufferedImage image) {
        PixelRows rows = new PixelRows(image, PictureLook.PLAIN);
        return rows.isDeep() ? rows.range() : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    }

    /** What is drawn, weighted by how opaque it is; all numbers are NaN if the picture is opaque or empty. */
    public static Drawing drawing(BufferedImage image) {
        PixelRows black = new PixelRows(image, PictureLook.PLAIN);
        PixelRows white = new PixelRows(image, ON_WHITE);
        int channels = black.channels();
        int width = image.getWidth();
        float[] onBlack = new float[channels * width];
        float[] onWhite = new float[channels * width];
        double drawn = 0;
        double lostOnBlack = 0;
        double lostOnWhite = 0;
        double sum = 0;
        boolean clear = false;
        for (int y = 0; y < image.getHeight(); y++) {
            black.read(0, y, width, onBlack);
            white.read(0, y, width, onWhite);
            for (int at = 0; at < onBlack.length; at += channels) {
                // What the two backgrounds add to a pixel differs by as much as it is transparent.
                float opaque = 1 - (onWhite[at] - onBlack[at]) / 255;
                clear |= opaque < 0.99f;
                float luma = channels == 1
                        ? onBlack[at]
                        : 0.299f * onBlack[at] + 0.587f * onBlack[at + 1] + 0.114f * onBlack[at + 2];
                drawn += opaque;
                sum += luma;
                lostOnBlack += luma < ALIKE * opaque ? opaque : 0;
                lostOnWhite += luma > (255 - ALIKE) * opaque ? opaque : 0;
            }
        }
        return clear && drawn > 0
                ? new Drawing(lostOnBlack / drawn, lostOnWhite / drawn, sum / drawn)
                : new Drawing(Double.NaN, Double.NaN, Double.NaN);
    }
}
