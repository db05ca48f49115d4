package dev.facet.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * House numbers as cropped digits (Netzer et al. 2011): {@code train_32x32.mat} and {@code test_32x32.mat}, each with
 * {@code X} [32, 32, 3, count] and {@code y} [count, 1], in which 10 stands for the digit 0.
 */
final class Svhn {
    static final String TRAIN = "train_32x32.mat";
    static final String TEST = "test_32x32.mat";
    private static final String EXTRA = "extra_32x32.mat";
    private static final int TEN = 10;

    private Svhn() {}

    /** Whether {@code file} is called as a part of SVHN is. */
    static boolean isPart(Path file) {
        return List.of(TRAIN, TEST, EXTRA).contains(String.valueOf(file.getFileName()));
    }

    /** All of {@code file} for training; for testing the test file beside the training file, or nothing. */
    static Dataset open(Path file, Split split, Path cache) throws IOException {
        Path test = file.resolveSibling(TEST);
        boolean train = String.valueOf(file.getFileName()).equals(TRAIN);
        if (split == Split.TEST && train && Files.isRegularFile(test)) {
            return new Digits(ArrayFiles.mat("svhn", test, cache, Split.TRAIN));
        }
        return new Digits(ArrayFiles.mat("svhn", file, cache, split));
    }

    /** The same images with the labels 0 to 9. */
    private record Digits(Dataset source) implements Dataset {
        @Override
        public String name() {
            return source.name();
        }

        @Override
        public int size() {
            return source.size();
        }

        @Override
        public Shape shape() {
            return source.shape();
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            source.read(index, target, offset);
        }

        /** Other labels than 1 to 10 are left as they are. */
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

        @Override
        public String remark() {
            return source.remark();
        }

        @Override
        public String fingerprint() {
            return source.fingerprint();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
