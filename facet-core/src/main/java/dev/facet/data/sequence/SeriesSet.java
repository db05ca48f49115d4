package dev.facet.data.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.NoImages;
import dev.facet.data.Split;
import dev.facet.format.FormatException;
import dev.facet.format.Series;
import dev.facet.format.SeriesFile;

/**
 * Series of text files as a data set. Gaps are filled ({@link Gaps}), long series are cut ({@link Pieces}) if the
 * settings say so or there are so few without classes that alone they could not be learned from, and all are brought to
 * one length ({@link TimeFit}). If their lengths differ, the factor {@code length} is their own.
 *
 * @param file for messages
 * @param test the held-out part; empty if there is none
 * @param whole whether it is one long series, which is cut into pieces even if no setting says so
 * @param named whether the names of the series are those of the items
 * @param remarks how the files were interpreted, as clauses
 * @param leftOut what was left out of the files
 */
public record SeriesSet(
        String name,
        Path file,
        SeriesFile train,
        Optional<SeriesFile> test,
        boolean whole,
        boolean named,
        List<String> remarks,
        List<LeftOut> leftOut) {
    private static final int FEW = 16;
    private static final int LONG = 256;
    private static final String TARGET = "target";

    public SeriesSet {
        remarks = List.copyOf(remarks);
        leftOut = List.copyOf(leftOut);
    }

    /** Series without gaps, in pieces if they are cut, and what there is to say. */
    private record Part(List<Series> series, List<String> remarks, List<LeftOut> leftOut) {
        List<double[][]> values() {
            return series.stream().map(Series::values).toList();
        }
    }

    /**
     * Opens a part of the set; a set without parts is all training data.
     *
     * @throws FormatException if there are no series in it, or those of its parts differ in their channels
     * @throws UsageException if the settings do not fit the series
     */
    public Dataset open(DataConfig data, Split split) throws IOException {
        SequenceFit.check(data);
        Part part = part(train, data);
        int channels = part.series().get(0).values().length;
        List<String> names = SequenceFit.names(train.channels(), channels);
        SequenceFit.check(data, name, names);
        TimeFit fit = TimeFit.of(data, TimeFit.lengths(part.values()));
        boolean path = data.kind() == Kind.PATHS;
        Sequences fitted = Sequences.of(name, part.values(), names, fit, path, data.scales());
        if (split == Split.TRAIN) {
            return described(fitted, part, fit, data);
        }
        if (test.isEmpty()) {
            return new NoImages(name, fitted.shape());
        }
        Part held = part(test.get(), data);
        int others = held.series().get(0).values().length;
        if (others != channels) {
            throw new FormatException(
                    file,
                    "has series of " + channels + " channels, and those of its test part have " + others
                            + "; both parts must have the same number");
        }
        return described(Sequences.of(name, held.values(), fitted.shape(), fit), held, fit, data);
    }

    private Part part(SeriesFile read, DataConfig data) throws IOException {
        if (read.series().isEmpty()) {
            throw new FormatException(file, "holds no series");
        }
        Gaps gaps = new Gaps();
        List<Series> filled = new ArrayList<>();
        List<String> bare = new ArrayList<>();
        for (Series one : read.series()) {
            Optional<double[][]> values = gaps.fill(one.values(), read.equal());
            if (values.isPresent()) {
                filled.add(new Series(one.name(), values.get(), one.label()));
            } else {
                bare.add(one.name());
            }
        }
        if (filled.isEmpty()) {
            throw new FormatException(
                    file,
                    "has " + read.series().size() + " series, and in each of them all values are missing in a"
                            + " channel, or there are fewer than 2");
        }
        List<LeftOut> left = new ArrayList<>();
        if (!bare.isEmpty()) {
            left.add(new LeftOut(
                    "series", bare.size(), "because a channel has no values, or the series fewer than 2", bare));
        }
        List<String> remarks = new ArrayList<>();
        if (!gaps.remark().isEmpty()) {
            remarks.add(gaps.remark());
        }
        boolean cut = whole || data.window() > 0 || isFew(filled);
        return new Part(cut ? pieces(filled, data, remarks, left) : filled, remarks, left);
    }

    private boolean isFew(List<Series> series) {
        return test.isEmpty()
                && series.size() < FEW
                && series.stream().allMatch(one -> one.label().isEmpty())
                && series.stream().mapToInt(Series::length).max().orElse(0) >= LONG;
    }

    private List<Series> pieces(List<Series> series, DataConfig data, List<String> remarks, List<LeftOut> left)
            throws IOException {
        int[] lengths = series.stream().mapToInt(Series::length).toArray();
        Pieces pieces = Pieces.of(data, lengths);
        pieces.check(file, lengths, series.get(0).values().length);
        List<Series> cut = new ArrayList<>();
        List<String> shorter = new ArrayList<>();
        for (Series one : series) {
            int[] starts = pieces.starts(one.length());
            for (int start : starts) {
                cut.add(new Series(one.name() + "@" + start, pieces.cut(one.values(), start), one.label()));
            }
            if (starts.length == 0) {
                shorter.add(one.name());
            }
        }
        remarks.add((series.size() == 1 ? series.get(0).length() + " steps, " : series.size() + " series, ")
                + pieces.remark(cut.size()));
        if (!shorter.isEmpty()) {
            left.add(new LeftOut(
                    "series", shorter.size(), "because they are shorter than a piece, data.window", shorter));
        }
        return cut;
    }

    private Dataset described(Sequences fitted, Part part, TimeFit fit, DataConfig data) {
        List<String> all = new ArrayList<>(remarks);
        all.addAll(part.remarks());
        int[] lengths = TimeFit.lengths(part.values());
        all.addAll(fit.remarks(data, lengths, TimeFit.LENGTH));
        SeriesLabels known = SeriesLabels.of(train, test);
        Optional<Labels> labels = known.labels(part.series());
        long without =
                part.series().stream().filter(one -> one.label().isEmpty()).count();
        if (without > 0 && without < part.series().size()) {
            all.add(without + " series have no class, so the classes of the others are not used");
        }
        List<Factors> factors = new ArrayList<>();
        fitted.factors().ifPresent(factors::add);
        known.targets(part.series()).ifPresent(values -> factors.add(factor(TARGET, values)));
        TimeFit.factor(lengths).ifPresent(factors::add);
        Set<String> distinct = new HashSet<>();
        boolean unique = named && part.series().stream().allMatch(one -> distinct.add(one.name()));
        return new DescribedSequences(
                fitted,
                labels,
                factors.stream().reduce(Factors::and),
                all.stream().collect(Collectors.joining("; ")),
                Stream.concat(leftOut.stream(), part.leftOut().stream()).toList(),
                unique ? part.series().stream().map(Series::name).toList() : List.of());
    }

    private static Factors factor(String name, double[] values) {
        return new Factors(List.of(name), new double[][] {values});
    }
}
