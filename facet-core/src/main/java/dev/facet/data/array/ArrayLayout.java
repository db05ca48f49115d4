package dev.facet.data.array;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import dev.facet.data.ImageShape;
import dev.facet.format.FormatException;

/**
 * The layout of images in an array: {@code interleaved} stores the channels of a pixel together, otherwise each channel
 * is a plane.
 */
record ArrayLayout(ImageShape shape, boolean interleaved) {
    private static final int MAX_VALUES = 1 << 26;

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
        return Optional.of(new ArrayLayout(new ImageShape(channels, height, width), interleaved));
    }

    static ArrayLayout of(Path file, String array, int[] dimensions) throws FormatException {
        Optional<ArrayLayout> layout = of(dimensions);
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
            return ". Flattened images can be given their shape back, such as x.reshape(-1, 28, 28)";
        }
        return d.length == 4 && (d[3] == 4 || d[1] == 4) ? ". Leave the fourth channel, transparency, away" : "";
    }

    /** Writes one item's pixels in planar order. */
    void planar(double[] item, ValueRange range, byte[] target) {
        int plane = shape.height() * shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int p = 0; p < plane; p++) {
                int from = interleaved ? p * shape.channels() + channel : channel * plane + p;
                target[channel * plane + p] = range.pixel(item[from]);
            }
        }
    }
}
