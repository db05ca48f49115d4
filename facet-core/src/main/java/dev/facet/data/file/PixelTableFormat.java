package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.data.Dataset;
import dev.facet.data.Fingerprint;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.data.array.EmnistClasses;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;
import dev.facet.format.NumberArray;
import dev.facet.format.NumberType;
import dev.facet.format.TextFile;
import dev.facet.format.TextLines;

/**
 * A table of pixels in text, a row for each image, such as Kaggle's digits and FER2013; see {@link PixelTable}. A
 * folder of such tables has its training part in a file that is called so, and its test part in another.
 */
public final class PixelTableFormat implements DataFormat {
    private static final String ENDINGS = ".*\\.(csv|tsv|txt|tab|arff)(\\.gz)?";
    private static final int MOST_FILES = 64;
    private static final int BYTES_PER_LABEL = 80;
    private static final String TRAIN = "(?<![a-z])train(ing)?(?![a-z])";
    private static final String TEST = "(?<![a-z])(test(ing)?|val(id|idation)?)(?![a-z])";

    @Override
    public String what() {
        return "a CSV file of pixels";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return recognises(path, Kind.AUTO);
    }

    @Override
    public boolean recognises(Path path, Kind kind) throws IOException {
        if (kind.isSequential()) {
            return false;
        }
        if (Files.isDirectory(path)) {
            List<Path> tables = tables(path);
            return !tables.isEmpty() && PixelTable.looksLikePixels(tables.get(0), kind == Kind.IMAGES);
        }
        return Files.isRegularFile(path) && PixelTable.looksLikePixels(path, kind == Kind.IMAGES);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static boolean is(String part, Path file) {
        return Pattern.compile(part).matcher(name(file)).find();
    }

    /** The tables of text in a folder, those of a training part first; none if there is something else in it. */
    private static List<Path> tables(Path folder) throws IOException {
        List<Path> tables = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (name(child).startsWith(".")) {
                    continue;
                }
                if (!name(child).matches(ENDINGS) || !Files.isRegularFile(child) || tables.size() == MOST_FILES) {
                    if (Files.isRegularFile(child)
                            && name(child).matches(".*\\.(md|html?|json|pdf)|license.*|readme.*")) {
                        continue;
                    }
                    return List.of();
                }
                tables.add(child);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        tables.sort(Comparator.comparing((Path file) -> is(TRAIN, file) ? 0 : is(TEST, file) ? 2 : 1)
                .thenComparing(Path::toString));
        return tables;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        boolean folder = Files.isDirectory(path);
        boolean asked = data.kind() == Kind.IMAGES;
        Path file = folder ? tables(path).get(0) : path;
        PixelTable table =
                PixelTable.look(file, asked).orElseThrow(() -> new FormatException(file, "changed while it was read"));
        Rows train = new Rows(table, table.usage() < 0 ? Part.ALL : Part.TRAIN);
        Rows test = null;
        Path testFile = file;
        if (train.items() == 0) {
            train = new Rows(table, Part.ALL);
        } else if (table.usage() >= 0) {
            test = new Rows(table, Part.TEST);
        } else {
            for (Path other : is(TRAIN, file) ? beside(file) : List.<Path>of()) {
                Optional<PixelTable> second =
                        PixelTable.looksLikePixels(other, asked) ? PixelTable.look(other, asked) : Optional.empty();
                if (second.isPresent()
                        && second.get().values() == table.values()
                        && (second.get().label() < 0) == (table.label() < 0)) {
                    testFile = other;
                    test = new Rows(second.get(), Part.ALL);
                    break;
                }
            }
        }
        Map<String, NumberArray> arrays = new LinkedHashMap<>();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        arrays.put("x_train", train);
        if (table.label() >= 0) {
            texts.put("y_train", train.labels);
        }
        boolean parted = test != null && test.items() > 0;
        if (test != null && parted) {
            arrays.put("x_test", test);
            if (table.label() >= 0) {
                texts.put("y_test", test.labels);
            }
        }
        Fingerprint print = new Fingerprint().add("table");
        for (Path used : parted ? List.of(file, testFile) : List.of(file)) {
            byte[] sum = Fingerprint.sha256(used);
            print.add(sum, sum.length);
        }
        List<LeftOut> leftOut = new ArrayList<>();
        if (!table.unused().isEmpty()) {
            leftOut.add(new LeftOut(
                    "columns", table.unused().size(), "which are neither pixels nor labels", table.unused()));
        }
        if (folder) {
            List<Path> unread = new ArrayList<>(tables(path));
            for (Path used : List.of(file, testFile)) {
                unread.removeIf(other -> other.endsWith(used.getFileName()));
            }
            if (!unread.isEmpty()) {
                leftOut.add(new LeftOut(
                        "other tables",
                        unread.size(),
                        "which are neither the training part nor a test part with the same columns",
                        unread.stream()
                                .map(other -> other.getFileName().toString())
                                .toList()));
            }
        }
        String name = folder
                ? SetName.of(path.toAbsolutePath().normalize())
                : SetName.of(path, ".arff", ".csv", ".tsv", ".txt", ".tab", ".csv.gz", ".tsv.gz", ".txt.gz");
        return new ArraySet(name, file, HexFormat.of().parseHex(print.hex()), arrays, texts, List.of())
                .noting(table.remarks(), leftOut, List.of())
                .open(data, split, cache);
    }

    /** The files beside a file of a training part that are called a test part of it. */
    private static List<Path> beside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            return List.of();
        }
        String wanted = name(file).replaceAll(TRAIN, "#");
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (name(child).matches(ENDINGS)
                        && name(child).replaceAll(TEST, "#").equals(wanted)
                        && Files.isRegularFile(child)) {
                    found.add(child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(Path::toString));
        return found;
    }

    private enum Part {
        ALL,
        TRAIN,
        TEST
    }

    /** The rows of one part, whose labels are read at once and whose pixels when they are wanted. */
    private static final class Rows implements NumberArray {
        private final PixelTable table;
        private final Part part;
        private final Map<Integer, String> classes;
        private final List<String> labels = new ArrayList<>();
        private final int count;

        Rows(PixelTable table, Part part) throws IOException {
            this.table = table;
            this.part = part;
            this.classes = ArraySet.isStoredByColumns(table.file()) ? EmnistClasses.beside(table.file()) : Map.of();
            int[] rows = new int[1];
            read(false, (index, row) -> {
                if (row.label() != null) {
                    if (labels.size() % 1_000_000 == 0) {
                        MemoryException.check(
                                table.file(), (labels.size() + 1_000_000L) * BYTES_PER_LABEL, "split it into several");
                    }
                    labels.add(label(row));
                }
                rows[0]++;
            });
            this.count = rows[0];
        }

        private String label(PixelTable.Row row) throws FormatException {
            String text = String.valueOf(row.label()).replaceAll(table.arff() ? "^'|'$" : "$^", "");
            double number = PixelTable.number(text, table.separator());
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? classes.getOrDefault((int) number, Long.toString((long) number))
                    : text.intern();
        }

        private interface RowSink {
            void accept(int index, PixelTable.Row row) throws IOException;
        }

        private void read(boolean pixelsToo, RowSink sink) throws IOException {
            double[] pixels = new double[table.values()];
            try (TextLines lines = new TextLines(TextFile.of(table.file()))) {
                boolean header = table.header();
                if (table.arff()) {
                    PixelTable.attributes(lines);
                }
                int index = 0;
                for (String line = lines.next(); line != null; line = lines.next()) {
                    if (line.isBlank() || (table.arff() && line.startsWith("%"))) {
                        continue;
                    }
                    if (header) {
                        header = false;
                        continue;
                    }
                    PixelTable.Row row =
                            pixelsToo ? table.row(line, lines.number(), pixels) : table.caption(line, lines.number());
                    if (part == Part.ALL || (part == Part.TRAIN) == isTraining(row)) {
                        if (index == Integer.MAX_VALUE) {
                            throw new FormatException(table.file(), "has more than 2147483646 rows");
                        }
                        sink.accept(index++, row);
                    }
                }
            }
        }

        private static boolean isTraining(PixelTable.Row row) {
            return String.valueOf(row.usage()).toLowerCase(Locale.ROOT).startsWith("train");
        }

        @Override
        public NumberType type() {
            return NumberType.FLOAT64;
        }

        @Override
        public int[] dimensions() {
            return new int[] {count, table.values()};
        }

        @Override
        public void forEach(ItemSink sink) throws IOException {
            read(true, (index, row) -> sink.accept(index, row.pixels()));
        }
    }
}
