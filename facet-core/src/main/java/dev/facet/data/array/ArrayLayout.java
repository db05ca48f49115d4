package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import dev.facet.data.ImageShape;
import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;

/**
 * The layout of images in an array.
 *
 * @param interleaved whether the channels of a pixel are together; otherwise each channel is a plane
 * @param flat number of values in each row of an array of rows without the shape of images; 0 if there is a shape
 * @param transposed whether rows and columns are exchanged; {@code shape} is that of the result
 */
record ArrayLayout(ImageShape shape, boolean interleaved, int flat, boolean transposed) {
    private static final int MAX_VALUES = 1 << 26;
    /** Fewer values than those of 8×8 pixels are a table of measurements rather than an image. */
    private static final int LEAST_FLAT = 64;
    /** Images that are looked at to find the order of values. */
    private static final int SAMPLE = 16;
    /** How much less rows must differ in one order than in the other. */
    private static final double CLEARLY = 0.8;

    /**
     * The layout of an array {@code [count, height, width]}, {@code [count, channels, height, width]} or {@code [count,
     * height, width, channels]}.
     */
    static Optional<ArrayLayout> of(int[] d) {
        boolean planar = d.length == 4 && (d[1] == 1 || d[1] == 3);
        boolean interleaved = d.length == 4 && !planar && (d[3] == 1 || d[3] == 3);
        if (d.length != 3 && !planar && !interleaved) {
            return Optional.empty();
        }
        int channels = planar ? d[1] : interleaved ? d[3] : 1;
        int height = planar ? d[2] : d[1];
        int width = planar ? d[3] : d[2];
        if (d[0] < 1 || height < 1 || width < 1 || (long) height * width * channels > MAX_VALUES) {
            return Optional.empty();
        }
        return Optional.of(new ArrayLayout(new ImageShape(channels, height, width), interleaved, 0, false));
    }

    /**
     * The layout of rows {@code [count, values]}, which are square: one plane, or three if the number of values is
     * three times a square. Empty if they cannot be.
     */
    static Optional<ArrayLayout> flat(int[] d) {
        if (d.length != 2 || d[0] < 1 || d[1] < LEAST_FLAT || d[1] > MAX_VALUES) {
            return Optional.empty();
        }
        for (int channels : new int[] {1, 3}) {
            int side = (int) Math.round(Math.sqrt((double) d[1] / channels));
            if (side * side * channels == d[1]) {
                return Optional.of(new ArrayLayout(new ImageShape(channels, side, side), false, d[1], false));
            }
        }
        return Optional.empty();
    }

    /** The layout of images or of flat rows. */
    static ArrayLayout of(Path file, String array, int[] dimensions) throws FormatException {
        Optional<ArrayLayout> layout = of(dimensions).or(() -> flat(dimensions));
        if (layout.isPresent()
                && layout.get().shape.height() == 1
                && layout.get().shape.width() == 1) {
            throw new FormatException(
                    file,
                    (array.isEmpty() ? "" : "array " + array + ": ") + "images of a single pixel each, "
                            + Arrays.toString(dimensions)
                            + ". Flattened images can be given their shape back, such as x.reshape(-1, 28, 28)");
        }
        return layout.orElseThrow(() -> new FormatException(
                file,
                (array.isEmpty() ? "" : "array " + array + ": ")
                        + "images were wanted, [count, height, width] or 1 or 3 channels of that; found "
                        + Arrays.toString(dimensions) + hint(dimensions)));
    }

    private static String hint(int[] d) {
        if (d.length == 2) {
            return ". Rows of values are read as images if these are square, of at least 64 values, or three times a"
                    + " square; others can be given their shape back, such as x.reshape(-1, 28, 28)";
        }
        return d.length == 4 && (d[3] == 4 || d[1] == 4) ? ". Leave the fourth channel, transparency, away" : "";
    }

    /**
     * This layout of flat rows of three channels, with the channels of a pixel together if {@code array} says so: rows
     * of an image are alike, and only one of both orders has them below one another.
     */
    ArrayLayout ordered(NumberArray array) throws IOException {
        if (flat == 0 || shape.channels() == 1) {
            return this;
        }
        double[] changes = new double[2];
        int side = shape.width();
        try {
            array.forEach((index, item) -> {
                if (index >= SAMPLE) {
                    throw new Enough();
                }
                for (int i = 0; i + 3 * side < item.length; i++) {
                    changes[0] +=
                            i / (side * side) == (i + side) / (side * side) ? Math.abs(item[i] - item[i + side]) : 0;
                    changes[1] += Math.abs(item[i] - item[i + 3 * side]);
                }
            });
        } catch (Enough enough) {
            // The first images are a sample.
        }
        int pairs = 3 * side * (side - 1);
        boolean together = changes[1] / pairs < CLEARLY * changes[0] / pairs;
        return new ArrayLayout(shape, together, flat, transposed);
    }

    /** Ends the reading of an array early. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** This layout with rows and columns exchanged. */
    ArrayLayout turned() {
        return new ArrayLayout(
                new ImageShape(shape.channels(), shape.width(), shape.height()), interleaved, flat, !transposed);
    }

    /** What was assumed, as a clause; empty if the array says all. */
    String remark() {
        if (flat == 0) {
            return "";
        }
        String size = shape.width() + "×" + shape.height();
        return "rows of " + flat + " values are images of " + size
                + (shape.channels() == 1
                        ? ""
                        : interleaved
                                ? ", pixel by pixel, each with its red, green and blue"
                                : " in planes of red, green and blue");
    }

    /** Writes one item's pixels in planar order. */
    void planar(double[] item, ValueRange range, byte[] target) {
        int plane = shape.height() * shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int p = 0; p < plane; p++) {
                int q = transposed ? p % shape.width() * shape.height() + p / shape.width() : p;
                int from = interleaved ? q * shape.channels() + channel : channel * plane + q;
                target[channel * plane + p] = range.pixel(item[from]);
            }
        }
    }
}
