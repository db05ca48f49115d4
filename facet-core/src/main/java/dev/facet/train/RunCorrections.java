package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.facet.data.Dataset;
import dev.facet.format.AtomicFile;
import dev.facet.format.Csv;
import dev.facet.format.FormatException;
import dev.facet.format.PlainFile;
import dev.facet.train.Corrections.Correction;
import dev.facet.train.Corrections.Item;

/** The corrections of a run's readings, in {@code corrections.csv}. The file is written whole or not at all. */
public final class RunCorrections {
    private static final String FILE = "corrections.csv";
    private static final List<String> HEADER = List.of("change", "part", "image", "data", "code", "category", "label");
    private static final String TEST = "test";
    private static final String TRAIN = "train";
    private static final int LARGEST = 128 << 20;

    private RunCorrections() {}

    /** The file in a run's folder. */
    public static Path file(RunFolder folder) {
        return folder.path().resolve(FILE);
    }

    /**
     * The corrections; none if nobody made any.
     *
     * @throws FormatException if the file is damaged
     */
    public static Corrections read(RunFolder folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Corrections.NONE;
        }
        Csv table = Csv.read(file, PlainFile.read(file, LARGEST));
        if (!table.header().equals(HEADER)) {
            throw new FormatException(
                    file, "has the columns " + table.header() + "; it needs " + HEADER + ". Correct it or delete it");
        }
        if (table.rows().size() > Corrections.MOST) {
            throw new FormatException(file, "has more than " + Corrections.MOST + " rows");
        }
        List<Correction> all = new ArrayList<>();
        int before = 0;
        for (List<String> row : table.rows()) {
            Correction correction = correction(file, row);
            if (correction.change() < before) {
                throw new FormatException(file, "has change " + correction.change() + " after change " + before);
            }
            before = correction.change();
            all.add(correction);
        }
        return new Corrections(all);
    }

    private static Correction correction(Path file, List<String> row) throws FormatException {
        try {
            boolean test = row.get(1).equals(TEST);
            int category = row.get(5).isEmpty() ? -1 : Integer.parseInt(row.get(5));
            if (!test && !row.get(1).equals(TRAIN) || category < -1) {
                throw new IllegalArgumentException("there is no part '" + row.get(1) + "', or no category " + category);
            }
            return new Correction(
                    Integer.parseInt(row.get(0)),
                    new Item(test, row.get(2), row.get(3)),
                    row.get(4),
                    category,
                    row.get(6));
        } catch (IllegalArgumentException e) {
            throw new FormatException(file, "has a row that is no correction: " + e.getMessage(), e);
        }
    }

    /** Replaces the corrections. */
    public static void write(RunFolder folder, Corrections corrections) throws IOException {
        StringBuilder text = new StringBuilder();
        Csv.write(text, HEADER);
        for (Correction each : corrections.all()) {
            Csv.write(
                    text,
                    List.of(
                            Integer.toString(each.change()),
                            each.item().test() ? TEST : TRAIN,
                            each.item().image(),
                            each.item().data(),
                            each.code(),
                            each.category() < 0 ? "" : Integer.toString(each.category()),
                            each.label()));
        }
        AtomicFile.write(file(folder), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Finds the items of corrections in a run's data. One that is known by its index is found only in the data that it
     * was made for; one with a name of its own, wherever that name is.
     */
    public static final class Finder {
        private final RunItems items;
        private final Map<String, Integer> given;
        private final Map<String, Integer> test;
        private final String givenData;
        private final String testData;

        /** Looks at the names of all items. */
        public Finder(RunItems items) {
            this.items = items;
            given = names(items.given());
            test = names(items.test());
            givenData = items.given().fingerprint();
            testData = items.test().fingerprint();
        }

        /** The indices of items by their names; empty if names are indices. */
        private static Map<String, Integer> names(Dataset part) {
            int last = part.size() - 1;
            if (last < 0 || part.nameOf(0).equals("0") && part.nameOf(last).equals(Integer.toString(last))) {
                return Map.of();
            }
            Map<String, Integer> names = new HashMap<>(2 * part.size());
            for (int i = 0; i < part.size(); i++) {
                names.put(part.nameOf(i), i);
            }
            return names;
        }

        /** An item by its number. */
        public Item item(int number) {
            return new Item(items.isTest(number), items.name(number), items.isTest(number) ? testData : givenData);
        }

        /** The number of an item; −1 if it is not in the data. */
        public int number(Item item) {
            Dataset part = item.test() ? items.test() : items.given();
            Map<String, Integer> names = item.test() ? test : given;
            int index = names.isEmpty() ? index(item, part) : names.getOrDefault(item.image(), -1);
            boolean same = item.data().equals(item.test() ? testData : givenData);
            return index < 0 || !same && item.image().equals(Integer.toString(index))
                    ? -1
                    : item.test() ? items.given().size() + index : index;
        }

        private static int index(Item item, Dataset part) {
            int index = item.image().matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(item.image()) : -1;
            return index < part.size() ? index : -1;
        }
    }
}
