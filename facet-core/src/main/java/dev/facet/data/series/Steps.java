package dev.facet.data.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The steps of a series while they are read: a time, by which they are ordered, and a value for each channel. */
final class Steps {
    /** In which order the steps were. */
    enum Order {
        RISING,
        FALLING,
        NONE,
        /** A step has no time, so the order is that of the file. */
        UNKNOWN
    }

    private static final int FEW = 4;

    private double[] times = new double[FEW];
    private final double[][] values;
    private int count;

    /** No steps of {@code channels} channels. */
    Steps(int channels) {
        values = new double[channels][FEW];
    }

    /** Adds a step; {@code time} is NaN if it has none. */
    void add(double time, double[] step) {
        if (count == times.length) {
            int more = 2 * count;
            times = Arrays.copyOf(times, more);
            for (int c = 0; c < values.length; c++) {
                values[c] = Arrays.copyOf(values[c], more);
            }
        }
        times[count] = time;
        for (int c = 0; c < values.length; c++) {
            values[c][count] = step[c];
        }
        count++;
    }

    int count() {
        return count;
    }

    Order order() {
        boolean rising = true;
        boolean falling = true;
        for (int t = 0; t < count; t++) {
            if (Double.isNaN(times[t])) {
                return Order.UNKNOWN;
            }
            rising &= t == 0 || times[t] >= times[t - 1];
            falling &= t == 0 || times[t] <= times[t - 1];
        }
        return rising ? Order.RISING : falling ? Order.FALLING : Order.NONE;
    }

    /** The values {@code [channel][time]} in the order of their times; steps of one time stay in order. */
    double[][] ordered() {
        Order order = order();
        double[][] ordered = new double[values.length][];
        if (order == Order.RISING || order == Order.UNKNOWN) {
            for (int c = 0; c < values.length; c++) {
                ordered[c] = Arrays.copyOf(values[c], count);
            }
            return ordered;
        }
        int[] indices = order == Order.FALLING
                ? IntStream.range(0, count).map(t -> count - 1 - t).toArray()
                : IntStream.range(0, count)
                        .boxed()
                        .sorted(Comparator.comparingDouble(t -> times[t]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        for (int c = 0; c < values.length; c++) {
            double[] channel = values[c];
            ordered[c] = Arrays.stream(indices).mapToDouble(t -> channel[t]).toArray();
        }
        return ordered;
    }
}
