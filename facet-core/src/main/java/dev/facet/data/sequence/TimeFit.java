package dev.facet.data.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Lengths;
import dev.facet.data.Factors;

/**
 * How the time steps of series become those of items: the one rule for all readers.
 *
 * <p>Without a mask, each series is resampled to the length of the items: that of the configuration, or else the median
 * of the series, rounded up to a multiple of 8, at least 16 and at most 256.
 *
 * <p>With a mask, each series keeps its steps from the start and is padded. The items are as long as the configuration
 * says, or else as the longest series, rounded up likewise. If the longest series has more steps than the items, all
 * are resampled by the one factor that makes it fit, so lengths keep their proportions. Series of more than 8 times the
 * median, or of more steps than the configuration allows, do not count as the longest and are cut off. If all that are
 * not cut off have one length, there is nothing to mask, and there is no mask.
 *
 * @param length time steps of the items
 * @param longest time steps of a series that fill an item, or as many of them as it is long; 0 without a mask
 */
record TimeFit(int length, int longest) {
    /** The factor that has the lengths of series. */
    static final String LENGTH = "length";

    private static final int USUAL_LONGEST = 256;
    private static final int MULTIPLE = 8;
    private static final int SHORTEST = 16;
    private static final int OUTLYING = 8;

    /** The fit for series of these lengths, which decide what the configuration leaves open. */
    static TimeFit of(DataConfig data, int[] lengths) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        int median = sorted[sorted.length / 2];
        if (data.lengths() == Lengths.MASK) {
            int longest = data.longest() > 0
                    ? data.longest()
                    : Arrays.stream(sorted)
                            .filter(length -> length <= (long) OUTLYING * median)
                            .max()
                            .orElse(median);
            if (data.longest() > 0 || sorted[0] < longest) {
                return new TimeFit(data.resolution() == 0 ? rounded(longest) : data.resolution(), longest);
            }
        }
        return new TimeFit(data.resolution() == 0 ? rounded(median) : data.resolution(), 0);
    }

    private static int rounded(int steps) {
        return Math.max(SHORTEST, Math.min(USUAL_LONGEST, (steps + MULTIPLE - 1) / MULTIPLE * MULTIPLE));
    }

    /** The lengths of series {@code [channel][time]}. */
    static int[] lengths(List<double[][]> series) {
        return series.stream().mapToInt(one -> one[0].length).toArray();
    }

    boolean masked() {
        return longest > 0;
    }

    /** A series {@code [channel][time]} without what comes after the longest that there may be. */
    double[][] cut(double[][] series) {
        if (!masked() || series[0].length <= longest) {
            return series;
        }
        return Arrays.stream(series)
                .map(channel -> Arrays.copyOf(channel, longest))
                .toArray(double[][]::new);
    }

    /** The time steps of the item for a series of {@code own} steps that is cut. */
    int steps(int own) {
        if (!masked()) {
            return length;
        }
        return longest <= length ? own : (int) Math.max(1, Math.round((double) own * length / longest));
    }

    /** The configuration with what was decided here. */
    DataConfig settle(DataConfig data) {
        return data.withLengths(masked() ? Lengths.MASK : Lengths.RESAMPLE, longest);
    }

    /**
     * What is done with series of these lengths, as clauses.
     *
     * @param factor the name of the factor that has the lengths
     */
    List<String> remarks(DataConfig data, int[] lengths, String factor) {
        int shortest = Arrays.stream(lengths).min().orElse(0);
        int most = Arrays.stream(lengths).max().orElse(0);
        List<String> remarks = new ArrayList<>();
        if (masked()) {
            remarks.add("lengths " + shortest + " to " + most + ", masked (data.lengths)");
            if (longest > length) {
                remarks.add("time is resampled by one factor for all, " + longest + " steps to " + length);
            }
            long cut = Arrays.stream(lengths).filter(own -> own > longest).count();
            if (cut > 0) {
                remarks.add((cut == 1 ? "1 series has" : cut + " series have") + " more than " + longest
                        + " steps, of which the first " + longest + " are taken (data.longest)");
            }
            return remarks;
        }
        if (data.lengths() == Lengths.MASK) {
            remarks.add("data.lengths is mask, but "
                    + (shortest == most
                            ? "all series have " + most + " steps"
                            : "all series that are not " + OUTLYING + " times as long as most have " + shortest
                                    + " steps")
                    + ": there is nothing to mask, and data.lengths is resample");
        }
        if (shortest < most) {
            remarks.add("the series have " + shortest + " to " + most + " steps; each is resampled to " + length
                    + ", and the factor " + factor + " is its own");
        } else if (shortest != length) {
            remarks.add("resampled from " + shortest + " to " + length + " steps");
        }
        return remarks;
    }

    /** The lengths as a factor; nothing if they are all equal. */
    static Optional<Factors> factor(int[] lengths) {
        return Arrays.stream(lengths).distinct().count() > 1
                ? Optional.of(new Factors(
                        List.of(LENGTH),
                        new double[][] {Arrays.stream(lengths).asDoubleStream().toArray()}))
                : Optional.empty();
    }
}
