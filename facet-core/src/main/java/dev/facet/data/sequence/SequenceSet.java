package dev.facet.data.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.data.NoImages;
import dev.facet.data.SequenceShape;
import dev.facet.data.Split;
import dev.facet.data.array.ArrayLabels;
import dev.facet.format.FormatException;
import dev.facet.format.MatFile;
import dev.facet.format.NumberArray;

/**
 * Sequences in a file of named arrays. They are in {@code x_train} and {@code x_test}, the two parts; or in an array
 * with another usual name; or in the only array. Labels have one value per sequence and are called {@code y_train} and
 * {@code y_test}, {@code labels} or {@code y}. A list of texts called {@code key} or {@code classes} names the classes,
 * which are then numbered from 1. Case and underscores do not matter in names.
 *
 * @param sequences by name
 * @param arrays the other arrays, by name
 * @param texts lists of texts, by name
 * @param channels names of the channels; empty for channel1, channel2 and so on
 */
public record SequenceSet(
        String name,
        Path file,
        Map<String, RawSequences> sequences,
        Map<String, NumberArray> arrays,
        Map<String, List<String>> texts,
        List<String> channels) {
    private static final List<String> TRAIN = List.of("xtrain", "trainx");
    private static final List<String> TEST = List.of("xtest", "testx");
    private static final List<String> ALL = List.of("sequences", "x", "data", "series");
    private static final List<String> TRAIN_LABELS = List.of("ytrain", "trainy", "trainlabels");
    private static final List<String> TEST_LABELS = List.of("ytest", "testy", "testlabels");
    private static final List<String> LABELS = List.of("labels", "label", "y", "targets");
    private static final List<String> KEYS = List.of("key", "classes", "names");

    /** Checks what the configuration asks for, before any file is touched. */
    public static void check(DataConfig data) {
        SequenceFit.check(data);
    }

    /** A set from a MAT-file: cell arrays of matrices, or arrays {@code [count, channels, time]}. */
    public static SequenceSet of(String name, Path file, MatFile mat) throws IOException {
        if (mat.cells().isEmpty()) {
            return of(name, file, new LinkedHashMap<>(mat.arrays()));
        }
        Map<String, RawSequences> sequences = new LinkedHashMap<>();
        for (var cells : mat.cells().entrySet()) {
            sequences.put(cells.getKey(), RawSequences.ofCells(file, cells.getKey(), cells.getValue()));
        }
        return new SequenceSet(name, file, sequences, new LinkedHashMap<>(mat.arrays()), mat.texts(), List.of());
    }

    /** A set from arrays {@code [count, channels, time]}, or {@code [count, time]} for one channel. */
    public static SequenceSet of(String name, Path file, Map<String, NumberArray> arrays) throws IOException {
        Map<String, RawSequences> sequences = new LinkedHashMap<>();
        Map<String, NumberArray> others = new LinkedHashMap<>();
        for (Map.Entry<String, NumberArray> array : arrays.entrySet()) {
            boolean named = find(TRAIN, array.getKey()) || find(TEST, array.getKey()) || find(ALL, array.getKey());
            if (named || array.getValue().dimensions().length == 3) {
                sequences.put(array.getKey(), RawSequences.ofArray(file, array.getKey(), array.getValue()));
            } else {
                others.put(array.getKey(), array.getValue());
            }
        }
        return new SequenceSet(name, file, sequences, others, Map.of(), List.of());
    }

    /** A copy with names of the channels. */
    public SequenceSet named(List<String> names) {
        return new SequenceSet(name, file, sequences, arrays, texts, names);
    }

    /** A copy without the resting points of its paths. */
    public SequenceSet withoutRest() {
        Map<String, RawSequences> moving = new LinkedHashMap<>();
        sequences.forEach((key, paths) -> moving.put(key, paths.withoutRest()));
        return new SequenceSet(name, file, moving, arrays, texts, channels);
    }

    /**
     * Opens a part of the set; a set without parts is all training data.
     *
     * @throws FormatException if it is not clear which array holds the sequences, or labels do not fit them
     * @throws UsageException if the settings do not fit the sequences
     */
    public Dataset open(DataConfig data, Split split) throws IOException {
        RawSequences train = find(sequences, TRAIN)
                .or(() -> find(sequences, ALL))
                .or(() -> sequences.size() == 1
                        ? Optional.of(sequences.values().iterator().next())
                        : Optional.empty())
                .orElseThrow(() -> new FormatException(
                        file,
                        "it is not clear which array holds the sequences: sequences may be in"
                                + " " + sequences.keySet() + ", other data is in"
                                + " " + arrays.keySet() + texts.keySet() + ". Call the array of sequences x,"
                                + " a cell array of matrices [channels, time] or an array"
                                + " [count, channels, time]"));
        Optional<RawSequences> test = find(sequences, TEST);
        if (test.isPresent() && test.get().channels() != train.channels()) {
            throw new FormatException(
                    file,
                    test.get().name() + " has " + test.get().channels() + " channels and " + train.name() + " "
                            + train.channels() + "; both parts must have the same number");
        }
        boolean path = data.kind() == Kind.PATHS;
        List<String> names = names(train.channels());
        SequenceFit.check(data, name, names);
        TimeFit fit = TimeFit.of(data, TimeFit.lengths(train.values()));
        Sequences fitted = Sequences.of(name, train.values(), names, fit, path, data.scales());
        if (split == Split.TRAIN) {
            return described(fitted, train, fit, data, labels(train, TRAIN_LABELS, test, TEST_LABELS));
        }
        SequenceShape shape = fitted.shape();
        if (test.isEmpty()) {
            return new NoImages(name, shape);
        }
        return described(
                Sequences.of(name, test.get().values(), shape, fit),
                test.get(),
                fit,
                data,
                labels(test.get(), TEST_LABELS, Optional.of(train), TRAIN_LABELS));
    }

    /** The duration is a factor of paths, so the length is one of other sequences only. */
    private static Dataset described(
            Sequences fitted, RawSequences raw, TimeFit fit, DataConfig data, @Nullable Labels labels) {
        int[] lengths = TimeFit.lengths(raw.values());
        return new DescribedSequences(
                fitted,
                Optional.ofNullable(labels),
                fitted.factors().or(() -> TimeFit.factor(lengths)),
                String.join(
                        "; ",
                        fit.remarks(data, lengths, fitted.shape().path() ? PathFactors.DURATION : TimeFit.LENGTH)),
                List.of(),
                List.of());
    }

    private List<String> names(int count) {
        return SequenceFit.names(channels, count);
    }

    private @Nullable Labels labels(
            RawSequences part, List<String> own, Optional<RawSequences> other, List<String> others) throws IOException {
        Optional<String> named = key(arrays, own);
        if (named.isEmpty() && other.isEmpty()) {
            named = key(arrays, LABELS);
        }
        if (named.isEmpty()) {
            return null;
        }
        double[] values = column(named.get());
        if (values.length != part.values().size()) {
            throw new FormatException(
                    file,
                    values.length + " labels in " + named.get() + ", but "
                            + part.values().size() + " sequences in " + part.name() + "; there must be one for each");
        }
        Optional<String> otherNamed = key(arrays, others);
        double[] otherValues = otherNamed.isPresent() ? column(otherNamed.get()) : new double[0];
        Labels labels = ArrayLabels.of(file, named.get(), values, values, otherValues);
        List<String> key = find(texts, KEYS).orElse(List.of());
        return key.isEmpty() ? labels : renamed(labels, key);
    }

    /** The labels with the texts of {@code key} as names, if every class is the number of one of them, from 1. */
    private static Labels renamed(Labels labels, List<String> key) {
        List<String> names = new ArrayList<>();
        for (String label : labels.names()) {
            int number = label.length() < 7 ? Integer.parseInt(label) : 0;
            if (number < 1 || number > key.size()) {
                return labels;
            }
            names.add(key.get(number - 1));
        }
        return new Labels(names, labels.values());
    }

    /** All numbers of an array of one row or one column, which is MATLAB's form of a list. */
    private double[] column(String array) throws IOException {
        double[][] columns = ArrayLabels.columns(Objects.requireNonNull(arrays.get(array)));
        if (columns.length != 1 && columns.length > 0 && columns[0].length == 1) {
            double[] row = new double[columns.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = columns[i][0];
            }
            return row;
        }
        return columns.length == 1 ? columns[0] : new double[0];
    }

    private static <T> Optional<T> find(Map<String, T> map, List<String> names) {
        return key(map, names).map(map::get);
    }

    private static Optional<String> key(Map<String, ?> map, List<String> names) {
        return names.stream()
                .flatMap(wanted ->
                        map.keySet().stream().filter(name -> plain(name).equals(wanted)))
                .findFirst();
    }

    private static boolean find(List<String> names, String name) {
        return names.contains(plain(name));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }
}
