package dev.facet.data.resample;

import java.util.Arrays;

/** The median of each colour along the border of a picture. */
final class BorderColour {
    private final int channels;
    private final int[][] counts;
    private int pixels;

    BorderColour(int channels) {
        this.channels = channels;
        this.counts = new int[channels][256];
    }

    void clear() {
        pixels = 0;
        for (int[] each : counts) {
            Arrays.fill(each, 0);
        }
    }

    /** Adds a row of {@code width} pixels: its two ends, or all of it. */
    void add(float[] row, int width, boolean all) {
        for (int x = 0; x < width; x += all ? 1 : Math.max(1, width - 1)) {
            pixels++;
            for (int c = 0; c < channels; c++) {
                counts[c][Math.max(0, Math.min(255, Math.round(row[x * channels + c])))]++;
            }
        }
    }

    float[] median() {
        float[] colour = new float[channels];
        for (int c = 0; c < channels; c++) {
            int below = 0;
            int value = 0;
            while (value < 255 && 2 * (below + counts[c][value]) <= pixels) {
                below += counts[c][value++];
            }
            colour[c] = value;
        }
        return colour;
    }
}
