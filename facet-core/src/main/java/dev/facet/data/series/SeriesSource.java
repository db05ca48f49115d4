package dev.facet.data.series;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.facet.data.LeftOut;
import dev.facet.data.sequence.SeriesSet;
import dev.facet.data.series.SeriesText.Kind;
import dev.facet.data.series.SeriesText.PartName;
import dev.facet.data.series.TableSeries.Read;
import dev.facet.data.series.TextListing.Entry;
import dev.facet.format.FormatException;
import dev.facet.format.TextFile;
import dev.facet.format.ZipArchive;

/**
 * Series in text files: a file, with the test part beside it if it is a training part; a folder or ZIP archive with
 * such parts, or with one such file; a folder or archive with one series in each file.
 */
public final class SeriesSource {
    private static final List<String> ENDINGS = List.of(".ts", ".tsv", ".arff", ".tsf", ".txt", ".csv", "");
    /** A channel of a problem of the UEA archive, which also has a file with all channels. */
    private static final String CHANNEL = ".*Dimension\\d+";

    private SeriesSource() {}

    /** Parts of one set among several files. */
    private record Pair(Entry train, Optional<Entry> test, String set) {}

    /** Whether a file, a folder or a ZIP archive holds series in text. It looks at contents, not at names alone. */
    public static boolean recognises(Path path) throws IOException {
        try {
            if (Files.isRegularFile(path) && !ZipArchive.detect(path)) {
                return SeriesText.kind(TextFile.of(path)).isPresent();
            }
            try (TextListing listing = TextListing.of(path)) {
                if (listing.isMostlyPictures()) {
                    return false;
                }
                if (single(listing).isPresent() || !pairs(listing).isEmpty()) {
                    return true;
                }
                List<Entry> files = listing.hasPictures() ? List.of() : SeriesFolder.candidates(listing);
                return files.size() > 1 && SeriesFolder.holdsSteps(files);
            }
        } catch (FormatException e) {
            // A damaged file is told by who opens it.
            return false;
        }
    }

    /**
     * Reads all series of a path that is {@linkplain #recognises recognised}.
     *
     * @throws FormatException if they are malformed, or the path has several sets
     */
    public static SeriesSet read(Path path) throws IOException {
        if (Files.isRegularFile(path) && !ZipArchive.detect(path)) {
            Entry train = new Entry(String.valueOf(path.getFileName()), TextFile.of(path));
            return read(path, name(path), new Pair(train, testBeside(path), ""), List.of());
        }
        try (TextListing listing = TextListing.of(path)) {
            Optional<Entry> single = single(listing);
            if (single.isPresent()) {
                return read(path, name(path), new Pair(single.get(), Optional.empty(), ""), others(listing, single));
            }
            List<Pair> pairs = pairs(listing);
            if (pairs.isEmpty()) {
                return SeriesFolder.read(name(path), listing);
            }
            Pair pair = one(path, pairs);
            List<LeftOut> left = new ArrayList<>();
            List<String> others = listing.entries().stream()
                    .filter(entry -> entry != pair.train()
                            && pair.test().filter(test -> test == entry).isEmpty())
                    .map(Entry::name)
                    .toList();
            if (!others.isEmpty()) {
                left.add(new LeftOut(
                        "files",
                        others.size(),
                        "because the series are read from " + pair.train().name(),
                        others));
            }
            return read(path, pair.set().isEmpty() ? name(path) : pair.set(), pair, left);
        }
    }

    private static SeriesSet read(Path path, String name, Pair pair, List<LeftOut> others) throws IOException {
        Read train = read(pair.train());
        List<String> remarks = new ArrayList<>();
        if (!train.remark().isEmpty()) {
            remarks.add(train.remark());
        }
        List<LeftOut> left = new ArrayList<>(others);
        left.addAll(train.leftOut());
        Optional<Read> test =
                pair.test().isPresent() ? Optional.of(read(pair.test().get())) : Optional.empty();
        return new SeriesSet(
                name, path, train.file(), test.map(Read::file), train.whole(), train.named(), remarks, left);
    }

    private static Read read(Entry entry) throws IOException {
        Kind kind = SeriesText.kind(entry.text())
                .orElseThrow(() -> new FormatException(
                        entry.text().path(), "holds no series: a table of numbers, .ts or .arff was wanted"));
        return SeriesText.read(entry.text(), kind, entry.file());
    }

    /** The test part beside a training part. */
    private static Optional<Entry> testBeside(Path file) throws IOException {
        Optional<PartName> train = PartName.of(String.valueOf(file.getFileName()));
        Path folder = file.toAbsolutePath().getParent();
        if (train.isEmpty() || train.get().test() || folder == null) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(folder)) {
            for (Path other : beside) {
                String name = String.valueOf(other.getFileName());
                if (Files.isRegularFile(other)
                        && PartName.of(name)
                                .filter(part -> part.belongsTo(train.get()))
                                .isPresent()) {
                    return Optional.of(new Entry(name, TextFile.of(other)));
                }
            }
        }
        return Optional.empty();
    }

    /** The only file that could hold series, if there is only one and it does. */
    private static Optional<Entry> single(TextListing listing) throws IOException {
        List<Entry> files = listing.entries().stream()
                .filter(entry -> !entry.ending().isEmpty() && ENDINGS.contains(entry.ending()))
                .filter(entry -> !isNote(entry))
                .toList();
        return files.size() == 1
                        && !listing.hasPictures()
                        && SeriesText.kind(files.get(0).text()).isPresent()
                ? Optional.of(files.get(0))
                : Optional.empty();
    }

    private static boolean isNote(Entry entry) {
        String name = entry.file().toLowerCase(Locale.ROOT);
        return name.startsWith("readme") || name.startsWith("license") || name.startsWith("licence");
    }

    private static List<LeftOut> others(TextListing listing, Optional<Entry> taken) {
        List<String> names = listing.entries().stream()
                .filter(entry -> taken.filter(one -> one == entry).isEmpty())
                .map(Entry::name)
                .toList();
        return names.isEmpty()
                ? List.of()
                : List.of(new LeftOut("files", names.size(), "because they hold no series", names));
    }

    /** The training parts, each in the best of the formats that it is there in, with their test parts. */
    private static List<Pair> pairs(TextListing listing) throws IOException {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        List<Entry> parts = listing.entries().stream()
                .filter(entry -> ENDINGS.contains(entry.ending())
                        && PartName.of(entry.file()).isPresent())
                .toList();
        for (String ending : ENDINGS) {
            for (Entry entry : parts) {
                Optional<PartName> part = PartName.of(entry.file());
                if (part.isEmpty() || part.get().test() || !entry.ending().equals(ending)) {
                    continue;
                }
                String set = entry.folder() + part.get().set().toLowerCase(Locale.ROOT);
                if (!pairs.containsKey(set) && SeriesText.kind(entry.text()).isPresent()) {
                    Optional<Entry> test = parts.stream()
                            .filter(other -> other.folder().equals(entry.folder()))
                            .filter(other -> PartName.of(other.file())
                                    .filter(name -> name.belongsTo(part.get()))
                                    .isPresent())
                            .findFirst();
                    pairs.put(set, new Pair(entry, test, part.get().set()));
                }
            }
        }
        if (pairs.size() > 1) {
            pairs.values().removeIf(pair -> pair.set().matches(CHANNEL));
        }
        return List.copyOf(pairs.values());
    }

    private static Pair one(Path path, List<Pair> pairs) throws FormatException {
        List<Pair> own = pairs.size() == 1
                ? pairs
                : pairs.stream()
                        .filter(pair -> pair.set().equalsIgnoreCase(name(path)))
                        .toList();
        if (own.size() == 1) {
            return own.get(0);
        }
        throw new FormatException(
                path,
                "holds " + pairs.size() + " sets of series: "
                        + String.join(
                                ", ",
                                pairs.stream()
                                        .limit(10)
                                        .map(pair -> pair.train().name())
                                        .toList())
                        + (pairs.size() > 10 ? ", …" : "") + ". Name one of these files");
    }

    /** The name of a set: that of its file or folder, without the ending and the word for its part. */
    private static String name(Path path) {
        String file = String.valueOf(path.toAbsolutePath().getFileName());
        Optional<PartName> part = PartName.of(file);
        if (part.isPresent() && !part.get().set().isEmpty()) {
            return part.get().set();
        }
        if (Files.isDirectory(path)) {
            return file;
        }
        String plain =
                file.replaceFirst("(?i)\\.gz$", "").replaceFirst("(?i)\\.(ts|tsf|tsv|txt|csv|dat|arff|zip)$", "");
        return plain.isEmpty() ? file : plain;
    }
}
