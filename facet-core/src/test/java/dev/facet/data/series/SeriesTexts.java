package dev.facet.data.series;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small series, and texts that hold them. */
final class SeriesTexts {
    private SeriesTexts() {}

    /** Value {@code t} of series {@code i}, with two decimals. */
    static double value(int i, int t) {
        return Math.round(100 * Math.sin(0.3 * t + i)) / 100.0;
    }

    /** The values of series {@code i}, with {@code separator} between them. */
    static String values(int i, int length, String separator) {
        return IntStream.range(0, length)
                .mapToObj(t -> String.format(Locale.ROOT, "%.2f", value(i, t)))
                .collect(Collectors.joining(separator));
    }

    /** Names {@code prefix0, prefix1, …}. */
    static String names(String prefix, int count, String separator) {
        return IntStream.range(0, count).mapToObj(t -> prefix + t).collect(Collectors.joining(separator));
    }
}
