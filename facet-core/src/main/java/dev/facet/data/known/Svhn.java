package dev.facet.data.known;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.DatasetView;
import dev.facet.data.Labels;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.data.file.DataFormat;
import dev.facet.format.MatFile;

/**
 * House numbers as cropped digits (Netzer et al. 2011): {@code train_32x32.mat} and {@code test_32x32.mat}, each with
 * {@code X} [32, 32, 3, count] and {@code y} [count, 1], where label 10 is the digit 0.
 */
public final class Svhn implements DataFormat {
    static final String TRAIN = "train_32x32.mat";
    static final String TEST = "test_32x32.mat";
    private static final String EXTRA = "extra_32x32.mat";
    private static final int TEN = 10;

    @Override
    public String what() {
        return "a .mat file";
    }

    /** Recognises a MAT-file with the name of a part of SVHN. */
    @Override
    public boolean recognises(Path path) throws IOException {
        return List.of(TRAIN, TEST, EXTRA).contains(String.valueOf(path.getFileName()))
                && Files.isRegularFile(path)
                && MatFile.detect(path);
    }

    /** For training all of the file; for testing the test file beside the training file, else nothing. */
    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        Path test = path.resolveSibling(TEST);
        boolean train = String.valueOf(path.getFileName()).equals(TRAIN);
        if (split == Split.TEST && train && Files.isRegularFile(test)) {
            return digits(test, data, Split.TRAIN, cache);
        }
        return digits(path, data, split, cache);
    }

    private static Dataset digits(Path file, DataConfig data, Split split, Path cache) throws IOException {
        return new Digits(ArraySet.of("svhn", file, MatFile.read(file)).open(data, split, cache));
    }

    /** The images with labels 0 to 9 in place of 1 to 10. */
    private record Digits(Dataset source) implements DatasetView {
        /** Labels other than 1 to 10 are not changed. */
        @Override
        public Optional<Labels> labels() {
            return source.labels().map(labels -> {
                int[] digits =
                        labels.names().stream().mapToInt(Integer::parseInt).toArray();
                if (Arrays.stream(digits).anyMatch(digit -> digit < 0 || digit > TEN)) {
                    return labels;
                }
                return new Labels(
                        IntStream.range(0, TEN).mapToObj(Integer::toString).toList(),
                        Arrays.stream(labels.values())
                                .map(value -> digits[value] % TEN)
                                .toArray());
            });
        }
    }
}
