package dev.facet.data.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.facet.data.Labels;
import dev.facet.format.Series;
import dev.facet.format.SeriesFile;
import dev.facet.format.TextNumber;

/**
 * The classes of the series of both parts of a set: those that the files list, in their order, then those that only the
 * series have, in ascending order. 1 and 1.0 are one class.
 *
 * @param targets whether labels are numbers to be predicted, not classes
 */
record SeriesLabels(Map<String, Integer> classes, boolean targets) {
    private static final double EXACT = 1L << 53;

    static SeriesLabels of(SeriesFile train, Optional<SeriesFile> test) {
        List<SeriesFile> parts = new ArrayList<>(List.of(train));
        test.ifPresent(parts::add);
        List<String> found = parts.stream()
                .flatMap(part -> part.series().stream())
                .flatMap(series -> series.label().stream())
                .distinct()
                .toList();
        boolean targets = train.target()
                || (!found.isEmpty()
                        && found.stream().noneMatch(label -> Double.isNaN(number(label)))
                        && found.stream().anyMatch(label -> Math.rint(number(label)) != number(label)));
        Map<String, Integer> classes = new LinkedHashMap<>();
        if (!targets) {
            parts.forEach(part -> part.classes().forEach(name -> classes.putIfAbsent(plain(name), classes.size())));
            sorted(found.stream().map(SeriesLabels::plain)).forEach(name -> classes.putIfAbsent(name, classes.size()));
        }
        return new SeriesLabels(classes, targets);
    }

    /** Names in ascending order, in which numbers within them count as numbers. */
    private static Collection<String> sorted(Stream<String> names) {
        TreeSet<String> sorted =
                new TreeSet<>(Comparator.comparing(SeriesLabels::orderOf).thenComparing(Comparator.naturalOrder()));
        names.forEach(sorted::add);
        return sorted;
    }

    /** A text whose order is that of the names, with numbers of one width. */
    private static String orderOf(String name) {
        double number = number(name);
        if (!Double.isNaN(number) && Math.abs(number) < EXACT) {
            return String.format(Locale.ROOT, "%020.3f", number + EXACT);
        }
        StringBuilder order = new StringBuilder();
        int digits = 0;
        for (int i = name.length() - 1; i >= 0; i--) {
            boolean digit = Character.isDigit(name.charAt(i));
            while (!digit && digits > 0 && digits++ < 20) {
                order.append('0');
            }
            digits = digit ? digits + 1 : 0;
            order.append(name.charAt(i));
        }
        while (digits > 0 && digits++ < 20) {
            order.append('0');
        }
        return order.reverse().toString();
    }

    private static double number(String label) {
        return TextNumber.of(label, false);
    }

    /** A class as it is shown: whole numbers without a point. */
    static String plain(String label) {
        double number = number(label);
        return number == Math.rint(number) && Math.abs(number) < EXACT ? Long.toString((long) number) : label;
    }

    /** The classes of series; nothing if there are none, or a series has none. */
    Optional<Labels> labels(List<Series> series) {
        if (targets || series.stream().anyMatch(one -> one.label().isEmpty())) {
            return Optional.empty();
        }
        int[] values = series.stream()
                .mapToInt(one -> classes.getOrDefault(plain(one.label().orElse("")), 0))
                .toArray();
        return Optional.of(new Labels(List.copyOf(classes.keySet()), values));
    }

    /** The numbers to be predicted; nothing if there are none, or a series has none. */
    Optional<double[]> targets(List<Series> series) {
        double[] values = series.stream()
                .mapToDouble(one -> number(one.label().orElse("")))
                .toArray();
        return targets && Arrays.stream(values).noneMatch(Double::isNaN) ? Optional.of(values) : Optional.empty();
    }
}
