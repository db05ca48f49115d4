package dev.facet.data.resample;

import dev.facet.config.DataConfig.Fit;

/** What becoming square means for pictures that are not, in numbers and in words. */
public final class Squares {
    private Squares() {}

    /** The side of the square in the picture's own pixels. */
    public static int side(Fit fit, int width, int height) {
        return fit == Fit.PAD ? Math.max(width, height) : Math.min(width, height);
    }

    /** What happens to pictures of one size, as a clause; empty if they are square. */
    public static String remark(Fit fit, int width, int height) {
        return width == height ? "" : remark(fit, "", "from " + width + "×" + height + " ");
    }

    /** How squares of these sides become squares of another, as a clause; empty if that is their side. */
    public static String resized(int least, int most, int side) {
        String from = least == most ? least + "×" + least : "squares of " + least + " to " + most + " pixels";
        return least == side && most == side
                ? ""
                : "resized from " + from + " to " + side + "×" + side + "; data.resolution sets the size";
    }

    /**
     * What happens to some of the pictures.
     *
     * @param whose what precedes the verb, such as {@code "3 of 7 images are "}, or nothing
     * @param from the sizes, with a space behind them, such as {@code "from 40×56 "}
     */
    public static String remark(Fit fit, String whose, String from) {
        return whose
                + switch (fit) {
                    case CROP -> "cropped " + from + "to the middle square; data.fit=pad or stretch keeps all of it";
                    case PAD ->
                        "padded " + from + "to a square, in the median colour of the border; data.fit=crop takes"
                                + " the middle square, stretch fills the square";
                    case STRETCH ->
                        "stretched " + from + "to a square; data.fit=crop takes the middle square, pad keeps"
                                + " its proportions";
                };
    }
}
