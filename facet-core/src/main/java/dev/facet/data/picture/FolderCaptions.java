package dev.facet.data.picture;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.picture.PictureSource.Entry;
import dev.facet.format.Csv;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;

/**
 * The captions of a folder or archive of pictures. Labels come from the first of these that has some:
 *
 * <ol>
 * <li>{@code labels.csv} and factors from {@code factors.csv}, which must have a row for every picture;
 * <li>{@code metadata.jsonl}, {@code metadata.csv}, {@code dataset.json} and {@code list_attr_….txt};
 * <li>files beside the pictures that say the class of one each;
 * <li>the names of folders;
 * <li>other tables that name at least half of the pictures.
 * </ol>
 *
 * <p>A table of the second kind or the last says what is in the set: pictures that it does not list are left out. If
 * it lists less than half of the pictures, it is not used. The tables of the first two kinds lie in the source, or
 * beside it.
 */
public final class FolderCaptions implements Captions {
    private static final String IMAGE = "image";
    private static final String LABELS = "labels.csv";
    private static final String FACTORS = "factors.csv";
    private static final String STYLEGAN = "dataset.json";
    private static final List<String> STATED = List.of("metadata.jsonl", "metadata.csv", STYLEGAN);
    private static final int MOST_OTHER_TABLES = 20;
    private static final int LISTED = 5;

    private final PictureSource source;

    /** Captions from the tables and folder names of {@code source}. */
    public FolderCaptions(PictureSource source) {
        this.source = source;
    }

    @Override
    public Known of(Listed pictures) throws IOException {
        return new Search(pictures).known();
    }

    /** Rows of one or several tables of one name, by the numbers of pictures among all. */
    private record Matched(
            String name,
            List<String> columns,
            Map<Integer, List<String>> rows,
            List<String> lost,
            Map<String, String> texts,
            Set<String> used) {}

    /** The search for captions of some pictures. */
    private final class Search {
        private final Listed pictures;
        private final PictureNames names;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<LeftOut> leftOut = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private final Set<String> used = new HashSet<>();
        private Optional<Labels> labels = Optional.empty();
        private Optional<Factors> factors = Optional.empty();
        private Set<Integer> unlisted = Set.of();
        private boolean sorted = source.sorted();

        Search(Listed pictures) {
            this.pictures = pictures;
            names = new PictureNames(pictures);
            for (int i = 0; i < pictures.all().size(); i++) {
                numbers.put(pictures.all().get(i), i);
            }
        }

        Known known() throws IOException {
            strict();
            if (labels.isEmpty()) {
                stated();
            }
            Optional<SideFiles> side = labels.isEmpty() ? sideFiles() : Optional.empty();
            if (side.isPresent() && columns(side.get()).named()) {
                use(side.get());
                side = Optional.empty();
            }
            if (labels.isEmpty() && sorted) {
                ClassFolders folders = ClassFolders.of(pictures);
                labels = folders.found() ? Optional.of(folders.labels()) : Optional.empty();
                leftOut.addAll(folders.leftOut());
                remarks.addAll(folders.remarks());
            }
            if (side.isPresent() && labels.isEmpty()) {
                use(side.get());
            }
            if (labels.isEmpty() && factors.isEmpty()) {
                others();
            }
            return new Known(labels, factors, unlisted, leftOut, remarks, used);
        }

        /** The tables that must fit exactly. */
        private void strict() throws IOException {
            Optional<Entry> table = at(LABELS);
            if (table.isPresent()) {
                Matched matched = match(LABELS, List.of(SideTable.read(table.get(), names)));
                boolean usual = matched.columns().size() == 1;
                if (isInside(table.get()) || !matched.rows().isEmpty()) {
                    check(table.get().path(), matched);
                    labels(table.get().path(), matched, usual);
                }
            }
            table = at(FACTORS);
            if (table.isPresent()) {
                Path file = table.get().path();
                Csv csv = Csv.read(file, PictureSource.table(table.get()));
                String first = csv.header().get(0);
                boolean fits = csv.header().size() > 1
                        && (first.equals(IMAGE) || (isInside(table.get()) && SideTable.namesPictures(first)));
                if (!fits && isInside(table.get())) {
                    throw new FormatException(
                            file,
                            "its first line must be image,factor1,factor2 and so on; it is "
                                    + String.join(",", csv.header())
                                    + ". Correct it, or give the file another name if it is something else");
                }
                if (fits) {
                    List<SideTable.Row> rows = csv.rows().stream()
                            .map(row -> new SideTable.Row(row.get(0), row.subList(1, row.size())))
                            .toList();
                    List<String> columns = csv.header().subList(1, csv.header().size());
                    Matched matched = match(FACTORS, List.of(new SideTable(file, FACTORS, columns, rows)));
                    check(file, matched);
                    factors = Optional.of(factors(file, matched));
                    used.addAll(matched.used());
                }
            }
        }

        private void labels(Path file, Matched matched, boolean usual) throws FormatException {
            SideColumns columns = SideColumns.of(matched.columns(), matched.rows(), true);
            if (usual) {
                TreeSet<String> all = new TreeSet<>(ClassFolders.order());
                for (Map.Entry<String, String> row : matched.texts().entrySet()) {
                    if (row.getValue().isBlank()) {
                        throw new FormatException(file, "has no label for " + row.getKey() + "; every image needs one");
                    }
                    all.add(row.getValue());
                }
                setLabels(all, indices(), columns.classes());
            } else {
                take(LABELS, columns, indices());
                if (labels.isEmpty() && factors.isEmpty()) {
                    throw new FormatException(
                            file,
                            "its first line must be image,label; its columns beside the image are "
                                    + matched.columns()
                                    + ". Correct it, or give the file another name if it is something else");
                }
            }
            used.addAll(matched.used());
        }

        /** The tables with a name that says what they are. */
        private void stated() throws IOException {
            List<String> known = new ArrayList<>(STATED);
            for (Entry file : pictures.files()) {
                String name = lowName(file.relative());
                if (name.matches("list_attr.*\\.(txt|csv)") && !known.contains(name)) {
                    known.add(name);
                }
            }
            for (String name : attributesBeside()) {
                if (!known.contains(name)) {
                    known.add(name);
                }
            }
            for (String name : known) {
                if (labels.isPresent()) {
                    return;
                }
                List<Entry> entries = new ArrayList<>(pictures.files().stream()
                        .filter(file -> lowName(file.relative()).equals(name))
                        .toList());
                boolean inside = !entries.isEmpty();
                if (!inside) {
                    beside(name).ifPresent(entries::add);
                }
                if (entries.isEmpty()) {
                    continue;
                }
                List<SideTable> tables = new ArrayList<>();
                for (Entry entry : entries) {
                    tables.add(SideTable.read(entry, names));
                }
                if (name.equals(STYLEGAN)) {
                    tables.removeIf(table -> table.columns().isEmpty());
                    if (tables.isEmpty()) {
                        continue;
                    }
                    sorted &= !inside;
                }
                Matched matched = match(name, tables);
                if (matched.rows().isEmpty() && matched.lost().isEmpty()) {
                    used.addAll(matched.used());
                } else if (covers(matched)) {
                    use(name, matched, SideColumns.of(matched.columns(), matched.rows(), name.equals(STYLEGAN)));
                } else if (inside) {
                    used.addAll(matched.used());
                    leftOut.add(new LeftOut(
                            "labels in " + name,
                            matched.rows().size() + matched.lost().size(),
                            "as only " + matched.rows().size() + " of "
                                    + pictures.all().size()
                                    + " pictures are named there; all pictures are used, without them",
                            matched.lost()));
                }
            }
        }

        private Optional<SideFiles> sideFiles() throws IOException {
            SideFiles side = SideFiles.of(source.path(), pictures);
            return 2 * side.table().rows().size() >= pictures.all().size()
                            && !side.used().isEmpty()
                    ? Optional.of(side)
                    : Optional.empty();
        }

        private SideColumns columns(SideFiles side) throws IOException {
            Matched matched = match("", List.of(side.table()));
            return SideColumns.of(matched.columns(), matched.rows(), false);
        }

        private void use(SideFiles side) throws IOException {
            SideColumns columns = columns(side);
            if (columns.classes().isEmpty() && columns.factors().isEmpty()) {
                return;
            }
            String ending = columns.label().isEmpty() ? "" : "." + columns.label();
            use("the files beside the pictures" + ending, match("", List.of(side.table())), columns);
            used.addAll(side.used());
        }

        /** Tables of any name that fit. */
        private void others() throws IOException {
            int tried = 0;
            for (Entry file : pictures.files()) {
                String name = lowName(file.relative());
                boolean candidate = SideTable.isTable(name)
                        && !used.contains(file.relative())
                        && !name.matches(".*(partition|split|readme|license).*");
                if (!candidate || ++tried > MOST_OTHER_TABLES) {
                    continue;
                }
                try {
                    SideTable table = SideTable.read(file, names);
                    Matched matched = match(name, List.of(table));
                    SideColumns columns = SideColumns.of(
                            matched.columns(), matched.rows(), name.contains("label") || name.contains("class"));
                    boolean says =
                            !columns.classes().isEmpty() || !columns.factors().isEmpty();
                    if (covers(matched) && says) {
                        use(file.relative(), matched, columns);
                        return;
                    }
                } catch (FormatException | MemoryException noTable) {
                    // It is a file of another kind, and named as such.
                }
            }
        }

        /** Takes what columns say, and leaves pictures out that have no row. */
        private void use(String what, Matched matched, SideColumns columns) {
            used.addAll(matched.used());
            boolean classes = !columns.classes().isEmpty();
            if (!classes && columns.factors().isEmpty()) {
                return;
            }
            Set<Integer> without = new LinkedHashSet<>();
            List<Integer> kept = new ArrayList<>();
            List<Integer> indices = indices();
            for (int i = 0; i < indices.size(); i++) {
                boolean there = classes
                        ? columns.classes().containsKey(indices.get(i))
                        : matched.rows().containsKey(indices.get(i));
                if (there) {
                    kept.add(indices.get(i));
                } else {
                    without.add(i);
                }
            }
            if (!without.isEmpty()) {
                leftOut.add(new LeftOut(
                        "pictures",
                        without.size(),
                        "of which " + what + " says nothing",
                        without.stream().map(pictures.images()::get).toList()));
            }
            if (!matched.lost().isEmpty()) {
                leftOut.add(new LeftOut(
                        "rows of " + what,
                        matched.lost().size(),
                        "which name no picture that is there",
                        matched.lost()));
            }
            unlisted = without;
            take(what, columns, kept);
        }

        private void take(String what, SideColumns columns, List<Integer> kept) {
            if (!columns.classes().isEmpty()) {
                TreeSet<String> all = new TreeSet<>(ClassFolders.order());
                all.addAll(columns.classes().values());
                setLabels(all, kept, columns.classes());
                remarks.add("labels from " + what
                        + (what.endsWith("." + columns.label()) ? "" : " (" + columns.label() + ")"));
            }
            if (!columns.factors().isEmpty() && factors.isEmpty()) {
                double[][] values = new double[columns.factors().size()][kept.size()];
                for (int i = 0; i < kept.size(); i++) {
                    double[] row = columns.values().getOrDefault(kept.get(i), new double[0]);
                    for (int f = 0; f < row.length; f++) {
                        values[f][i] = row[f];
                    }
                }
                factors = Optional.of(new Factors(columns.factors(), values));
                remarks.add("factors from " + what);
            }
            if (!columns.unused().isEmpty()) {
                leftOut.add(new LeftOut(
                        "columns of " + what,
                        columns.unused().size(),
                        "which are neither classes nor numbers for all pictures",
                        columns.unused()));
            }
        }

        private void setLabels(TreeSet<String> all, List<Integer> kept, Map<Integer, String> classes) {
            Labels found = ClassFolders.labels(
                    all, kept.stream().map(i -> classes.getOrDefault(i, "")).toList());
            labels = Optional.of(found);
            remarks.addAll(ClassFolders.numbering(found.names()));
        }

        /** The numbers, among all, of the pictures that are asked for. */
        private List<Integer> indices() {
            return pictures.images().stream()
                    .map(image -> numbers.getOrDefault(image, -1))
                    .toList();
        }

        private boolean covers(Matched matched) {
            return !matched.rows().isEmpty()
                    && 2 * matched.rows().size() >= pictures.all().size();
        }

        /** Puts rows to pictures. Of rows for the same picture the first counts, unless a check refuses them. */
        private Matched match(String name, List<SideTable> tables) throws FormatException {
            Set<String> columns = new LinkedHashSet<>();
            tables.forEach(table -> columns.addAll(table.columns()));
            List<String> ordered = List.copyOf(columns);
            Map<Integer, List<String>> rows = new HashMap<>();
            List<String> lost = new ArrayList<>();
            Map<String, String> texts = new LinkedHashMap<>();
            Set<String> files = new HashSet<>();
            for (SideTable table : tables) {
                boolean same = table.columns().equals(ordered);
                files.add(table.name());
                for (SideTable.Row row : table.rows()) {
                    int picture = names.find(row.picture(), table.folder());
                    if (picture >= 0) {
                        List<String> cells = same
                                ? row.cells()
                                : ordered.stream()
                                        .map(column -> table.columns().contains(column)
                                                ? row.cells()
                                                        .get(table.columns().indexOf(column))
                                                : "")
                                        .toList();
                        rows.putIfAbsent(picture, cells);
                    } else if (!names.isBad(row.picture(), table.folder())) {
                        lost.add(row.picture());
                    }
                    String text = row.cells().isEmpty() ? "" : row.cells().get(0);
                    if (texts.put(PictureNames.clean(row.picture()), text) != null && isStrict(name)) {
                        throw new FormatException(table.file(), "has two rows for " + row.picture() + "; leave one");
                    }
                }
            }
            return new Matched(name, ordered, rows, lost, texts, files);
        }

        private void check(Path file, Matched matched) throws FormatException {
            int count = matched.texts().size();
            if (!matched.lost().isEmpty()) {
                throw new FormatException(
                        file,
                        matched.lost().size() + " of " + count + " rows name no image, such as "
                                + some(matched.lost()) + "; the images have names such as " + some(pictures.all())
                                + ". Write paths relative to the folder, or move the table away");
            }
            List<Integer> indices = indices();
            Set<String> missing = new LinkedHashSet<>();
            for (int i = 0; i < indices.size(); i++) {
                if (!matched.rows().containsKey(indices.get(i))) {
                    missing.add(pictures.images().get(i));
                }
            }
            if (!missing.isEmpty()) {
                throw new FormatException(
                        file,
                        missing.size() + " of " + pictures.images().size() + " images have no row, such as "
                                + some(missing) + "; add these rows, or move the table away");
            }
        }

        private Factors factors(Path file, Matched matched) throws FormatException {
            List<Integer> indices = indices();
            double[][] values = new double[matched.columns().size()][indices.size()];
            for (int i = 0; i < indices.size(); i++) {
                List<String> row = matched.rows().getOrDefault(indices.get(i), List.of());
                for (int f = 0; f < values.length; f++) {
                    values[f][i] = SideColumns.number(row.get(f));
                    if (Double.isNaN(values[f][i])) {
                        throw new FormatException(
                                file,
                                "has \"" + row.get(f) + "\" for "
                                        + matched.columns().get(f) + " of "
                                        + pictures.images().get(i) + "; factors must be numbers");
                    }
                }
            }
            return new Factors(matched.columns(), values);
        }

        private boolean isInside(Entry table) {
            return pictures.files().contains(table);
        }

        /** The table of that name at the top, or beside the source. */
        private Optional<Entry> at(String name) {
            return pictures.files().stream()
                    .filter(file -> file.relative().equals(name))
                    .findFirst()
                    .or(() -> beside(name));
        }
    }

    private static boolean isStrict(String name) {
        return name.equals(LABELS) || name.equals(FACTORS);
    }

    private static String lowName(String path) {
        return PictureNames.name(path).toLowerCase(Locale.ROOT);
    }

    private Optional<Entry> beside(String name) {
        Path file = source.path().toAbsolutePath().normalize().resolveSibling(name);
        return Files.isRegularFile(file)
                ? Optional.of(new Entry(file, name, new FolderListing.FileContent(file)))
                : Optional.empty();
    }

    /** The names of CelebA's lists of attributes beside the source. */
    private List<String> attributesBeside() {
        Path parent = source.path().toAbsolutePath().normalize().getParent();
        List<String> found = new ArrayList<>();
        if (parent != null) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, "list_attr*.{txt,csv}")) {
                files.forEach(file -> found.add(String.valueOf(file.getFileName())));
            } catch (IOException noFolder) {
                return List.of();
            }
        }
        return found;
    }

    private static String some(Iterable<String> names) {
        List<String> first = new ArrayList<>();
        for (String name : names) {
            if (first.size() == LISTED) {
                break;
            }
            first.add(name);
        }
        return String.join(", ", first);
    }

    /** Labels with the classes {@code names}, in their order; {@code values} has the class of each image. */
    public static Labels labels(TreeSet<String> names, List<String> values) {
        return ClassFolders.labels(names, values);
    }
}
