package dev.facet.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.Nearest;
import dev.facet.config.Presets;
import dev.facet.config.UsageException;
import dev.facet.data.Download.Progress;
import dev.facet.format.FormatException;
import dev.facet.format.MatFile;
import dev.facet.format.ZipArchive;

/**
 * Opens data by what a user calls it: a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist},
 * {@code svhn} and so on), or the path of an IDX, NumPy or MATLAB file, of a folder with IDX files named as MNIST's
 * are, or of a folder or ZIP archive of images. Names go before paths; {@code ./mnist} is a path.
 */
public final class Datasets {
    private final Map<String, String> environment;
    private final Download download;

    Datasets(Map<String, String> environment, Download download) {
        this.environment = environment;
        this.download = download;
    }

    /**
     * A set that goes by a name.
     *
     * @param train how many training images there are; for a built-in set, as many as one asks for, and this is the
     *     usual number
     * @param test how many test images
     * @param where the folder it lies in, or in words why there is none
     */
    public record Listing(String name, String what, Shape shape, int train, int test, String where) {}

    /**
     * Opens a part of the data in the resolution and colours that {@code data} asks for, fetching it if need be.
     *
     * @throws UsageException if there is no such data, or it is malformed
     * @throws UncheckedIOException if it cannot be fetched or read
     */
    public static Dataset open(DataConfig data, Split split) {
        return open(data, split, Progress.NONE);
    }

    /** As {@link #open(DataConfig, Split)}, telling how far a download is. */
    public static Dataset open(DataConfig data, Split split, Progress progress) {
        return new Datasets(System.getenv(), new Download()).openPart(data, split, progress);
    }

    /** A data set without items, in place of a part that there is not. */
    public static Dataset none(String name, Shape shape) {
        return new NoImages(name, shape);
    }

    /** All sets that go by a name. */
    public static List<Listing> list() {
        return new Datasets(System.getenv(), new Download()).listings();
    }

    /**
     * Makes sure that a known set is on this machine, and returns its folder.
     *
     * @throws UsageException if {@code name} is not that of a known set
     * @throws UncheckedIOException if it cannot be fetched
     */
    public static Path get(String name, Progress progress) {
        return new Datasets(System.getenv(), new Download()).fetch(name, progress);
    }

    /**
     * Whether images are single files there: a folder of them, or a ZIP archive by its name; and not arrays, such as
     * MNIST's files.
     */
    public static boolean holdsPictures(Path source) {
        return Files.isDirectory(source)
                ? IdxParts.inFolder(source).isEmpty()
                : source.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    Dataset openPart(DataConfig data, Split split, Progress progress) {
        Resized.check(data);
        Dataset opened = openAny(data, split, progress);
        boolean sequences = opened.shape() instanceof SequenceShape;
        if (data.kind() != Kind.AUTO && data.kind().isSequential() != sequences) {
            opened.close();
            throw new UsageException(
                    "data.kind is " + data.kind().name().toLowerCase(Locale.ROOT) + ", but " + opened.name() + " is "
                            + opened.shape().plural() + ". Sequences are read from .mat, .npy and .npz files.");
        }
        return opened;
    }

    private Dataset openAny(DataConfig data, Split split, Progress progress) {
        String source = data.source();
        Optional<BuiltInSet> builtIn = BuiltInSet.of(source);
        if (builtIn.isPresent()) {
            return builtIn.get().open(data, split);
        }
        try {
            Optional<NamedSet> known = known(source);
            if (known.isPresent()) {
                Path folder = known.get().get(environment, download, progress);
                return known.get().open(folder, data, split, cache());
            }
            if (source.isBlank()) {
                throw unknown(source);
            }
            Path path = path(source);
            if (Files.isRegularFile(path)) {
                return file(path, data, split);
            }
            Optional<Path> images = IdxParts.inFolder(path);
            if (images.isPresent()) {
                return Resized.fit(IdxParts.open(images.get(), split), data);
            }
            if (Files.isDirectory(path)) {
                return ImageFolder.open(path, data, split, cache());
            }
            throw unknown(source);
        } catch (FormatException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What a file is, its content says, not its name. */
    private Dataset file(Path file, DataConfig data, Split split) throws IOException {
        if (ArrayFiles.isNpy(file)) {
            return Resized.fit(ArrayFiles.npy(file, data, split, cache()), data);
        }
        if (ZipArchive.detect(file)) {
            return ArrayFiles.isNpz(file)
                    ? Resized.fit(ArrayFiles.npz(file, data, split, cache()), data)
                    : ImageFolder.openArchive(file, data, split, cache());
        }
        if (MatFile.detect(file)) {
            return Resized.fit(ArrayFiles.mat(file, data, split, cache()), data);
        }
        return Resized.fit(IdxParts.open(file, split), data);
    }

    private Path cache() {
        return UserCache.folder(environment);
    }

    List<Listing> listings() {
        List<Listing> listings = new ArrayList<>();
        for (BuiltInSet set : BuiltInSet.values()) {
            listings.add(set.listing());
        }
        for (NamedSet set : NamedSet.all()) {
            String where = set.find(environment).map(Path::toString).orElseGet(set::elsewhere);
            listings.add(new Listing(set.name(), set.what(), set.shape(), set.train(), set.test(), where));
        }
        return listings;
    }

    Path fetch(String name, Progress progress) {
        NamedSet set = known(name)
                .orElseThrow(() -> BuiltInSet.of(name).isPresent()
                        ? new UsageException(name + " is drawn on the fly, there is nothing to get.")
                        : unknown(name));
        try {
            return set.get(environment, download, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<NamedSet> known(String name) {
        return NamedSet.all().stream().filter(set -> set.name().equals(name)).findFirst();
    }

    private static Path path(String source) {
        try {
            return Path.of(source);
        } catch (InvalidPathException e) {
            throw unknown(source);
        }
    }

    private static UsageException unknown(String source) {
        List<String> names = new ArrayList<>(BuiltInSet.names());
        NamedSet.all().forEach(set -> names.add(set.name()));
        String guess = Presets.names().contains(source)
                ? " It is the name of settings: use --preset " + source + "."
                : Nearest.of(source, names)
                        .map(name -> " Did you mean " + name + "?")
                        .orElse("");
        return new UsageException(
                "there is no data set, file or folder called \"" + source + "\" (looked from "
                        + Path.of("").toAbsolutePath() + ")." + guess + " Known by name are " + String.join(", ", names)
                        + "; anything else is the path of a folder or ZIP archive of images, or of an IDX, .npy, .npz or .mat file.");
    }
}
