package dev.facet.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.BuiltInSet;
import dev.facet.data.Datasets;

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

    /** {@code data} in the shape of what a model was trained on. */
    static DataConfig forModel(String data, DataConfig trained) {
        return trained.withSource(of(data));
    }
}
