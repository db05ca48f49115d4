package dev.facet.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.BuiltInSet;
import dev.facet.data.Dataset;
import dev.facet.data.Datasets;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;
import dev.facet.data.Split;

/** What a user means by DATA. */
final class DataSource {
    /** Width of images that the networks of {@code mnist} suit. */
    private static final int SMALL = 32;

    private DataSource() {}

    /** A name as it is, a path as an absolute one, so that a run can be resumed from another folder. */
    static String of(String data) {
        boolean named = Datasets.list().stream().anyMatch(set -> set.name().equals(data));
        try {
            return named || !Files.exists(Path.of(data))
                    ? data
                    : Path.of(data).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException noPath) {
            return data;
        }
    }

    /** Whether {@code source} is the name of a public set that may have to be fetched. */
    static boolean known(String source) {
        return BuiltInSet.of(source).isEmpty()
                && Datasets.list().stream().anyMatch(set -> set.name().equals(source));
    }

    /** The settings for data that has none of its own name: {@code mnist} for small grey images, {@code images} for others and whatever has to be decoded to be known. */
    static String preset(String data) {
        String source = of(data);
        Optional<Shape> named = Datasets.list().stream()
                .filter(set -> set.name().equals(source))
                .map(Datasets.Listing::shape)
                .findFirst();
        if (named.isEmpty() && Datasets.holdsPictures(Path.of(source))) {
            return "images";
        }
        Shape shape = named.orElseGet(() -> shape(source));
        if (shape instanceof ImageShape images) {
            return images.channels() == 1 && images.width() <= SMALL ? "mnist" : "images";
        }
        return "sequences";
    }

    private static Shape shape(String source) {
        try (Dataset opened = Datasets.open(new DataConfig(source, 0, 0, 0, 0), Split.TRAIN)) {
            return opened.shape();
        }
    }

    /** {@code data} in the shape of what a model was trained on. */
    static DataConfig forModel(String data, DataConfig trained) {
        return trained.withSource(of(data));
    }
}
