package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.facet.data.LeftOut;
import dev.facet.data.PartName;
import dev.facet.format.ParquetFile;

/**
 * The Parquet files of a data set by its parts, as Hugging Face names them: {@code train-00000-of-00002.parquet},
 * {@code data/test-…}, {@code train/0000.parquet}. A validation part is held out where there is no test part.
 */
record ParquetFolder(String name, List<Path> train, List<Path> test, List<String> remarks, List<LeftOut> leftOut) {
    private static final String ENDING = ".parquet";
    /** What Hugging Face calls a table beside pictures in files of their own. */
    private static final String METADATA = "metadata.parquet";

    private static final int MOST_DEPTH = 2;
    /** A folder with so many other files before the first table is one of pictures. */
    private static final int MOST_LOOKED_AT = 5000;

    /** Whether a folder has Parquet files, at its top or in folders below it. */
    static boolean isOne(Path folder) throws IOException {
        return Files.isDirectory(folder) && first(folder, new int[] {MOST_LOOKED_AT}, 0);
    }

    private static boolean first(Path folder, int[] left, int depth) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (left[0]-- <= 0) {
                    return false;
                }
                if (isTable(child)) {
                    return ParquetFile.detect(child);
                }
                if (depth < MOST_DEPTH && !isHidden(child) && Files.isDirectory(child)) {
                    folders.add(child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path below : folders) {
            if (first(below, left, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** The files of a folder, or a single file with the test files beside it. */
    static ParquetFolder of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return ofFile(path);
        }
        List<Path> tables = new ArrayList<>();
        List<String> others = new ArrayList<>();
        list(path, path, 0, tables, others);
        List<LeftOut> leftOut = new ArrayList<>();
        if (!others.isEmpty()) {
            leftOut.add(new LeftOut("other files", others.size(), "which are no Parquet files", others));
        }
        return parts(SetName.of(path.toAbsolutePath().normalize()), path, tables, leftOut);
    }

    private static ParquetFolder parts(String name, Path top, List<Path> tables, List<LeftOut> leftOut) {
        ParquetParts<Path> parts = ParquetParts.of(tables, top::relativize);
        if (!parts.unused().isEmpty()) {
            leftOut.add(new LeftOut(
                    "Parquet files",
                    parts.unused().size(),
                    "which are the validation part beside a test part",
                    parts.unused().stream()
                            .map(file -> top.relativize(file).toString())
                            .toList()));
        }
        return new ParquetFolder(name, parts.train(), parts.test(), parts.remarks(), leftOut);
    }

    private static ParquetFolder ofFile(Path file) throws IOException {
        String name = SetName.of(file, ENDING);
        Path folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                .orElseThrow(() -> new IOException(file + " is in no folder"));
        if (!is(file, PartName.TRAIN)) {
            return new ParquetFolder(name, List.of(file), List.of(), List.of(), List.of());
        }
        List<Path> tables = new ArrayList<>();
        list(folder, folder, MOST_DEPTH, tables, new ArrayList<>());
        List<Path> test =
                tables.stream().filter(table -> is(table, PartName.TEST)).toList();
        long training =
                tables.stream().filter(table -> is(table, PartName.TRAIN)).count();
        return new ParquetFolder(
                SetName.ofFolder(file),
                List.of(file),
                test,
                training > 1
                        ? List.of("this is one of " + training + " files of training data; give their folder")
                        : List.of(),
                List.of());
    }

    private static void list(Path top, Path folder, int depth, List<Path> tables, List<String> others)
            throws IOException {
        for (Path child : Children.of(folder)) {
            if (isHidden(child)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                if (depth < MOST_DEPTH) {
                    list(top, child, depth + 1, tables, others);
                }
            } else if (isTable(child)) {
                tables.add(child);
            } else {
                others.add(top.relativize(child).toString());
            }
        }
    }

    private static boolean isTable(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(ENDING) && !name.equals(METADATA) && !isHidden(file) && Files.isRegularFile(file);
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static boolean is(Path file, PartName part) {
        return PartName.of(String.valueOf(file.getFileName())).equals(Optional.of(part));
    }
}
