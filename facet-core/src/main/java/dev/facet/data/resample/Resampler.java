package dev.facet.data.resample;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

import dev.facet.data.ImageShape;

/**
 * Converts a decoded picture to a square image for networks. The middle square is cut out and resampled, by area
 * averaging when it shrinks and by linear interpolation when it grows; a square of the right size is copied exactly.
 * Grey is the luma of ITU-R BT.601. Transparent pixels are composited on black. 16-bit samples keep their upper byte.
 *
 * <p>Works row by row, so it needs little memory beyond the picture itself. Thread-safe.
 */
public final class Resampler {
    private final ImageShape shape;

    /** A resampler to {@code shape}, which must be square. */
    public Resampler(ImageShape shape) {
        if (shape.height() != shape.width()) {
            throw new IllegalArgumentException("shape must be square: " + shape);
        }
        this.shape = shape;
    }

    /**
     * The image as {@code [channels, height, width]}.
     *
     * @param orientation Exif orientation, 1 to 8, by which the image is turned upright
     */
    public byte[] resample(BufferedImage image, int orientation) {
        return orientation == 1 ? resample(image) : turn(resample(image), orientation);
    }

    /** The image in its stored orientation. */
    byte[] resample(BufferedImage image) {
        int side = Math.min(image.getWidth(), image.getHeight());
        int left = (image.getWidth() - side) / 2;
        int top = (image.getHeight() - side) / 2;
        int size = shape.width();
        int channels = shape.channels();
        Weights weights = Weights.of(side, size);

        float[] source = new float[3 * side];
        float[] shrunk = new float[channels * size];
        float[] sums = new float[channels * size * size];
        int first = 0;
        for (int y = 0; y < side; y++) {
            readRow(image, left, top + y, side, source);
            acrossRow(source, side, weights, shrunk);
            while (first < size && weights.end(first) <= y) {
                first++;
            }
            for (int row = first; row < size && weights.start[row] <= y; row++) {
                float weight = weights.values[row][y - weights.start[row]];
                for (int c = 0; c < channels; c++) {
                    for (int x = 0; x < size; x++) {
                        sums[(c * size + row) * size + x] += weight * shrunk[c * size + x];
                    }
                }
            }
        }
        byte[] pixels = new byte[sums.length];
        for (int i = 0; i < sums.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(sums[i])));
        }
        return pixels;
    }

    /** Turns the small square, which gives the same result as turning the picture, and is cheaper. */
    private byte[] turn(byte[] stored, int orientation) {
        int size = shape.width();
        int last = size - 1;
        byte[] upright = new byte[stored.length];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                // Orientations 5 to 8 exchange rows and columns.
                int column = orientation >= 5 ? y : x;
                int row = orientation >= 5 ? x : y;
                column = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
                        ? last - column
                        : column;
                row = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 ? last - row : row;
                for (int c = 0; c < shape.channels(); c++) {
                    int plane = c * size * size;
                    upright[plane + y * size + x] = stored[plane + row * size + column];
                }
            }
        }
        return upright;
    }

    private void acrossRow(float[] source, int side, Weights weights, float[] target) {
        int size = shape.width();
        for (int c = 0; c < shape.channels(); c++) {
            for (int x = 0; x < size; x++) {
                float sum = 0;
                int at = c * side + weights.start[x];
                for (float weight : weights.values[x]) {
                    sum += weight * source[at++];
                }
                target[c * size + x] = sum;
            }
        }
    }

    /** One row as planes, 0 … 255: luma in the first, or red, green, blue. */
    private void readRow(BufferedImage image, int left, int y, int side, float[] target) {
        ColorModel colors = image.getColorModel();
        // Samples are read directly, because Java treats grey as linear light and would apply a gamma curve on
        // conversion to RGB.
        boolean grey = colors instanceof ComponentColorModel && colors.getNumColorComponents() == 1;
        boolean deep = colors instanceof ComponentColorModel
                && colors.getColorSpace().isCS_sRGB()
                && colors.getComponentSize(0) == 16;
        if (grey || deep) {
            readSamples(image, left, y, side, target);
        } else {
            int[] row = image.getRGB(left, y, side, 1, null, 0, side);
            for (int x = 0; x < side; x++) {
                float alpha = (row[x] >>> 24) / 255f;
                put(
                        target,
                        side,
                        x,
                        alpha * (row[x] >> 16 & 0xFF),
                        alpha * (row[x] >> 8 & 0xFF),
                        alpha * (row[x] & 0xFF));
            }
        }
    }

    private void readSamples(BufferedImage image, int left, int y, int side, float[] target) {
        ColorModel colors = image.getColorModel();
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        float scale = 255f / ((1L << colors.getComponentSize(0)) - 1);
        int[] row = raster.getPixels(left, y, side, 1, (int[]) null);
        for (int x = 0; x < side; x++) {
            int at = x * bands;
            float factor = scale;
            if (colors.hasAlpha() && !colors.isAlphaPremultiplied()) {
                factor *= row[at + bands - 1] / (float) ((1L << colors.getComponentSize(bands - 1)) - 1);
            }
            if (colors.getNumColorComponents() == 1) {
                float value = factor * row[at];
                put(target, side, x, value, value, value);
            } else {
                put(target, side, x, factor * row[at], factor * row[at + 1], factor * row[at + 2]);
            }
        }
    }

    private void put(float[] target, int side, int x, float red, float green, float blue) {
        if (shape.channels() == 1) {
            // Equal channels keep their value exactly.
            target[x] = red == green && green == blue ? red : 0.299f * red + 0.587f * green + 0.114f * blue;
        } else {
            target[x] = red;
            target[side + x] = green;
            target[2 * side + x] = blue;
        }
    }

    /**
     * The weights of source samples {@code start[i] …} in target sample i; the weights of each target sample sum to 1.
     */
    private record Weights(int[] start, float[][] values) {
        static Weights of(int from, int to) {
            int[] start = new int[to];
            float[][] values = new float[to][];
            double ratio = (double) from / to;
            for (int i = 0; i < to; i++) {
                if (ratio >= 1) {
                    double low = i * ratio;
                    double high = Math.min((i + 1) * ratio, from);
                    start[i] = (int) low;
                    values[i] = new float[Math.min((int) Math.ceil(high - 1e-9), from) - start[i]];
                    for (int k = 0; k < values[i].length; k++) {
                        double overlap = Math.min(high, start[i] + k + 1) - Math.max(low, start[i] + k);
                        values[i][k] = (float) (overlap / ratio);
                    }
                } else {
                    double centre = Math.max(0, Math.min(from - 1.0, (i + 0.5) * ratio - 0.5));
                    start[i] = Math.min((int) centre, Math.max(0, from - 2));
                    double second = centre - start[i];
                    values[i] = from == 1 ? new float[] {1} : new float[] {(float) (1 - second), (float) second};
                }
            }
            return new Weights(start, values);
        }

        int end(int i) {
            return start[i] + values[i].length;
        }
    }
}
