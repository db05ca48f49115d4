package dev.facet.data.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.facet.data.LeftOut;
import dev.facet.data.sequence.SeriesSet;
import dev.facet.data.series.TextListing.Entry;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;
import dev.facet.format.Series;
import dev.facet.format.SeriesFile;

/**
 * A folder or archive with one series in each file: rows are steps in time, columns are channels. Sub-folders are
 * classes if all files are in sub-folders. If the only sub-folders at the top are {@code train} and {@code test}, they
 * are the parts. Files with other columns than most are left out.
 */
final class SeriesFolder {
    static final Set<String> ENDINGS = Set.of(".csv", ".tsv", ".txt", ".dat");
    private static final String TRAIN = "train/";
    private static final String TEST = "test/";
    private static final int FEWEST = 2;
    private static final int FEWEST_ROWS = 4;

    private final Path root;
    private final List<LeftOut> left = new ArrayList<>();

    private SeriesFolder(Path root) {
        this.root = root;
    }

    /** The files that may each be a series. */
    static List<Entry> candidates(TextListing listing) {
        return listing.entries().stream()
                .filter(entry -> ENDINGS.contains(entry.ending()))
                .toList();
    }

    /** Whether the first of these files that is a table of numbers has a step in each row. */
    static boolean holdsSteps(List<Entry> files) throws IOException {
        for (Entry entry : files) {
            if (signature(entry).isPresent()) {
                return true;
            }
        }
        return false;
    }

    static SeriesSet read(String name, TextListing listing) throws IOException {
        return new SeriesFolder(listing.root()).all(name, listing);
    }

    private SeriesSet all(String name, TextListing listing) throws IOException {
        List<Entry> candidates = candidates(listing);
        Map<String, List<Entry>> alike = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        listing.entries().stream()
                .filter(entry -> !candidates.contains(entry))
                .forEach(entry -> others.add(entry.name()));
        for (Entry entry : candidates) {
            Optional<String> signature = signature(entry);
            if (signature.isPresent()) {
                alike.computeIfAbsent(signature.get(), any -> new ArrayList<>()).add(entry);
            } else {
                others.add(entry.name());
            }
        }
        List<Entry> files =
                alike.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
        if (files.size() < FEWEST) {
            throw new FormatException(
                    root,
                    "has " + files.size() + " files of one series each with the same columns; at least " + FEWEST
                            + " are needed. A file has a row for each step in time");
        }
        List<Entry> taken = files;
        List<String> strangers = alike.values().stream()
                .filter(group -> group != taken)
                .flatMap(group -> group.stream().map(Entry::name))
                .toList();
        leave("files", others, "because they hold no series");
        leave("files", strangers, "because their columns are others than those of most files");
        TableSurvey survey = TableSurvey.of(files.get(0).text());
        TableForm form = TableForm.ofOne(survey);
        if (form.channels().isEmpty()) {
            throw new FormatException(files.get(0).text().path(), "has no column of numbers");
        }
        left.addAll(form.leftOut());
        String top = top(files);
        boolean parted = files.stream().allMatch(entry -> starts(entry, top + TRAIN) || starts(entry, top + TEST))
                && files.stream().anyMatch(entry -> starts(entry, top + TRAIN))
                && files.stream().anyMatch(entry -> starts(entry, top + TEST));
        SeriesFile train = part(files, parted ? top + TRAIN : top, survey, form);
        Optional<SeriesFile> test = parted ? Optional.of(part(files, top + TEST, survey, form)) : Optional.empty();
        String remark = "each file is a series, a step a row"
                + (form.times().isEmpty()
                        ? ""
                        : ", in the order of "
                                + form.times().get(form.times().size() - 1).name());
        return new SeriesSet(name, root, train, test, false, true, List.of(remark), left);
    }

    /** The folders around all files, which archives often have, with a slash. */
    private static String top(List<Entry> files) {
        String top = files.get(0).folder();
        for (Entry entry : files) {
            while (!entry.name().startsWith(top)) {
                top = top.substring(0, top.lastIndexOf('/', top.length() - 2) + 1);
            }
        }
        return top;
    }

    private static boolean starts(Entry entry, String folder) {
        return entry.name().regionMatches(true, 0, folder, 0, folder.length());
    }

    private SeriesFile part(List<Entry> files, String folder, TableSurvey survey, TableForm form) throws IOException {
        List<Entry> own = files.stream().filter(entry -> starts(entry, folder)).toList();
        boolean classes = own.stream().allMatch(entry -> entry.name().indexOf('/', folder.length()) > 0);
        List<Series> series = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        Set<String> reasons = new TreeSet<>();
        for (Entry entry : own) {
            String below = entry.name().substring(folder.length());
            Optional<String> label = classes ? Optional.of(below.substring(0, below.indexOf('/'))) : Optional.empty();
            try {
                series.add(TableSeries.one(entry.text(), entry.name(), label, survey, form));
            } catch (FormatException e) {
                damaged.add(entry.name());
                reasons.add(e.problem());
            }
        }
        leave("files", damaged, "because each " + reasons.stream().limit(2).collect(Collectors.joining(", or ")));
        long values = series.stream()
                .mapToLong(one -> (long) one.values().length * one.length())
                .sum();
        MemoryException.check(root, values * Double.BYTES * 2, "take fewer series");
        boolean several = series.stream().map(Series::label).distinct().count() > 1;
        List<Series> labelled = several
                ? series
                : series.stream()
                        .map(one -> new Series(one.name(), one.values(), Optional.empty()))
                        .toList();
        return new SeriesFile(labelled, form.names(), List.of(), false, false);
    }

    private void leave(String kind, List<String> names, String reason) {
        if (!names.isEmpty()) {
            left.add(new LeftOut(kind, names.size(), reason, names));
        }
    }

    /**
     * What files of one kind have in common: the names of their columns, or how many there are.
     *
     * @return nothing if the file is no table of numbers with a step in each row
     */
    private static Optional<String> signature(Entry entry) throws IOException {
        try {
            if (entry.text().head(1 << 12).isEmpty()) {
                return Optional.empty();
            }
            TableSurvey.Sample sample = TableSurvey.Sample.of(entry.text());
            int columns =
                    sample.records().isEmpty() ? 0 : sample.records().get(0).size();
            boolean steps = sample.records().size() >= FEWEST_ROWS && sample.hasNumbers() && !sample.hasPixels();
            if (!steps) {
                return Optional.empty();
            }
            return Optional.of(
                    sample.header() ? String.join("\t", sample.records().get(0)) : Integer.toString(columns));
        } catch (FormatException e) {
            return Optional.empty();
        }
    }
}
