package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;

import dev.facet.config.DataConfig.Levels;
import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;
import dev.facet.format.ReadingProgress;

/**
 * The range of an array's numbers as pixels: {@code scale} and {@code shift} map them to 0 … 255. Files do not state
 * the range, so it follows from the type and from the least and the largest value of all images.
 */
record ValueRange(String what, double scale, double shift) {
    /** The greatest number of 16 bits. */
    private static final double WIDE = 65_535;

    /** Tolerance at the ends of a range, for rounding and for overshoot of resampling by other programs. */
    private static final double SLACK = 1e-4;

    /**
     * Determines the range from all values of {@code arrays}, which are parts of one set.
     *
     * @param levels whether the least and the greatest of all values are black and white
     * @throws FormatException if a value is not a number, or the values are in no range that is known for pixels
     */
    static ValueRange of(Path file, Iterable<NumberArray> arrays, Levels levels) throws IOException {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        boolean floating = false;
        for (NumberArray array : arrays) {
            double[] ends = ends(file, array);
            least = Math.min(least, ends[0]);
            most = Math.max(most, ends[1]);
            floating |= array.type().isFloating();
        }
        if (levels == Levels.STRETCHED && most > least) {
            double stretch = 255 / (most - least);
            return new ValueRange(text(least) + " to " + text(most) + ", stretched", stretch, -least * stretch);
        }
        if (least >= -SLACK && most <= 1 + SLACK) {
            return new ValueRange(floating ? "0 to 1" : "0 and 1, black and white", 255, 0);
        }
        if (floating && least >= -1 - SLACK && most <= 1 + SLACK) {
            return new ValueRange("-1 to 1", 127.5, 127.5);
        }
        if (least >= -SLACK && most <= 255 + SLACK) {
            return new ValueRange("0 to 255" + narrow(least, most, 255), 1, 0);
        }
        if (!floating && least >= 0 && most <= WIDE) {
            return new ValueRange("0 to 65535" + narrow(least, most, WIDE), 255 / WIDE, 0);
        }
        throw new FormatException(
                file,
                "the images have values from " + least + " to " + most
                        + "; 0 to 255, 0 to 1, floats from -1 to 1, or whole numbers from 0 to 65535 were wanted. Scale"
                        + " them to one of these and save them again, or add `--set data.levels=stretched` to make the"
                        + " least black and the greatest white");
    }

    /** A word on values of which the greatest is dark, as in sets with values from 0 to 16. */
    private static String narrow(double least, double most, double white) {
        return most > white / 2
                ? ""
                : ", of which only " + text(least) + " to " + text(most)
                        + " are there; data.levels=stretched makes these black and white";
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Float.toString((float) value);
    }

    private static double[] ends(Path file, NumberArray array) throws IOException {
        double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        ReadingProgress progress = new ReadingProgress("looking at all values of", file, array.items());
        array.forEach((index, item) -> {
            progress.at(index);
            double least = ends[0];
            double most = ends[1];
            for (int i = 0; i < item.length; i++) {
                double value = item[i];
                if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                    throw new FormatException(
                            file,
                            "image " + index + " has " + value + " at value " + i
                                    + "; every pixel must be a number. Repair or remove this image");
                }
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            ends[0] = least;
            ends[1] = most;
        });
        return ends;
    }

    byte pixel(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value * scale + shift)));
    }
}
