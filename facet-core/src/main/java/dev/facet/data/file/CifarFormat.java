package dev.facet.data.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Fingerprint;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.format.NumberArray;

/**
 * CIFAR-10 and CIFAR-100 in their binary version (Krizhevsky 2009): records of one or two bytes of labels and 3,072 of
 * a picture of 32×32, in planes of red, green and blue. {@code data_batch_1.bin} to {@code 5} are training data and
 * {@code test_batch.bin} is apart; of CIFAR-100 {@code train.bin} and {@code test.bin}, whose coarse labels are a
 * factor.
 */
public final class CifarFormat implements DataFormat {
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final Pattern BATCH = Pattern.compile("(data_batch(_?[0-9]+)?|test_batch)\\.bin");
    private static final Pattern HUNDRED = Pattern.compile("(train|test)\\.bin");
    private static final List<String> FOLDERS = List.of("cifar-10-batches-bin", "cifar-100-binary");
    private static final int MOST_NAMES_BYTES = 1 << 20;

    @Override
    public String what() {
        return "CIFAR's binary files";
    }

    /** Recognises files and folders by the names of the files, and by sizes that are whole numbers of records. */
    @Override
    public boolean recognises(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return !batches(folder(path)).isEmpty();
        }
        return Files.isRegularFile(path) && isBatch(path);
    }

    private static Path folder(Path path) {
        return FOLDERS.stream()
                .map(path::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(path);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static boolean isBatch(Path file) throws IOException {
        long size = Files.size(file);
        return size > 0
                && (BATCH.matcher(name(file)).matches()
                        ? size % (PIXELS + 1) == 0
                        : HUNDRED.matcher(name(file)).matches() && size % (PIXELS + 2) == 0);
    }

    private static boolean isTest(Path file) {
        return name(file).startsWith("test");
    }

    private static List<Path> batches(Path folder) throws IOException {
        List<Path> batches = new ArrayList<>();
        for (String name : List.of(
                "data_batch_1.bin",
                "data_batch_2.bin",
                "data_batch_3.bin",
                "data_batch_4.bin",
                "data_batch_5.bin",
                "test_batch.bin",
                "train.bin",
                "test.bin")) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file) && isBatch(file)) {
                batches.add(file);
            }
        }
        return batches;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        boolean whole = Files.isDirectory(path);
        Path folder =
                whole ? folder(path) : Optional.ofNullable(path.getParent()).orElse(Path.of(""));
        List<Path> all = batches(folder);
        List<Path> train = whole ? all.stream().filter(file -> !isTest(file)).toList() : List.of(path);
        boolean apart = !train.isEmpty() && !isTest(train.get(0));
        List<Path> test = apart
                ? all.stream()
                        .filter(file -> isTest(file) && records(file) == records(train.get(0)))
                        .toList()
                : List.of();
        List<Path> used = train.isEmpty() ? all : train;
        List<String> remarks = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        long training = all.stream().filter(file -> !isTest(file)).count();
        if (!whole && apart && training > 1) {
            remarks.add("this is one of " + training + " files of training data; their folder is all");
        }
        Fingerprint print = new Fingerprint().add("cifar");
        for (List<Path> part : List.of(used, test)) {
            for (Path file : part) {
                byte[] sum = Fingerprint.sha256(file);
                print.add(sum, sum.length);
            }
        }
        Map<String, NumberArray> arrays = new LinkedHashMap<>();
        add(arrays, "train", used);
        if (!test.isEmpty()) {
            add(arrays, "test", test);
        }
        Map<String, List<String>> texts = new LinkedHashMap<>();
        int labels = records(used.get(0)) - PIXELS;
        List<String> names = names(folder.resolve(labels == 1 ? "batches.meta.txt" : "fine_label_names.txt"));
        if (!names.isEmpty()) {
            texts.put("label_names", names);
        }
        String name = SetName.of(whole ? path.toAbsolutePath().normalize() : path, ".bin");
        return new ArraySet(name, path, HexFormat.of().parseHex(print.hex()), arrays, texts, List.of())
                .noting(remarks, leftOut, List.of())
                .open(data, split, cache);
    }

    private static int records(Path file) {
        return PIXELS + (BATCH.matcher(name(file)).matches() ? 1 : 2);
    }

    private static void add(Map<String, NumberArray> arrays, String part, List<Path> files) throws IOException {
        int record = records(files.get(0));
        int labels = record - PIXELS;
        arrays.put("x_" + part, new Records(files, record, labels, new int[] {3, SIDE, SIDE}));
        arrays.put("y_" + part, new Records(files, record, labels - 1, new int[] {1}));
        if (labels == 2) {
            arrays.put(part + "/coarse_labels", new Records(files, record, 0, new int[] {1}));
        }
    }

    /** The lines of a small file; none if there is no such file. */
    private static List<String> names(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_NAMES_BYTES) {
            return List.of();
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
