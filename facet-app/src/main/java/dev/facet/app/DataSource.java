package dev.facet.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.model.Model;

/** What a user means by DATA. */
final class DataSource {
    private static final Set<String> NAMES = Set.of("strokes", "mnist", "fashion-mnist");

    private DataSource() {}

    /** A name as it is, a path as an absolute one, so that a run can be resumed from another folder. */
    static String of(String data) {
        if (NAMES.contains(data) || !Files.exists(Path.of(data))) {
            return data;
        }
        return Path.of(data).toAbsolutePath().normalize().toString();
    }

    /** {@code data} in the shape that a model takes; {@code trained} tells how many samples a built-in set has. */
    static DataConfig forModel(String data, Model model, DataConfig trained) {
        ImageShape shape = model.shape();
        return new DataConfig(of(data), shape.height(), shape.channels(), trained.count(), trained.seed());
    }

    /** What tells an image from the others of its set: its path in a folder, its index elsewhere. */
    static String name(Dataset images, int index) {
        return Integer.toString(index);
    }
}
