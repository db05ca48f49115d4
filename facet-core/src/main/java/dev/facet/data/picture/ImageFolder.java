package dev.facet.data.picture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.Split;
import dev.facet.data.cache.PixelCache;
import dev.facet.data.cache.PixelFile;
import dev.facet.data.cache.UserCache;
import dev.facet.data.picture.FolderScan.Image;
import dev.facet.data.picture.ReadReport.Skipped;
import dev.facet.data.resample.PictureLook;
import dev.facet.data.resample.Resampler;
import dev.facet.format.FormatException;

/**
 * The images of a folder and all folders below it, in the order of their relative paths: PNG, JPEG, GIF, BMP, WebP,
 * TIFF (each page an image), PBM, PGM and PPM, recognised by content. Hidden files and other files are ignored.
 *
 * <p><b>Shape.</b> The middle square of each image, or what {@code data.fit} says, is resampled to {@code
 * data.resolution} pixels, by area averaging when it shrinks, in grey (luma of ITU-R BT.601) or RGB. What is behind
 * transparent parts, and which values of more than 8 bits are black and white, is decided once for all images ({@link
 * PictureSurvey}). With {@code data.resolution} 0 all images must have the same size. The resolution is then the
 * largest of 128, 64 and 32 pixels that is not larger than the side of the square, or 28 if that side is exactly 28.
 * Photographs are turned upright by their Exif orientation. With {@code data.channels} 0 the images must be all grey or
 * all in colour.
 *
 * <p><b>Bad images.</b> A damaged file, or one of over 100 megapixels, is left out, logged, and listed in {@link
 * #report()}. If more than one image in twenty is bad, a {@link UsageException} lists them.
 *
 * <p><b>Labels.</b> They come from a table {@code labels.csv} ({@code image,label}) at the top of the folder or beside
 * it. Otherwise, if every image lies in a sub-folder and there are at least two of these, the names of the sub-folders
 * are the labels. Factors come from a table {@code factors.csv}.
 *
 * <p><b>Archives.</b> A ZIP archive of pictures is read like a folder, in place.
 *
 * <p><b>Cache.</b> Images are decoded once, on all cores, into a file that is mapped into memory. It lies below {@code
 * images} in the user's cache; its name is a hash of the images' paths and contents and of the shape. A damaged file is
 * made again.
 *
 * <p>Thread-safe.
 */
public final class ImageFolder implements Dataset {
    private static final System.Logger LOG = System.getLogger(ImageFolder.class.getName());
    private static final int BAD_ONE_IN = 20;

    private final String name;
    private final ImageShape shape;
    private final PictureSurvey survey;
    private final String fingerprint;
    private final ReadReport report;
    private final List<String> paths;
    private final Captions.Known known;
    private volatile @Nullable PixelFile pixels;

    private ImageFolder(
            String name,
            ImageShape shape,
            PictureSurvey survey,
            String fingerprint,
            ReadReport report,
            List<String> paths,
            Captions.Known known,
            PixelFile pixels) {
        this.name = name;
        this.shape = shape;
        this.survey = survey;
        this.fingerprint = fingerprint;
        this.report = report;
        this.paths = paths;
        this.known = known;
        this.pixels = pixels;
    }

    /** The training images of {@code folder}; see {@link #open(Path, DataConfig, Split)}. */
    public static ImageFolder open(Path folder, DataConfig data) {
        return open(folder, data, Split.TRAIN);
    }

    /**
     * The images of a part of {@code folder}: those below its sub-folder {@code train} or {@code test}, if it has both.
     * A folder without these has all images in {@link Split#TRAIN} and none in {@link Split#TEST}. Both parts have the
     * same shape and the same names of labels.
     *
     * @throws UsageException if there is no such folder, it cannot be read, it has no images, too many are bad, or they
     *     differ in a property that {@code data} leaves open
     */
    public static ImageFolder open(Path folder, DataConfig data, Split split) {
        return open(folder, data, split, UserCache.folder(System.getenv()));
    }

    /** As {@link #open(Path, DataConfig, Split)}, with a cache folder. */
    public static ImageFolder open(Path folder, DataConfig data, Split split, Path cache) {
        PictureSource source = new PictureSource.Folder(folder);
        return open(name(folder), source, new FolderCaptions(source), data, split, cache);
    }

    /** The images of a part of a ZIP archive, which is read in place like a folder. */
    public static ImageFolder openArchive(Path archive, DataConfig data, Split split, Path cache) throws IOException {
        try (PictureSource source = PictureArchive.open(archive)) {
            String name = name(archive).replaceFirst("(?i)\\.zip$", "");
            return open(name, source, new FolderCaptions(source), data, split, cache);
        }
    }

    /** The images of a part of {@code source}, with labels and factors from {@code captions}. */
    public static ImageFolder open(
            String name, PictureSource source, Captions captions, DataConfig data, Split split, Path cache) {
        FolderShape.check(data);
        Path folder = source.path();
        try (Workers workers = new Workers()) {
            boolean parted = source.hasFolder("train") && source.hasFolder("test");
            FolderScan train = scan(source, parted ? "train" : "", workers);
            FolderScan test = parted ? scan(source, "test", workers) : new FolderScan(List.of(), List.of(), 0);
            List<Image> all = new ArrayList<>(train.images());
            all.addAll(test.images());
            ImageShape shape = FolderShape.of(folder.toString(), all, data);

            FolderScan part = split == Split.TRAIN ? train : test;
            PictureSurvey survey = PictureSurvey.of(folder, all, data, cache, workers);
            byte[] key = key(part, shape, survey.look());
            PixelFile pixels = pixels(folder, part, new Resampler(shape, survey.look()), shape, key, cache, workers);

            List<Skipped> skipped = new ArrayList<>(part.bad());
            Set<Integer> flawed = new HashSet<>();
            for (PixelFile.Flaw flaw : pixels.flaws()) {
                flawed.add(flaw.index());
                skipped.add(new Skipped(part.images().get(flaw.index()).file().relative(), flaw.reason()));
            }
            List<Image> images = IntStream.range(0, part.images().size())
                    .filter(i -> !flawed.contains(i))
                    .mapToObj(part.images()::get)
                    .toList();
            skipped.sort(Comparator.comparing(Skipped::path));
            ReadReport report = new ReadReport(images.size(), skipped);
            if (!skipped.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, folder + ": " + report.summary());
            }
            List<String> paths =
                    images.stream().map(image -> image.file().relative()).toList();
            Captions.Known known = captions.of(listed(train, test, split, parted, images));
            return new ImageFolder(name, shape, survey, HexFormat.of().formatHex(key), report, paths, known, pixels);
        } catch (FormatException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("the images of " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Lists the images by their paths from the top; a scan of a part has paths within the part. */
    private static Captions.Listed listed(
            FolderScan train, FolderScan test, Split split, boolean parted, List<Image> images) {
        String trainFolder = parted ? "train/" : "";
        String testFolder = parted ? "test/" : "";
        List<String> all = new ArrayList<>(paths(trainFolder, train.images()));
        all.addAll(paths(testFolder, test.images()));
        Set<String> bad = new HashSet<>();
        train.bad().forEach(skipped -> bad.add(trainFolder + skipped.path()));
        test.bad().forEach(skipped -> bad.add(testFolder + skipped.path()));
        return new Captions.Listed(paths(split == Split.TRAIN ? trainFolder : testFolder, images), all, bad, parted);
    }

    private static List<String> paths(String folder, List<Image> images) {
        return images.stream().map(image -> folder + image.file().relative()).toList();
    }

    private static FolderScan scan(PictureSource source, String below, Workers workers) throws IOException {
        Path folder = source.path().resolve(below);
        FolderScan scan = FolderScan.of(source.list(below), workers);
        if (scan.images().isEmpty() && scan.bad().isEmpty()) {
            throw new UsageException(folder
                    + " holds no images Facet can read (PNG, JPEG, GIF, BMP, WebP, TIFF, PBM, PGM, PPM)"
                    + (scan.otherFiles() == 0 ? "; it is empty." : ", only " + scan.otherFiles() + " other files.")
                    + " Check the path.");
        }
        refuseIfTooManyAreBad(folder, scan.images().size(), scan.bad());
        return scan;
    }

    private static void refuseIfTooManyAreBad(Path folder, int good, List<Skipped> bad) {
        if ((long) bad.size() * BAD_ONE_IN > good + bad.size()) {
            throw new UsageException(folder + ": " + new ReadReport(good, bad).summary()
                    + "\nUp to 5 % would be left out; repair or remove these files, or check that this is"
                    + " the right folder.");
        }
    }

    /** A hash of everything that determines the pixels: equal keys mean equal images in the same order. */
    private static byte[] key(FolderScan scan, ImageShape shape, PictureLook look) {
        MessageDigest digest = Fingerprint.sha256();
        digest.update(("images 2 " + shape + " " + look.key() + "\n").getBytes(StandardCharsets.UTF_8));
        for (Image image : scan.images()) {
            digest.update(image.sha256());
            digest.update((image.file().relative() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return digest.digest();
    }

    private static PixelFile pixels(
            Path folder,
            FolderScan scan,
            Resampler resampler,
            ImageShape shape,
            byte[] key,
            Path cache,
            Workers workers)
            throws IOException {
        return PixelCache.get(
                cache,
                key,
                shape,
                scan.images().size() + " images of " + folder,
                out -> decode(folder, scan, resampler, workers, out));
    }

    private static List<PixelFile.Flaw> decode(
            Path folder, FolderScan scan, Resampler resampler, Workers workers, OutputStream out) throws IOException {
        List<PixelFile.Flaw> flaws = new ArrayList<>();
        List<Skipped> bad = new ArrayList<>(scan.bad());
        int[] next = new int[1];
        workers.inOrder(scan.images(), image -> decode(image, resampler, workers), decoded -> {
            int index = next[0]++;
            if (decoded.pixels() != null) {
                out.write(decoded.pixels());
            } else {
                flaws.add(new PixelFile.Flaw(index, decoded.flaw()));
                bad.add(new Skipped(scan.images().get(index).file().relative(), decoded.flaw()));
            }
        });
        bad.sort(Comparator.comparing(Skipped::path));
        refuseIfTooManyAreBad(folder, scan.images().size() - flaws.size(), bad);
        return flaws;
    }

    /** The pixels, or the reason why there are none. */
    private record Decoded(byte @Nullable [] pixels, String flaw) {}

    private static Decoded decode(Image image, Resampler resampler, Workers workers) {
        try {
            return workers.withMemory(
                    image.file().path(),
                    image.header().memory(),
                    () -> new Decoded(resampler.read(image.file().path(), image.content(), image.header()), ""));
        } catch (FormatException e) {
            return new Decoded(null, e.problem());
        } catch (IOException e) {
            // This is no flaw of the content, so it is not cached.
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    /** Which images were read and which were not. */
    public ReadReport report() {
        return report;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return report.read();
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        PixelFile open = pixels;
        if (open == null) {
            throw new IllegalStateException("the data set " + name + " is closed");
        }
        open.read(index, target, offset);
    }

    /** The path relative to the folder, with {@code /} between names. */
    @Override
    public String nameOf(int index) {
        return paths.get(index);
    }

    @Override
    public Optional<Labels> labels() {
        return known.labels();
    }

    @Override
    public Optional<Factors> factors() {
        return known.factors();
    }

    /** How the images were made square, what is behind transparent parts, and which values are black and white. */
    @Override
    public String remark() {
        return survey.remark();
    }

    @Override
    public DataConfig settle(DataConfig data) {
        return data.withLook(data.fit(), survey.background(), survey.range());
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Releases the mapped file. */
    @Override
    public void close() {
        pixels = null;
    }
}
