package dev.facet.data.sequence;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Fills what is missing in series, by one rule. Steps at the beginning and the end at which all channels are missing
 * are not part of a series: it is shorter by them. Every other gap is filled by a line between its neighbours in time,
 * or with the nearest value if it has one neighbour. A value beyond the range of fp32 is missing. Counts what it does;
 * not thread-safe.
 */
final class Gaps {
    private static final int SHORTEST = 2;

    private long values;
    private long filled;
    private int shortened;

    /**
     * The values without gaps.
     *
     * @param series {@code [channel][time]}, of which nothing is changed
     * @param whole whether steps at the ends are gaps, too, so that the length stays
     * @return nothing if a channel has no value at all, or fewer than 2 steps remain
     */
    Optional<double[][]> fill(double[][] series, boolean whole) {
        int length = series[0].length;
        int from = 0;
        int to = length;
        while (!whole && from < to && missing(series, from)) {
            from++;
        }
        while (!whole && to > from && missing(series, to - 1)) {
            to--;
        }
        if (to - from < SHORTEST) {
            return Optional.empty();
        }
        double[][] mended = new double[series.length][];
        long gaps = 0;
        for (int c = 0; c < series.length; c++) {
            mended[c] = Arrays.copyOfRange(series[c], from, to);
            int own = fill(mended[c]);
            if (own == mended[c].length) {
                return Optional.empty();
            }
            gaps += own;
        }
        values += (long) series.length * (to - from);
        filled += gaps;
        shortened += to - from < length ? 1 : 0;
        return Optional.of(mended);
    }

    private static boolean missing(double[][] series, int time) {
        return Arrays.stream(series).noneMatch(channel -> known(channel[time]));
    }

    private static boolean known(double value) {
        return Float.isFinite((float) value);
    }

    /** Fills the gaps of a channel and returns how many values were missing. */
    private static int fill(double[] channel) {
        int gaps = 0;
        int before = -1;
        for (int t = 0; t <= channel.length; t++) {
            if (t < channel.length && !known(channel[t])) {
                gaps++;
                continue;
            }
            for (int k = before + 1; k < t; k++) {
                channel[k] = between(channel, before, t, k);
            }
            before = t;
        }
        return gaps;
    }

    /** The value at time {@code k} between the known times {@code low} and {@code high}; one may be outside. */
    private static double between(double[] channel, int low, int high, int k) {
        if (low < 0) {
            return high < channel.length ? channel[high] : Double.NaN;
        }
        if (high == channel.length) {
            return channel[low];
        }
        double share = (double) (k - low) / (high - low);
        return channel[low] + share * (channel[high] - channel[low]);
    }

    /** What was done, as a clause; empty if nothing was missing. */
    String remark() {
        StringBuilder remark = new StringBuilder();
        if (shortened > 0) {
            remark.append(shortened == 1 ? "1 series is" : shortened + " series are")
                    .append(" shorter by the missing values at its beginning or end"
                            .replace(" its ", shortened == 1 ? " its " : " their "));
        }
        if (filled > 0) {
            remark.append(remark.isEmpty() ? "" : "; ")
                    .append(String.format(
                            Locale.ROOT,
                            "%s of the values are missing and filled in by lines between their neighbours",
                            share(100.0 * filled / values)));
        }
        return remark.toString();
    }

    private static String share(double percent) {
        return percent < 0.1 ? "less than 0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }
}
