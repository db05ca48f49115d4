package dev.facet.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of statistics, thinned to what a chart can show, in bounded memory. Neighbouring lines share a bucket. A bucket
 * keeps for each key the least and the greatest value, in their order, so no peak is lost. The last lines are kept
 * exactly. Up to 1,984 lines nothing is lost.
 */
final class Thinned {
    /** Each bucket gives two points; with the lines that are kept there are at most 1,984 points. */
    private static final int MOST_BUCKETS = 960;

    private static final int EXACT = 64;
    private static final int MOST_KEYS = 256;

    private final Map<String, Integer> keys = new LinkedHashMap<>();
    private List<Bucket> buckets = new ArrayList<>();
    private final Deque<Bucket> tail = new ArrayDeque<>();
    private int linesPerBucket = 1;
    private long dropped;

    /** Neighbouring lines: for each key the two extremes in their order, NaN if there is none. */
    private static final class Bucket {
        private final long offset;
        private final long firstStep;
        private long lastStep;
        private int lines = 1;
        private double[] first;
        private double[] second;

        Bucket(long offset, long step, double[] values) {
            this.offset = offset;
            this.firstStep = step;
            this.lastStep = step;
            this.first = values;
            this.second = new double[0];
        }

        /** Merges the following bucket into this one. */
        void add(Bucket next) {
            int size = Math.max(first.length, next.first.length);
            double[] both = {0, 0, 0, 0};
            double[] one = new double[size];
            double[] other = new double[size];
            for (int k = 0; k < size; k++) {
                both[0] = at(first, k);
                both[1] = at(second, k);
                both[2] = at(next.first, k);
                both[3] = at(next.second, k);
                int least = -1;
                int most = -1;
                for (int i = 0; i < both.length; i++) {
                    if (!Double.isNaN(both[i])) {
                        least = least < 0 || both[i] < both[least] ? i : least;
                        most = most < 0 || both[i] >= both[most] ? i : most;
                    }
                }
                one[k] = least < 0 ? Double.NaN : both[Math.min(least, most)];
                other[k] = least == most ? Double.NaN : both[Math.max(least, most)];
            }
            first = one;
            second = other;
            lastStep = next.lastStep;
            lines += next.lines;
        }

        static double at(double[] values, int k) {
            return k < values.length ? values[k] : Double.NaN;
        }
    }

    /**
     * Adds the line that begins at {@code offset} of its file. Steps must increase. If one does not, a line is dropped:
     * the previous one, if the steps increase without it, else the new one.
     */
    void add(StatisticsLine line, long offset) {
        if (!tail.isEmpty() && line.step() <= tail.getLast().lastStep) {
            dropped++;
            Bucket previous = tail.removeLast();
            if (!tail.isEmpty() && line.step() <= tail.getLast().lastStep) {
                tail.addLast(previous);
                return;
            }
        }
        line.numbers().keySet().forEach(key -> {
            if (keys.size() < MOST_KEYS) {
                keys.putIfAbsent(key, keys.size());
            }
        });
        double[] values = new double[keys.size()];
        Arrays.fill(values, Double.NaN);
        line.numbers().forEach((key, value) -> {
            Integer k = keys.get(key);
            if (k != null) {
                values[k] = value;
            }
        });
        tail.addLast(new Bucket(offset, line.step(), values));
        if (tail.size() > EXACT) {
            settle(tail.removeFirst());
        }
    }

    private void settle(Bucket line) {
        Bucket last = buckets.isEmpty() ? null : buckets.get(buckets.size() - 1);
        if (last != null && last.lines < linesPerBucket) {
            last.add(line);
            return;
        }
        if (buckets.size() == MOST_BUCKETS) {
            List<Bucket> half = new ArrayList<>(MOST_BUCKETS);
            for (int i = 0; i < MOST_BUCKETS; i += 2) {
                buckets.get(i).add(buckets.get(i + 1));
                half.add(buckets.get(i));
            }
            buckets = half;
            linesPerBucket *= 2;
        }
        buckets.add(line);
    }

    /** Counts a damaged line. */
    void drop() {
        dropped++;
    }

    long dropped() {
        return dropped;
    }

    /** Whether no line was thinned. */
    boolean isExact() {
        return linesPerBucket <= 2;
    }

    /** An offset in the file at or before the first line after {@code step}. */
    long offsetAfter(long step, long end) {
        for (Bucket bucket : inOrder()) {
            if (bucket.lastStep > step) {
                return bucket.offset;
            }
        }
        return end;
    }

    /** An offset in the file at or a little after the end of the lines up to {@code step}. */
    long offsetBeyond(long step, long end) {
        for (Bucket bucket : inOrder()) {
            if (bucket.firstStep > step) {
                return bucket.offset;
            }
        }
        return end;
    }

    /** Approximate memory in bytes. */
    long weight() {
        return 16L * keys.size() * (buckets.size() + tail.size());
    }

    /** The points from step {@code from} to step {@code to}, both included. */
    History history(long from, long to) {
        List<double[]> rows = new ArrayList<>();
        long[] steps = new long[2 * buckets.size() + tail.size()];
        for (Bucket bucket : inOrder()) {
            if (bucket.firstStep >= from && bucket.firstStep <= to) {
                steps[rows.size()] = bucket.firstStep;
                rows.add(bucket.first);
            }
            if (bucket.lines > 1 && bucket.lastStep >= from && bucket.lastStep <= to) {
                steps[rows.size()] = bucket.lastStep;
                rows.add(bucket.second);
            }
        }
        Map<String, double[]> values = new LinkedHashMap<>();
        keys.forEach((key, k) -> values.put(
                key, rows.stream().mapToDouble(row -> Bucket.at(row, k)).toArray()));
        return new History(Arrays.copyOf(steps, rows.size()), values, dropped);
    }

    private List<Bucket> inOrder() {
        List<Bucket> all = new ArrayList<>(buckets);
        all.addAll(tail);
        return all;
    }
}
