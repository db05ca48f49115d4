package dev.facet.data.sequence;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.facet.config.DataConfig;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;

/**
 * How long series are cut into pieces. Where the settings leave it open, a piece is the longest of 256, 128, 64, 32 and
 * 16 steps that is no longer than an eighth of the longest series; and pieces begin so far apart that there are about a
 * thousand, at most the length of a piece.
 *
 * @param window steps of a piece
 * @param stride steps from the beginning of a piece to the next one's
 */
record Pieces(int window, int stride) {
    private static final int[] WINDOWS = {256, 128, 64, 32, 16};
    private static final int PART = 8;
    private static final int ENOUGH = 1000;

    /** How series of these lengths are cut. */
    static Pieces of(DataConfig data, int[] lengths) {
        int longest = Arrays.stream(lengths).max().orElse(0);
        int window = data.window();
        for (int i = 0; window == 0; i++) {
            window = i == WINDOWS.length - 1 || PART * WINDOWS[i] <= longest ? WINDOWS[i] : 0;
        }
        int wanted = window;
        long places = Arrays.stream(lengths)
                .asLongStream()
                .map(length -> Math.max(0, length - wanted))
                .sum();
        int stride = data.stride() > 0 ? data.stride() : (int) Math.max(1, Math.min(window, places / ENOUGH));
        return new Pieces(window, stride);
    }

    /** The first steps of the pieces of a series of {@code length} steps. */
    int[] starts(int length) {
        int[] starts = new int[length < window ? 0 : (length - window) / stride + 1];
        Arrays.setAll(starts, i -> i * stride);
        return starts;
    }

    /** The piece of {@code values [channel][time]} that begins at {@code start}. */
    double[][] cut(double[][] values, int start) {
        return Arrays.stream(values)
                .map(channel -> Arrays.copyOfRange(channel, start, start + window))
                .toArray(double[][]::new);
    }

    /** Refuses more pieces than memory allows. */
    void check(Path file, int[] lengths, int channels) throws FormatException, MemoryException {
        long count = 0;
        for (int length : lengths) {
            count += starts(length).length;
        }
        if (count == 0) {
            throw new FormatException(
                    file,
                    "has no series of " + window + " steps, the length of a piece; the longest has "
                            + Arrays.stream(lengths).max().orElse(0) + ". Choose shorter pieces with"
                            + " `--set data.window="
                            + Math.max(2, Arrays.stream(lengths).max().orElse(0) / PART)
                            + "`, or take longer series");
        }
        MemoryException.check(
                file, count * window * channels * (Double.BYTES + Float.BYTES), "cut fewer pieces, with data.stride");
    }

    /** What is done, as a clause; {@code count} pieces came of it. */
    String remark(int count) {
        List<String> parts = new ArrayList<>();
        parts.add("cut into " + count + " pieces of " + window + " steps");
        parts.add(stride == 1 ? "one from each step on" : "one every " + stride + " steps");
        return String.join(", ", parts) + " (data.window, data.stride)";
    }
}
