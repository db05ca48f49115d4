package dev.facet.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.BuiltInSet;
import dev.facet.data.Datasets;
import dev.facet.data.ImageShape;
import dev.facet.model.Model;

/** What a user means by DATA. */
final class DataSource {
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

    /** {@code data} in the shape that a model takes; {@code trained} tells how many samples a built-in set has. */
    static DataConfig forModel(String data, Model model, DataConfig trained) {
        ImageShape shape = model.shape();
        return new DataConfig(of(data), shape.height(), shape.channels(), trained.count(), trained.seed());
    }
}
