package dev.facet.data.resample;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.facet.data.ImageShape;

/**
 * Resamples one picture, whose rows are added one after the other. Rows that shrink are summed up at their full width
 * and made narrow once for each row of the result; rows that grow are made wide first. So memory is that of a few rows.
 */
final class SquareSums {
    private final ImageShape shape;
    private final Framing framing;
    private final int channels;
    private final PixelWeights across;
    private final PixelWeights down;
    private final boolean shrinks;
    private final float[][] open;
    private final float[] narrow;
    private final float[] result;
    private int first;

    private final @Nullable BorderColour border;
    private final int wholeWidth;
    private final int wholeHeight;

    /**
     * @param channels of the picture's pixels, 1 or 3
     * @param width of the whole picture
     * @param height of the whole picture
     */
    SquareSums(ImageShape shape, PictureLook look, int channels, int width, int height) {
        int size = shape.width();
        this.shape = shape;
        this.channels = channels;
        this.wholeWidth = width;
        this.wholeHeight = height;
        this.framing = Framing.of(look.fit(), width, height, size);
        this.across = PixelWeights.of(framing.width(), framing.columns());
        this.down = PixelWeights.of(framing.height(), framing.rows());
        this.shrinks = framing.height() >= framing.rows();
        this.open = new float[framing.rows()][];
        this.narrow = new float[channels * framing.columns()];
        this.result = new float[channels * size * size];
        this.border = framing.hasPadding(size) ? new BorderColour(channels) : null;
    }

    Framing framing() {
        return framing;
    }

    /** Forgets all rows. */
    void restart() {
        first = 0;
        Arrays.fill(open, null);
        Arrays.fill(result, 0);
        if (border != null) {
            border.clear();
        }
    }

    /**
     * Adds row {@code y} of the framing; rows come in order.
     *
     * @param row the framing's pixels, side by side
     */
    void add(int y, float[] row) {
        if (border != null) {
            border.add(row, wholeWidth, y == 0 || y == wholeHeight - 1);
        }
        int rows = framing.rows();
        while (first < rows && down.end(first) <= y) {
            first++;
        }
        if (!shrinks) {
            narrow(row);
        }
        for (int target = first; target < rows && down.start(target) <= y; target++) {
            float weight = down.values(target)[y - down.start(target)];
            if (shrinks) {
                float[] sums = open[target];
                if (sums == null) {
                    sums = new float[channels * framing.width()];
                    open[target] = sums;
                }
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += weight * row[i];
                }
                if (down.end(target) == y + 1) {
                    narrow(sums);
                    put(target, 1);
                    open[target] = null;
                }
            } else {
                put(target, weight);
            }
        }
    }

    /** Makes a row as wide as the result. */
    private void narrow(float[] row) {
        for (int x = 0; x < framing.columns(); x++) {
            float[] weights = across.values(x);
            int start = across.start(x) * channels;
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                int at = start + c;
                for (float weight : weights) {
                    sum += weight * row[at];
                    at += channels;
                }
                narrow[x * channels + c] = sum;
            }
        }
    }

    private void put(int row, float weight) {
        int from = ((framing.y() + row) * shape.width() + framing.x()) * channels;
        for (int i = 0; i < narrow.length; i++) {
            result[from + i] += weight * narrow[i];
        }
    }

    /** The image as {@code [channels, height, width]}. */
    byte[] pixels() {
        int size = shape.width();
        if (border != null) {
            pad(border.median());
        }
        byte[] pixels = new byte[shape.bytes()];
        int plane = size * size;
        for (int p = 0; p < plane; p++) {
            float red = result[p * channels];
            float green = result[p * channels + (channels == 3 ? 1 : 0)];
            float blue = result[p * channels + (channels == 3 ? 2 : 0)];
            if (shape.channels() == 1) {
                // Equal channels keep their value exactly.
                pixels[p] =
                        rounded(red == green && green == blue ? red : 0.299f * red + 0.587f * green + 0.114f * blue);
            } else {
                pixels[p] = rounded(red);
                pixels[plane + p] = rounded(green);
                pixels[2 * plane + p] = rounded(blue);
            }
        }
        return pixels;
    }

    private void pad(float[] colour) {
        int size = shape.width();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                boolean inside = x >= framing.x()
                        && x < framing.x() + framing.columns()
                        && y >= framing.y()
                        && y < framing.y() + framing.rows();
                if (!inside) {
                    System.arraycopy(colour, 0, result, (y * size + x) * channels, channels);
                }
            }
        }
    }

    private static byte rounded(float value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
