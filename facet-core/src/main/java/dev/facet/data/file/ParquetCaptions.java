package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.array.ArrayLabels;
import dev.facet.data.picture.Captions;
import dev.facet.data.picture.ParquetPictures;
import dev.facet.format.MemoryException;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetFile.Column;
import dev.facet.format.ParquetFile.Kind;
import dev.facet.format.ParquetRows;

/**
 * Labels and factors in the other columns of Parquet files. Labels are numbers, with the names that Hugging Face's
 * metadata has for them, or texts, in a column with a usual name or with such names; the other columns of numbers are
 * factors.
 *
 * @param labels of the rows of training, then of those of the test part; null if there are none
 * @param factors likewise
 */
record ParquetCaptions(@Nullable Labels labels, @Nullable Factors factors, int training, List<LeftOut> leftOut) {
    private static final List<String> LABELS =
            List.of("label", "labels", "fine_label", "fine_labels", "class", "target", "y", "category", "digit");
    private static final String COUNTERS = "(.*_)?(id|ids|idx|index)|__index_level_[0-9]+__|width|height|filename";
    private static final int MOST_FACTORS = 1000;
    private static final int BYTES_PER_TEXT = 80;

    /** Whether a column with this name, in lower case, may be labels. */
    static boolean isLabel(String name) {
        return LABELS.contains(name);
    }

    /** Whether a column with this name, in lower case, counts or measures files. */
    static boolean isCounter(String name) {
        return name.matches(COUNTERS);
    }

    /** Reads all columns of labels and factors of all files. */
    static ParquetCaptions read(String images, List<ParquetFile> train, List<ParquetFile> test) throws IOException {
        ParquetFile first = train.get(0);
        Optional<Column> label = label(images, first);
        Set<String> pixels = new HashSet<>(
                images.isEmpty()
                        ? PixelColumns.of(first).map(PixelColumns::names).orElse(List.of())
                        : List.of(images));
        List<String> columns = new ArrayList<>();
        label.ifPresent(column -> columns.add(column.name()));
        List<String> unused = new ArrayList<>();
        for (Column column : first.columns()) {
            boolean isLabel = label.isPresent() && label.get().equals(column);
            if (isLabel || pixels.contains(column.name())) {
                continue;
            }
            if (column.kind() == Kind.NUMBER
                    && !isCounter(column.name().toLowerCase(Locale.ROOT))
                    && columns.size() < MOST_FACTORS) {
                columns.add(column.name());
            } else {
                unused.add(column.name());
            }
        }
        List<LeftOut> leftOut = new ArrayList<>();
        if (!unused.isEmpty()) {
            leftOut.add(new LeftOut(
                    "columns", unused.size(), "which are neither images nor labels nor numbers that vary", unused));
        }
        int training = train.stream().mapToInt(ParquetFile::rows).sum();
        List<ParquetFile> all = new ArrayList<>(train);
        all.addAll(test);
        int count = all.stream().mapToInt(ParquetFile::rows).sum();
        if (columns.isEmpty()) {
            return new ParquetCaptions(null, null, training, leftOut);
        }
        MemoryException.check(
                first.file(), (long) count * (8L * columns.size() + BYTES_PER_TEXT), "leave out columns of numbers");
        @Nullable Object[] texts = new Object[count];
        double[][] numbers = numbers(all, columns, texts, count);
        return of(first, label, columns, texts, numbers, training, leftOut);
    }

    private static double[][] numbers(List<ParquetFile> all, List<String> columns, @Nullable Object[] texts, int count)
            throws IOException {
        double[][] numbers = new double[columns.size()][count];
        int at = 0;
        for (ParquetFile table : all) {
            try (ParquetRows rows = table.read(columns)) {
                for (int row = 0; row < table.rows(); row++, at++) {
                    @Nullable Object[] values = rows.next();
                    for (int c = 0; c < values.length; c++) {
                        numbers[c][at] = values[c] instanceof Double number ? number : Double.NaN;
                    }
                    texts[at] = values[0];
                }
            }
        }
        return numbers;
    }

    private static ParquetCaptions of(
            ParquetFile first,
            Optional<Column> label,
            List<String> columns,
            @Nullable Object[] texts,
            double[][] numbers,
            int training,
            List<LeftOut> leftOut)
            throws IOException {
        Path file = first.file();
        Labels labels = null;
        if (label.isPresent()) {
            String name = label.get().name();
            int missing = label.get().kind() == Kind.TEXT
                    ? (int) Arrays.stream(texts).filter(text -> text == null).count()
                    : (int) Arrays.stream(numbers[0])
                            .filter(value -> Double.isNaN(value) || value < 0)
                            .count();
            List<String> names = first.classes().getOrDefault(name, List.of());
            if (missing > 0) {
                leftOut.add(new LeftOut(
                        "labels",
                        texts.length - missing,
                        "since " + missing + " rows have none in " + name,
                        List.of()));
            } else if (label.get().kind() == Kind.TEXT) {
                List<String> values = Arrays.stream(texts).map(String::valueOf).toList();
                labels = ArrayLabels.ofTexts(file, "column " + name, values, List.of());
            } else {
                labels = names.isEmpty()
                        ? ArrayLabels.of(file, name, numbers[0], numbers[0])
                        : ArrayLabels.named(file, name, names, numbers[0], numbers[0]);
            }
        }
        int from = label.isPresent() ? 1 : 0;
        List<String> kept = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (int c = from; c < columns.size(); c++) {
            if (Arrays.stream(numbers[c]).allMatch(Double::isFinite)) {
                kept.add(columns.get(c));
                values.add(numbers[c]);
            } else {
                broken.add(columns.get(c));
            }
        }
        if (!broken.isEmpty()) {
            leftOut.add(new LeftOut("columns", broken.size(), "in which numbers are missing", broken));
        }
        Factors factors = kept.isEmpty()
                ? null
                : ArrayLabels.factors(file, "", kept, values.toArray(new double[0][]), new double[0][]);
        return new ParquetCaptions(
                labels, factors == null || factors.names().isEmpty() ? null : factors, training, leftOut);
    }

    private static Optional<Column> label(String images, ParquetFile table) {
        List<Column> possible = table.columns().stream()
                .filter(column -> !column.name().equals(images))
                .filter(column -> column.kind() == Kind.NUMBER || column.kind() == Kind.TEXT)
                .toList();
        for (String name : LABELS) {
            for (Column column : possible) {
                if (column.name().equalsIgnoreCase(name)) {
                    return Optional.of(column);
                }
            }
        }
        return possible.stream()
                .filter(column -> table.classes().containsKey(column.name()))
                .findFirst();
    }

    /** The captions of pictures, whose names {@code pictures} gives. */
    Captions of(ParquetPictures pictures) {
        Map<String, Integer> places = new HashMap<>();
        pictures.names(true).forEach(name -> places.put(name, places.size()));
        pictures.names(false).forEach(name -> places.putIfAbsent(name, places.size()));
        return listed -> {
            int[] rows = listed.images().stream()
                    .mapToInt(name -> places.getOrDefault(name, 0))
                    .toArray();
            return new Captions.Known(
                    Optional.ofNullable(labels).map(known -> known.of(rows)),
                    Optional.ofNullable(factors).map(known -> known.of(rows)));
        };
    }

    /** The indices of the rows of one part. */
    int[] rows(boolean trainingPart, int count) {
        return IntStream.range(trainingPart ? 0 : training, trainingPart ? training : training + count)
                .toArray();
    }
}
