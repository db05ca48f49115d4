package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.facet.format.Idx;

/**
 * What the names of IDX files say: whether they are images or labels, of which part and of which set. {@code
 * train-images-idx3-ubyte.gz}, {@code train-images.idx3-ubyte} and {@code emnist-letters-train-images-idx3-ubyte} are
 * such names.
 */
final class IdxNames {
    private static final Pattern CANDIDATE = Pattern.compile("(?i).*(idx|ubyte|images|labels).*");
    private static final Pattern TEXT = Pattern.compile("(?i).*\\.(txt|md|html?|csv|json|png|jpe?g|npy|npz|mat|zip)");
    private static final Pattern TRAIN = Pattern.compile("(?<![a-z])train(ing)?(?![a-z])");
    private static final Pattern TEST = Pattern.compile("(?<![a-z0-9])(t10k|test(ing)?)(?![a-z])");
    private static final Pattern IMAGES = Pattern.compile(".*images?.?idx[34].?ubyte");
    private static final Pattern LABELS = Pattern.compile("labels?");
    /** Files of a folder that are looked at; one with more of them is no folder of arrays. */
    private static final int MOST = 2000;

    private IdxNames() {}

    /** A file with its dimensions; none if it is no IDX file, although its name says so. */
    record Array(Path file, int[] dimensions) {
        boolean isImages() {
            return dimensions.length == 3
                    || dimensions.length == 4
                    || (dimensions.length == 0 && IMAGES.matcher(name()).matches());
        }

        boolean isLabels() {
            return dimensions.length == 1;
        }

        String name() {
            return plain(file);
        }
    }

    /** The name in lower case without {@code .gz}. */
    static String plain(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).replaceAll("(\\.gz)+$", "");
    }

    static boolean isTrain(Path file) {
        return TRAIN.matcher(plain(file)).find();
    }

    static boolean isTest(Path file) {
        return TEST.matcher(plain(file)).find();
    }

    /** What is left of a name without images, labels, and the words of the format: the same for a pair of files. */
    static String pair(Path file) {
        return plain(file).replaceAll("images?|imgs?|labels?|idx[0-9]?|ubyte|[^a-z0-9]", "");
    }

    /** What is left of a name without its part as well: the same for all files of a set. */
    static String set(Path file) {
        return plain(file)
                .replaceAll(TRAIN.pattern() + "|" + TEST.pattern(), "")
                .replaceAll("images?|imgs?|labels?|idx[0-9]?|ubyte|[^a-z0-9]", "");
    }

    static boolean saysLabels(Path file) {
        return LABELS.matcher(plain(file)).find();
    }

    /** The files in a folder whose names may be those of IDX files, in the order of their names. */
    static List<Path> candidates(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        int left = MOST;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (left-- == 0) {
                    return List.of();
                }
                String name = String.valueOf(child.getFileName());
                if (CANDIDATE.matcher(name).matches()
                        && !TEXT.matcher(name).matches()
                        && !name.startsWith(".")
                        && Files.isRegularFile(child)) {
                    files.add(child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(Path::toString));
        return files;
    }

    /** The files in a folder with such names. */
    static List<Array> arrays(Path folder) throws IOException {
        List<Array> arrays = new ArrayList<>();
        for (Path file : candidates(folder)) {
            Optional<int[]> dimensions = Idx.look(file);
            arrays.add(new Array(file, dimensions.orElse(new int[0])));
        }
        return arrays;
    }
}
