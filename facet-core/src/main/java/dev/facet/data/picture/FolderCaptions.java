package dev.facet.data.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.format.Csv;
import dev.facet.format.FormatException;

/**
 * The captions of a folder of pictures: labels from {@code labels.csv} with the columns {@code image,label}, or else
 * from the names of sub-folders; factors from {@code factors.csv} with {@code image} and a column of numbers for each.
 * The tables lie at the top of the folder or archive, or beside it, and have a row for every image.
 */
public final class FolderCaptions implements Captions {
    private static final String IMAGE = "image";
    private static final String LABEL = "label";
    private static final int MAX_BYTES = 1 << 28;
    private static final int LISTED = 5;

    private final PictureSource source;

    /** Captions from the tables and folder names of {@code source}. */
    public FolderCaptions(PictureSource source) {
        this.source = source;
    }

    /** A table and its file. */
    private record Table(Path file, Csv csv) {}

    @Override
    public Known of(Listed pictures) throws IOException {
        Optional<Table> labels = table("labels.csv", header -> header.equals(List.of(IMAGE, LABEL)), "image,label");
        Optional<Table> factors = table(
                "factors.csv",
                header -> header.size() > 1 && header.get(0).equals(IMAGE),
                "image,factor1,factor2 and so on");
        return new Known(
                labels.isPresent() ? Optional.of(labels(labels.get(), pictures)) : folderNames(pictures),
                factors.isPresent() ? Optional.of(factors(factors.get(), pictures)) : Optional.empty());
    }

    @FunctionalInterface
    private interface HeaderCheck {
        boolean fits(List<String> header);
    }

    /** A table beside the source may belong to something else; one at its top belongs to the images. */
    private Optional<Table> table(String name, HeaderCheck check, String wanted) throws IOException {
        Optional<byte[]> inside = source.read(name);
        if (inside.isPresent()) {
            Path file = source.path().resolve(name);
            Csv csv = csv(file, inside.get());
            if (!check.fits(csv.header())) {
                throw new FormatException(
                        file,
                        "its first line must be " + wanted + "; it is " + String.join(",", csv.header())
                                + ". Correct it, or give the file another name if it is something else");
            }
            return Optional.of(new Table(file, csv));
        }
        Path beside = source.path().toAbsolutePath().normalize().resolveSibling(name);
        if (!Files.isRegularFile(beside)) {
            return Optional.empty();
        }
        Csv csv = csv(beside, Files.readAllBytes(beside));
        return check.fits(csv.header()) ? Optional.of(new Table(beside, csv)) : Optional.empty();
    }

    private static Csv csv(Path file, byte[] content) throws FormatException {
        if (content.length > MAX_BYTES) {
            throw new FormatException(
                    file, "has " + content.length + " bytes; tables of more than 256 MiB are not read");
        }
        return Csv.read(file, content);
    }

    /** The row of each image. */
    private static List<List<String>> rows(Table table, Listed pictures) throws FormatException {
        Map<String, List<String>> rows = new HashMap<>();
        Set<String> unknown = new LinkedHashSet<>();
        Set<String> all = new HashSet<>(pictures.all());
        for (List<String> row : table.csv.rows()) {
            String image = row.get(0).replaceFirst("^\\./", "");
            if (rows.put(image, row) != null) {
                throw new FormatException(table.file, "has two rows for " + image + "; leave one");
            }
            if (!all.contains(image) && !pictures.bad().contains(image)) {
                unknown.add(image);
            }
        }
        if (!unknown.isEmpty()) {
            throw new FormatException(
                    table.file,
                    unknown.size() + " of " + table.csv.rows().size() + " rows name no image, such as "
                            + some(unknown) + "; the images have names such as " + some(pictures.all())
                            + ". Write paths relative to the folder, or move the table away");
        }
        List<List<String>> found = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String image : pictures.images()) {
            List<String> row = rows.get(image);
            if (row == null) {
                missing.add(image);
            } else {
                found.add(row);
            }
        }
        if (!missing.isEmpty()) {
            throw new FormatException(
                    table.file,
                    missing.size() + " of " + pictures.images().size() + " images have no row, such as " + some(missing)
                            + "; add these rows, or move the table away");
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

    private static Labels labels(Table table, Listed pictures) throws FormatException {
        TreeSet<String> names = new TreeSet<>(byNumberThenText());
        for (List<String> row : table.csv.rows()) {
            if (row.get(1).isBlank()) {
                throw new FormatException(table.file, "has no label for " + row.get(0) + "; every image needs one");
            }
            names.add(row.get(1));
        }
        return labels(
                names, rows(table, pictures).stream().map(row -> row.get(1)).toList());
    }

    /** Orders numbers by value, and before text. */
    private static Comparator<String> byNumberThenText() {
        return Comparator.comparing(
                        (String name) -> name.matches("[0-9]{1,15}") ? Long.parseLong(name) : Long.MAX_VALUE)
                .thenComparing(Comparator.naturalOrder());
    }

    /** Labels with the classes {@code names}, in their order; {@code values} has the class of each image. */
    public static Labels labels(TreeSet<String> names, List<String> values) {
        List<String> ordered = List.copyOf(names);
        Comparator<? super String> order = names.comparator();
        return new Labels(
                ordered,
                values.stream()
                        .mapToInt(value -> Collections.binarySearch(ordered, value, order))
                        .toArray());
    }

    private static Factors factors(Table table, Listed pictures) throws FormatException {
        List<String> names = table.csv.header().subList(1, table.csv.header().size());
        List<List<String>> rows = rows(table, pictures);
        double[][] values = new double[names.size()][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            for (int f = 0; f < values.length; f++) {
                values[f][i] = number(table, rows.get(i), names.get(f), f + 1);
            }
        }
        return new Factors(names, values);
    }

    private static double number(Table table, List<String> row, String factor, int column) throws FormatException {
        String text = row.get(column).strip();
        // Java's own parser would also accept hexadecimal numbers and type suffixes.
        if (text.matches("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw new FormatException(
                table.file, "has \"" + text + "\" for " + factor + " of " + row.get(0) + "; factors must be numbers");
    }

    private static Optional<Labels> folderNames(Listed pictures) {
        TreeSet<String> names = new TreeSet<>();
        for (String path : pictures.all()) {
            String relative = below(path, pictures.parted());
            if (relative.indexOf('/') < 0) {
                return Optional.empty();
            }
            names.add(folder(relative));
        }
        return names.size() < 2
                ? Optional.empty()
                : Optional.of(labels(
                        names,
                        pictures.images().stream()
                                .map(path -> folder(below(path, pictures.parted())))
                                .toList()));
    }

    private static String below(String path, boolean parted) {
        return parted ? path.substring(path.indexOf('/') + 1) : path;
    }

    private static String folder(String path) {
        return path.substring(0, path.indexOf('/'));
    }
}
