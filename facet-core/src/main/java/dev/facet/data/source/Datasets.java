package dev.facet.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Lengths;
import dev.facet.config.Nearest;
import dev.facet.config.PresetFiles;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Part;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.cache.RemoteCopy;
import dev.facet.data.cache.UserCache;
import dev.facet.data.drawn.BuiltInSet;
import dev.facet.data.file.CifarFormat;
import dev.facet.data.file.DataFormat;
import dev.facet.data.file.Hdf5Format;
import dev.facet.data.file.IdxFormat;
import dev.facet.data.file.MatFormat;
import dev.facet.data.file.NpyFolderFormat;
import dev.facet.data.file.NpyFormat;
import dev.facet.data.file.NpzFormat;
import dev.facet.data.file.ParquetFormat;
import dev.facet.data.file.PictureFormat;
import dev.facet.data.file.PixelTableFormat;
import dev.facet.data.file.SeriesFormat;
import dev.facet.data.known.Download;
import dev.facet.data.known.Download.Listener;
import dev.facet.data.known.NamedSet;
import dev.facet.data.known.Svhn;
import dev.facet.data.picture.ImageFolder;
import dev.facet.data.resample.Resized;
import dev.facet.data.sequence.SequenceSet;
import dev.facet.format.FileKind;
import dev.facet.format.FileStart;
import dev.facet.format.FormatException;
import dev.facet.format.SystemNames;

/**
 * Opens data by a user's name for it: a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist},
 * {@code svhn} and so on), or the path of an IDX, NumPy or MATLAB file, of a folder of IDX files with the names of
 * MNIST's, of time series in text, or of a folder, ZIP or tar archive of images. Names take precedence over paths;
 * {@code ./mnist} is a path. Of an address ({@code s3a://…}) the copy on this machine is opened.
 */
public final class Datasets {
    /** The formats in the order in which they are asked; pictures, which accept every folder and archive, come last. */
    private static final List<DataFormat> FORMATS = List.of(
            new NpyFormat(),
            new NpzFormat(),
            new NpyFolderFormat(),
            new ParquetFormat(),
            new Hdf5Format(),
            new Svhn(),
            new MatFormat(),
            new CifarFormat(),
            new IdxFormat(),
            new PixelTableFormat(),
            new SeriesFormat(),
            new PictureFormat());

    private final Map<String, String> environment;
    private final Download download;

    Datasets(Map<String, String> environment, Download download) {
        this.environment = environment;
        this.download = download;
    }

    /**
     * A set known by a name.
     *
     * @param train number of training images; of a built-in set the usual number, as any number can be drawn
     * @param test number of test images
     * @param where its folder, or in words why there is none
     */
    public record Listing(String name, String what, Shape shape, int train, int test, String where) {}

    /**
     * Opens a part of the data in the resolution and colours that {@code data} asks for, and fetches it if necessary.
     *
     * @throws UsageException if there is no such data, or it is malformed
     * @throws UncheckedIOException if it cannot be fetched or read
     */
    public static Dataset open(DataConfig data, Split split) {
        return open(data, split, Listener.NONE);
    }

    /** As {@link #open(DataConfig, Split)}; {@code progress} listens to a download. */
    public static Dataset open(DataConfig data, Split split, Listener progress) {
        return new Datasets(System.getenv(), new Download()).openPart(data, split, progress);
    }

    /**
     * Opens single pictures, in the order in which they are given.
     *
     * @param texts paths of pictures, or patterns such as {@code holiday/*.jpg}
     * @throws UsageException if a path leads to nothing or to a folder, or a pattern matches nothing
     */
    public static Dataset pictures(List<String> texts, DataConfig data) {
        List<Path> files = GivenPictures.expand(texts);
        return ImageFolder.openFiles("pictures", files, data, UserCache.folder(System.getenv()));
    }

    /** Whether these are single pictures, and not a data set: several paths, a pattern, or the path of one picture. */
    public static boolean arePictures(List<String> texts) {
        return texts.size() > 1 || GivenPictures.isPattern(texts.get(0)) || GivenPictures.isPicture(texts.get(0));
    }

    /**
     * Opens what a run with this data trained on, or what it did not: the data's own test part, and where there is none
     * the items that {@code data.held-out} keeps back ({@link Division}). Nothing is held out of other parts.
     */
    public static Dataset openTrained(DataConfig data, Split split) {
        if (split == Split.TEST) {
            Dataset own = open(data, Split.TEST);
            if (data.heldOut() == 0 || own.size() > 0) {
                return own;
            }
            own.close();
        }
        Division division = Division.of(open(data, Split.TRAIN), data);
        Dataset wanted = split == Split.TRAIN ? division.training() : division.heldOut();
        if (wanted instanceof Part part) {
            return part.closingWhole();
        }
        if (wanted != division.whole()) {
            division.whole().close();
        }
        return wanted;
    }

    /** All sets known by a name. */
    public static List<Listing> list() {
        return new Datasets(System.getenv(), new Download()).listings();
    }

    /**
     * Fetches a known set unless it is on this machine, and returns its folder.
     *
     * @throws UsageException if there is no known set {@code name}
     * @throws UncheckedIOException if it cannot be fetched
     */
    public static Path get(String name, Listener progress) {
        return new Datasets(System.getenv(), new Download()).fetch(name, progress);
    }

    /**
     * Whether {@code path} holds images as single files: a folder of them, or an archive. Arrays, such as MNIST's
     * files, and series do not count.
     */
    public static boolean holdsPictures(Path path) {
        boolean several = Files.isDirectory(path)
                || path.toString().toLowerCase(Locale.ROOT).matches(".*\\.(zip|tar|tgz|tar\\.gz)");
        try {
            return several && Files.exists(path) && format(path, Kind.AUTO).format() instanceof PictureFormat;
        } catch (IOException e) {
            // Opening it tells what is wrong.
            return false;
        }
    }

    Dataset openPart(DataConfig data, Split split, Listener progress) {
        if (data.kind().isSequential()) {
            SequenceSet.check(data);
        } else {
            Resized.check(data);
        }
        Dataset opened = openAny(data, split, progress);
        boolean sequences = opened.shape() instanceof SequenceShape;
        if (data.kind() != Kind.AUTO && data.kind().isSequential() != sequences) {
            opened.close();
            throw new UsageException(
                    "data.kind is " + data.kind().name().toLowerCase(Locale.ROOT) + ", but " + opened.name() + " is "
                            + opened.shape().plural() + ". Sequences are read from "
                            + formats(DataFormat::holdsSequences) + ".");
        }
        if (data.lengths() != Lengths.RESAMPLE && !sequences) {
            opened.close();
            throw new UsageException("data.lengths is mask, which is for sequences of unequal lengths, but "
                    + opened.name() + " is images. Leave it at resample.");
        }
        return opened;
    }

    private Dataset openAny(DataConfig data, Split split, Listener progress) {
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
            if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
                throw unknown(source);
            }
            Found found = format(path, data.kind());
            return Resized.fit(found.format().open(found.path(), data, split, cache()), data);
        } catch (FormatException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The first format that recognises {@code path} as data of this kind. Folders around a folder of data, such as
     * {@code MNIST/raw}, are passed over if there is nothing else in them.
     *
     * @throws FormatException that says what the file is and what to do, if none does
     */
    private static Found format(Path path, Kind kind) throws IOException {
        for (DataFormat format : FORMATS) {
            if (format.recognises(path, kind)) {
                Optional<Path> inner = format instanceof PictureFormat ? onlyFolder(path) : Optional.empty();
                Found within = inner.isPresent() ? format(inner.get(), kind) : new Found(format, path);
                return within.format() instanceof PictureFormat ? new Found(format, path) : within;
            }
        }
        throw FileKind.refusal(path, FileStart.of(path), formats(format -> true));
    }

    /** A format, and the path that it recognises. */
    private record Found(DataFormat format, Path path) {}

    /** The only thing in a folder, if that is a folder and no link. */
    private static Optional<Path> onlyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Path only = null;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (SystemNames.is(String.valueOf(child.getFileName()))) {
                    continue;
                }
                if (only != null) {
                    return Optional.empty();
                }
                only = child;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return Optional.ofNullable(only).filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS));
    }

    private Path cache() {
        return UserCache.folder(environment);
    }

    List<Listing> listings() {
        List<Listing> listings = new ArrayList<>();
        for (BuiltInSet set : BuiltInSet.values()) {
            listings.add(new Listing(set.label(), set.what(), set.shape(), set.train(), set.test(), "built in"));
        }
        for (NamedSet set : NamedSet.all()) {
            String where = set.find(environment).map(Path::toString).orElseGet(set::elsewhere);
            listings.add(new Listing(set.name(), set.what(), set.shape(), set.train(), set.test(), where));
        }
        return listings;
    }

    Path fetch(String name, Listener progress) {
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

    private Path path(String source) {
        try {
            return RemoteCopy.path(source, environment);
        } catch (InvalidPathException e) {
            throw unknown(source);
        }
    }

    /** The names of the {@code wanted} formats, as a list in words. */
    private static String formats(Predicate<DataFormat> wanted) {
        List<String> names =
                FORMATS.stream().filter(wanted).map(DataFormat::what).distinct().toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private static UsageException unknown(String source) {
        List<String> names = new ArrayList<>(BuiltInSet.names());
        NamedSet.all().forEach(set -> names.add(set.name()));
        String guess = PresetFiles.names().contains(source)
                ? " It is the name of a preset: use --preset " + source + "."
                : Nearest.of(source, names)
                        .map(name -> " Did you mean " + name + "?")
                        .orElse("");
        return new UsageException("there is no data set, file or folder called \"" + source + "\""
                + GivenPictures.lookedFrom(source) + "." + guess + " The known names are " + String.join(", ", names)
                + "; anything else is the path of "
                + formats(format -> true) + ".");
    }
}
