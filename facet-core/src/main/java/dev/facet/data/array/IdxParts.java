package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.facet.data.Dataset;
import dev.facet.data.NoImages;
import dev.facet.data.Split;

/**
 * Finds the training and test images among IDX files named as MNIST's are: {@code train-images…} and
 * {@code t10k-images…}.
 */
public final class IdxParts {
    private static final List<String> TRAIN_NAMES = List.of("train-images-idx3-ubyte.gz", "train-images-idx3-ubyte");

    private IdxParts() {}

    /** The file of training images in {@code folder}, if there is one. */
    public static Optional<Path> inFolder(Path folder) {
        return TRAIN_NAMES.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * For training all of {@code file}; for testing the {@code t10k} file beside a {@code train} file, else nothing.
     */
    public static Dataset open(Path file, Split split) throws IOException {
        if (split == Split.TRAIN) {
            return IdxDataset.open(file);
        }
        String name = String.valueOf(file.getFileName());
        if (name.startsWith("train-")) {
            String plain = "t10k-" + name.substring("train-".length()).replaceFirst("\\.gz$", "");
            for (String candidate : List.of(plain + ".gz", plain)) {
                Path test = file.resolveSibling(candidate);
                if (Files.isRegularFile(test)) {
                    return IdxDataset.open(test);
                }
            }
        }
        try (Dataset train = IdxDataset.open(file)) {
            return new NoImages(train.name(), train.shape());
        }
    }
}
