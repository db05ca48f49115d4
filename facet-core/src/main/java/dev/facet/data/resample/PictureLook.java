package dev.facet.data.resample;

import dev.facet.config.DataConfig.Fit;

/**
 * How pictures of one set are looked at.
 *
 * @param fit how those that are not square become square
 * @param behind what is behind transparent parts, 0 (black) to 1 (white)
 * @param black the value that is black in pictures of more than 8 bits, as a fraction of the greatest whole number that
 *     a sample can have, or a floating-point number itself
 * @param white the value that is white, likewise
 */
public record PictureLook(Fit fit, float behind, double black, double white) {
    /** The middle square, on black, with all values that the numbers can have. */
    public static final PictureLook PLAIN = new PictureLook(Fit.CROP, 0, 0, 1);

    public PictureLook {
        if (!(white > black)) {
            throw new IllegalArgumentException("white is " + white + ", which is not more than black, " + black);
        }
    }

    /** A text that is equal for equal looks, for keys. */
    public String key() {
        return fit + " " + behind + " " + black + " " + white;
    }
}
