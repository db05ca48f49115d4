package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Fingerprint;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.format.FormatException;
import dev.facet.format.Npy;
import dev.facet.format.NumberArray;
import dev.facet.format.NumberType;

/**
 * A folder of {@code .npy} files: a picture in each, whose sub-folders are classes, or a few arrays with the names that
 * they would have in a {@code .npz} file.
 */
public final class NpyFolderFormat implements DataFormat {
    private static final String ENDING = ".npy";
    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final int MOST_FILES = 10_000_000;
    private static final int LOOKED_AT = 1000;
    /** More files than this are pictures rather than arrays with names. */
    private static final int MOST_ARRAYS = 64;

    @Override
    public String what() {
        return "a folder of .npy files";
    }

    /** Recognises a folder by the first files in it and in the folders in it. */
    @Override
    public boolean recognises(Path path) throws IOException {
        return Files.isDirectory(path) && hasArrays(path, 2);
    }

    private static boolean hasArrays(Path folder, int depth) throws IOException {
        List<Path> folders = new ArrayList<>();
        int arrays = 0;
        int others = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (arrays + others > LOOKED_AT) {
                    break;
                }
                if (isArray(child)) {
                    arrays++;
                } else if (Files.isDirectory(child)) {
                    if (!Files.isHidden(child)) {
                        folders.add(child);
                    }
                } else {
                    others++;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (folders.isEmpty()) {
            return arrays > 0 && arrays >= others;
        }
        // A folder of pictures may have an array at its top, such as features of them.
        return depth > 0 && others < folders.size() + MOST_ARRAYS && hasArrays(folders.get(0), depth - 1);
    }

    private static boolean isArray(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.toLowerCase(Locale.ROOT).endsWith(ENDING) && !name.startsWith(".") && Files.isRegularFile(file);
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        List<String> others = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        list(path, path, files, others);
        List<LeftOut> leftOut = others.isEmpty()
                ? List.of()
                : List.of(new LeftOut("other files", others.size(), "which are no .npy files", others));
        String name = SetName.of(path.toAbsolutePath().normalize());
        if (files.isEmpty()) {
            throw new FormatException(path, "holds no .npy files");
        }
        Optional<Map<String, NumberArray>> named = named(path, files);
        if (named.isPresent()) {
            return new ArraySet(name, path, digest(path, files), named.get(), Map.of(), List.of())
                    .noting(List.of(), leftOut, List.of())
                    .open(data, split, cache);
        }
        List<Path> test = files.stream().filter(file -> isIn(path, file, TEST)).toList();
        List<Path> train =
                files.stream().filter(file -> isIn(path, file, TRAIN)).toList();
        boolean parted = !train.isEmpty() && !test.isEmpty() && train.size() + test.size() == files.size();
        Map<String, NumberArray> arrays = new LinkedHashMap<>();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        List<Path> first = parted ? train : files;
        int[] item = Npy.open(first.get(0)).dimensions();
        arrays.put("x_train", new Pictures(first, item));
        texts.put("y_train", classes(path, first, parted));
        if (parted) {
            arrays.put("x_test", new Pictures(test, item));
            texts.put("y_test", classes(path, test, true));
        }
        boolean classed = texts.values().stream().noneMatch(List::isEmpty)
                && texts.values().stream().flatMap(List::stream).distinct().count() > 1;
        if (!classed) {
            texts.clear();
        }
        return new ArraySet(name, path, digest(path, files), arrays, texts, List.of())
                .noting(
                        List.of("each file is an image"),
                        leftOut,
                        (split == Split.TRAIN ? first : test)
                                .stream().map(file -> relative(path, file)).toList())
                .open(data, split, cache);
    }

    private static void list(Path top, Path folder, List<Path> files, List<String> others) throws IOException {
        for (Path child : Children.of(folder)) {
            if (Files.isHidden(child)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                if (!Files.isSymbolicLink(child)) {
                    list(top, child, files, others);
                }
            } else if (isArray(child)) {
                files.add(child);
                if (files.size() > MOST_FILES) {
                    throw new FormatException(top, "holds more than " + MOST_FILES + " .npy files");
                }
            } else {
                others.add(relative(top, child));
            }
        }
    }

    private static String relative(Path top, Path file) {
        return top.relativize(file).toString().replace(top.getFileSystem().getSeparator(), "/");
    }

    private static boolean isIn(Path top, Path file, String part) {
        Path relative = top.relativize(file);
        return relative.getNameCount() > 1 && relative.getName(0).toString().equalsIgnoreCase(part);
    }

    /** The folder that each picture is in; none if some are in none. */
    private static List<String> classes(Path top, List<Path> files, boolean parted) {
        List<String> classes = new ArrayList<>();
        for (Path file : files) {
            Path relative = top.relativize(file);
            int depth = parted ? 1 : 0;
            if (relative.getNameCount() < depth + 2) {
                return List.of();
            }
            classes.add(relative.getName(depth).toString());
        }
        return classes;
    }

    /**
     * The arrays by the names of their files, if these are at the top, few, and one of them has the dimensions of
     * several images and a name that says so.
     */
    private static Optional<Map<String, NumberArray>> named(Path top, List<Path> files) throws IOException {
        if (files.size() > MOST_ARRAYS) {
            return Optional.empty();
        }
        Map<String, NumberArray> arrays = new LinkedHashMap<>();
        for (Path file : files) {
            if (top.relativize(file).getNameCount() > 1) {
                return Optional.empty();
            }
            arrays.put(SetName.of(file, ENDING), Npy.open(file));
        }
        return arrays.keySet().stream().anyMatch(ArraySet::isNameOfImages) ? Optional.of(arrays) : Optional.empty();
    }

    private static byte[] digest(Path top, List<Path> files) throws IOException {
        Fingerprint print = new Fingerprint().add("npy folder");
        for (Path file : files) {
            byte[] sum = Fingerprint.sha256(file);
            print.add(relative(top, file)).add(sum, sum.length);
        }
        return HexFormat.of().parseHex(print.hex());
    }

    /** The arrays of several files as the items of one, all of the dimensions of the first. */
    private record Pictures(List<Path> files, int[] item, NumberType type) implements NumberArray {
        Pictures(List<Path> files, int[] item) throws IOException {
            this(files, item, Npy.open(files.get(0)).type());
        }

        /** With a picture {@code [height, width, 3]} as {@code [count, height, width, 3]}, and so on. */
        @Override
        public int[] dimensions() {
            int[] dimensions = new int[item.length + 1];
            dimensions[0] = files.size();
            System.arraycopy(item, 0, dimensions, 1, item.length);
            return dimensions;
        }

        @Override
        public void forEach(ItemSink sink) throws IOException {
            double[] values = new double[itemSize()];
            int index = 0;
            for (Path file : files) {
                Npy array = Npy.open(file);
                if (!Arrays.equals(array.dimensions(), item) || item.length == 0) {
                    throw new FormatException(
                            file,
                            "is an array " + Arrays.toString(array.dimensions()) + ", but "
                                    + files.get(0).getFileName() + " is " + Arrays.toString(item)
                                    + "; pictures in files of their own must have one size");
                }
                int size = array.itemSize();
                array.forEach((row, part) -> System.arraycopy(part, 0, values, row * size, size));
                sink.accept(index++, values);
            }
        }
    }
}
