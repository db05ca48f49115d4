package dev.facet.data.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.cache.RemoteCopy;
import dev.facet.data.drawn.BuiltInSet;

/** Interprets a user's name of data: a set known by a name, or a path. The command line and {@code Facet} share it. */
public final class DataSource {
    /** Greatest width of images that suits the networks of {@code mnist}: its own. */
    private static final int SMALL = 28;

    private DataSource() {}

    /**
     * Returns a name unchanged, a path as an absolute one, so that a run can be resumed from another folder, and an
     * address in the only way it is written.
     *
     * @throws dev.facet.config.UsageException if it is an address of the web
     */
    public static String of(String data) {
        if (RemoteCopy.isAddress(data)) {
            return RemoteCopy.address(data);
        }
        try {
            return named(data).isPresent() || !Files.exists(Path.of(data))
                    ? data
                    : Path.of(data).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException noPath) {
            return data;
        }
    }

    /** Whether {@code source} is the name of a public set that may have to be fetched. */
    public static boolean known(String source) {
        return BuiltInSet.of(source).isEmpty() && named(source).isPresent();
    }

    /**
     * The path of data that is not known by a name; of an address that of its copy.
     *
     * @throws dev.facet.config.UsageException if this machine has no copy
     */
    public static Path path(String source) {
        return RemoteCopy.path(source, System.getenv());
    }

    /**
     * The preset for data without a preset of its own name: {@code sequences} for numbers over time, {@code mnist} for
     * grey images of its size or smaller, {@code images} for other images and for data whose size is known only after
     * decoding.
     *
     * @throws dev.facet.config.UsageException if there is no such data
     */
    public static String preset(DataConfig data) {
        Optional<Datasets.Listing> named = named(data.source());
        if (named.isEmpty() && Datasets.holdsPictures(path(data.source()))) {
            return "images";
        }
        Shape shape = named.map(Datasets.Listing::shape).orElseGet(() -> shape(data));
        if (shape instanceof ImageShape images) {
            return images.channels() == 1 && images.width() <= SMALL ? "mnist" : "images";
        }
        return "sequences";
    }

    private static Optional<Datasets.Listing> named(String data) {
        return Datasets.list().stream().filter(set -> set.name().equals(data)).findFirst();
    }

    private static Shape shape(DataConfig data) {
        try (Dataset opened = Datasets.open(data, Split.TRAIN)) {
            return opened.shape();
        }
    }

    /** Other {@code data}, in the shape of the data that a model was trained on; nothing of it is held out. */
    public static DataConfig forModel(String data, DataConfig trained) {
        String source = of(data);
        return source.equals(trained.source())
                ? trained
                : trained.withSource(source).withHeldOut(0);
    }
}
