package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Transpose;
import dev.facet.data.Dataset;
import dev.facet.data.NoImages;
import dev.facet.data.Split;
import dev.facet.data.array.IdxNames.Array;
import dev.facet.format.FormatException;

/**
 * Finds what belongs together among IDX files: the images of training and of the test part, their labels, and the names
 * of classes. Names decide, such as {@code train-images…}, {@code t10k-images…} and {@code train-labels…}; where they
 * do not, the numbers of images and labels do.
 */
public final class IdxParts {
    private IdxParts() {}

    /**
     * The file of training images in {@code folder}, if there is one; a file with such a name that is not one if there
     * is no other, since its reader says what it is.
     *
     * @throws FormatException if there are several sets
     */
    public static Optional<Path> inFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<Path> images = IdxNames.arrays(folder).stream()
                .filter(Array::isImages)
                .map(Array::file)
                .toList();
        List<Path> train = images.stream().filter(IdxNames::isTrain).toList();
        if (train.isEmpty()) {
            train = images.stream().filter(file -> !IdxNames.isTest(file)).toList();
        }
        if (train.isEmpty()) {
            train = images;
        }
        if (train.stream().map(IdxNames::plain).distinct().count() > 1) {
            throw new FormatException(
                    folder,
                    "has several sets of images: "
                            + train.stream()
                                    .map(file -> file.getFileName().toString())
                                    .toList()
                            + ". Give one of these files");
        }
        // The packed and the plain file of one name are the same; the packed one comes first, as it always did.
        return train.stream()
                .filter(file -> file.toString().endsWith(".gz"))
                .findFirst()
                .or(train.stream()::findFirst);
    }

    /**
     * For training all of {@code file}; for testing the file of the test part beside a file of the training part, else
     * nothing.
     */
    public static Dataset open(Path file, DataConfig data, Split split) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        List<Array> beside = folder == null ? List.of() : IdxNames.arrays(folder);
        Optional<Path> test = IdxNames.isTrain(file)
                ? first(
                        beside.stream()
                                .filter(Array::isImages)
                                .map(Array::file)
                                .filter(IdxNames::isTest)
                                .filter(other -> IdxNames.set(other).equals(IdxNames.set(file)))
                                .toList(),
                        file)
                : Optional.empty();
        Optional<Path> labels = labels(file, beside);
        Optional<Path> testLabels = test.isPresent() ? labels(test.get(), beside) : Optional.empty();
        boolean turned = data.transpose() == Transpose.ON
                || (data.transpose() == Transpose.AUTO && ArraySet.isStoredByColumns(file));
        Map<Integer, String> classes = IdxNames.set(file).isEmpty() ? Map.of() : EmnistClasses.beside(file);
        if (split == Split.TRAIN) {
            return opened(file, labels, testLabels, classes, turned, data);
        }
        if (test.isPresent()) {
            return opened(test.get(), testLabels, labels, classes, turned, data);
        }
        try (Dataset train = opened(file, labels, testLabels, classes, turned, data)) {
            return new NoImages(train.name(), train.shape());
        }
    }

    private static Dataset opened(
            Path images,
            Optional<Path> labels,
            Optional<Path> others,
            Map<Integer, String> classes,
            boolean turned,
            DataConfig data)
            throws IOException {
        List<String> remarks = new ArrayList<>();
        if (turned && data.transpose() == Transpose.AUTO) {
            remarks.add(
                    "rows and columns are exchanged, as EMNIST is stored by columns; data.transpose=off leaves them");
        }
        if (labels.isPresent() && !IdxNames.pair(labels.get()).equals(IdxNames.pair(images))) {
            remarks.add("labels are those of " + labels.get().getFileName() + ", of which there are as many");
        }
        return IdxDataset.open(images, labels.orElse(null), others.orElse(null), classes, turned, remarks);
    }

    /** The labels of a file of images by their name, or else by their number if only one file has it. */
    static Optional<Path> labels(Path images, List<Array> beside) {
        List<Path> named = beside.stream()
                .map(Array::file)
                .filter(IdxNames::saysLabels)
                .filter(file -> !IdxNames.plain(file).equals(IdxNames.plain(images)))
                .filter(file -> IdxNames.pair(file).equals(IdxNames.pair(images)))
                .toList();
        if (!named.isEmpty()) {
            return first(named, images);
        }
        Optional<Array> own = beside.stream()
                .filter(array ->
                        array.isImages() && IdxNames.plain(array.file()).equals(IdxNames.plain(images)))
                .findFirst();
        if (own.isEmpty() || own.get().dimensions().length == 0) {
            return Optional.empty();
        }
        int count = own.get().dimensions()[0];
        List<Array> alike = beside.stream()
                .filter(array -> array.isLabels() && array.dimensions()[0] == count)
                .filter(array -> IdxNames.isTest(array.file()) == IdxNames.isTest(images))
                .toList();
        boolean single = alike.stream().map(Array::name).distinct().count() == 1
                && beside.stream()
                                .filter(array -> array.dimensions().length > 2 && array.dimensions()[0] == count)
                                .map(Array::name)
                                .distinct()
                                .count()
                        == 1;
        return single ? first(alike.stream().map(Array::file).toList(), images) : Optional.empty();
    }

    /** The first of some files, of those that are packed as {@code like} is if there are such. */
    private static Optional<Path> first(List<Path> files, Path like) {
        boolean packed = like.toString().endsWith(".gz");
        return files.stream()
                .filter(file -> file.toString().endsWith(".gz") == packed)
                .findFirst()
                .or(files.stream()::findFirst);
    }
}
