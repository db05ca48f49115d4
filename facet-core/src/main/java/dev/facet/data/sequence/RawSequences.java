package dev.facet.data.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;
import dev.facet.format.StridedArray;

/**
 * Sequences as stored in a file, each of its own length: {@code values.get(i)[channel][time]}, all finite.
 *
 * @param file for messages
 * @param name name of the array or cell array
 */
record RawSequences(Path file, String name, List<double[][]> values) {
    private static final int SHORTEST = 2;
    /** How many times as many channels as steps in time are hardly meant. */
    private static final int MANY_TIMES = 8;

    private static final int SAMPLE = 64;

    RawSequences {
        values = List.copyOf(values);
    }

    /**
     * Sequences from a cell array of matrices, one per sequence. The rows are the channels, unless only the numbers of
     * columns are all equal; then the columns are.
     */
    static RawSequences ofCells(Path file, String name, List<StridedArray> cells) throws IOException {
        boolean transposed = cells.stream()
                                .map(cell -> cell.dimensions()[0])
                                .distinct()
                                .count()
                        > 1
                && cells.stream().map(cell -> cell.dimensions()[1]).distinct().count() == 1;
        List<double[][]> values = new ArrayList<>();
        for (StridedArray cell : cells) {
            if (cell.dimensions().length != 2) {
                throw new FormatException(
                        file,
                        where(name, values.size()) + " has " + cell.dimensions().length
                                + " dimensions; wanted [channels, time]");
            }
            StridedArray rows = transposed ? cell.lastAxisFirst() : cell;
            double[][] sequence = new double[rows.items()][];
            rows.forEach((channel, row) -> sequence[channel] = row.clone());
            values.add(sequence);
        }
        return checked(file, name, values);
    }

    /** Sequences from an array {@code [count, channels, time]}, or {@code [count, time]} for one channel. */
    static RawSequences ofArray(Path file, String name, NumberArray array) throws IOException {
        int[] dimensions = array.dimensions();
        if (dimensions.length != 2 && dimensions.length != 3) {
            throw new FormatException(
                    file,
                    "array " + name + " has " + dimensions.length
                            + " dimensions; sequences are [count, channels, time], or [count, time] for one channel");
        }
        int channels = dimensions.length == 3 ? dimensions[1] : 1;
        int length = dimensions[dimensions.length - 1];
        List<double[][]> values = new ArrayList<>();
        array.forEach((index, item) -> {
            double[][] sequence = new double[channels][length];
            for (int c = 0; c < channels; c++) {
                System.arraycopy(item, c * length, sequence[c], 0, length);
            }
            values.add(sequence);
        });
        if (channels > MANY_TIMES * length && isTimeFirst(values)) {
            throw new FormatException(
                    file,
                    "array " + name + " is " + Arrays.toString(dimensions)
                            + ", which are [count, channels, time], but its values change slowly along the second"
                            + " axis: it seems to be [count, time, channels]. Exchange the last two axes, such as with"
                            + " x.swapaxes(1, 2)");
        }
        return checked(file, name, values);
    }

    /** Whether values change less from channel to channel than from step to step, as steps in time would. */
    private static boolean isTimeFirst(List<double[][]> values) {
        double across = 0;
        double along = 0;
        for (double[][] sequence : values.subList(0, Math.min(SAMPLE, values.size()))) {
            int channels = sequence.length;
            int length = sequence[0].length;
            for (int c = 0; c + 1 < channels; c++) {
                for (int t = 0; t + 1 < length; t++) {
                    across += Math.abs(sequence[c + 1][t] - sequence[c][t]);
                    along += Math.abs(sequence[c][t + 1] - sequence[c][t]);
                }
            }
        }
        return 2 * across < along;
    }

    private static RawSequences checked(Path file, String name, List<double[][]> values) throws FormatException {
        if (values.isEmpty()) {
            throw new FormatException(file, name + " holds no sequences");
        }
        for (int i = 0; i < values.size(); i++) {
            double[][] sequence = values.get(i);
            if (sequence.length == 0 || sequence[0].length < SHORTEST) {
                throw new FormatException(
                        file,
                        where(name, i) + " has " + (sequence.length == 0 ? 0 : sequence[0].length)
                                + " points in time; at least " + SHORTEST + " are needed. Remove it");
            }
            if (sequence.length != values.get(0).length) {
                throw new FormatException(
                        file,
                        where(name, i) + " has " + sequence.length + " channels, the first has " + values.get(0).length
                                + "; all must have the same number. Is it the other way round, [time, channels]?");
            }
            for (int c = 0; c < sequence.length; c++) {
                for (int t = 0; t < sequence[c].length; t++) {
                    if (!Double.isFinite((float) sequence[c][t])) {
                        throw new FormatException(
                                file,
                                where(name, i) + " is " + sequence[c][t] + " in channel " + c + " at time " + t
                                        + "; all values must be numbers of fp32. Fill the gap or remove the sequence");
                    }
                }
            }
        }
        return new RawSequences(file, name, values);
    }

    private static String where(String name, int index) {
        return "sequence " + index + " of " + name;
    }

    /** Paths without the points at their beginning and end at which the pen rests; at least two points remain. */
    RawSequences withoutRest() {
        return new RawSequences(
                file, name, values.stream().map(RawSequences::moving).toList());
    }

    private static double[][] moving(double[][] path) {
        int from = 0;
        int to = path[0].length;
        while (to - from > SHORTEST && rests(path, to - 1)) {
            to--;
        }
        while (to - from > SHORTEST && rests(path, from)) {
            from++;
        }
        double[][] moving = new double[path.length][];
        for (int c = 0; c < path.length; c++) {
            moving[c] = Arrays.copyOfRange(path[c], from, to);
        }
        return moving;
    }

    private static boolean rests(double[][] path, int time) {
        return path[0][time] == 0 && path[1][time] == 0;
    }

    int channels() {
        return values.get(0).length;
    }
}
