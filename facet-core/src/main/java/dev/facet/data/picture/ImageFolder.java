package dev.facet.data.picture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
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
 * TIFF, PBM, PGM and PPM, recognised by content. What else is there is left out and counted in {@link #leftOut()}.
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
 * #report()}. If more than the share {@code data.bad} is bad, a {@link UsageException} lists them all.
 *
 * <p><b>Labels and factors.</b> See {@link FolderCaptions}.
 *
 * <p><b>Archives.</b> ZIP and tar archives of pictures are read like a folder, in place.
 *
 * <p><b>Cache.</b> Images are decoded once, on all cores, into a file that is mapped into memory. It lies below {@code
 * images} in the user's cache; its name is a hash of the images' paths and contents and of the shape. A damaged file is
 * made again.
 *
 * <p>Thread-safe.
 */
public final class ImageFolder implements Dataset {
    private static final System.Logger LOG = System.getLogger(ImageFolder.class.getName());

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
     * The images of a part of {@code folder}, by the names of its sub-folders; see {@link PictureParts}. A folder
     * without parts has all images in {@link Split#TRAIN} and none in {@link Split#TEST}. Both parts have the same
     * shape and the same names of labels.
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

    /** The images of a part of a ZIP or tar archive, which is read in place like a folder. */
    public static ImageFolder openArchive(Path archive, DataConfig data, Split split, Path cache) throws IOException {
        try (PictureSource source = PictureArchive.open(archive)) {
            String name = name(archive).replaceFirst("(?i)\\.(zip|tgz|tar|tar\\.gz)$", "");
            return open(name, source, new FolderCaptions(source), data, split, cache);
        }
    }

    /** The images of a part of a folder that holds nothing but shards: tar archives that are one set together. */
    public static ImageFolder openShards(Path folder, DataConfig data, Split split, Path cache) throws IOException {
        try (PictureSource source = PictureArchive.open(folder, PictureArchive.shards(folder))) {
            return open(name(folder), source, new FolderCaptions(source), data, split, cache);
        }
    }

    /** Whether {@code folder} holds tar archives and no pictures. */
    public static boolean holdsShards(Path folder) throws IOException {
        return !PictureArchive.shards(folder).isEmpty();
    }

    /**
     * Single pictures, in the order in which they are given; they have no labels.
     *
     * @param files pictures, which are called by these paths
     */
    public static ImageFolder openFiles(String name, List<Path> files, DataConfig data, Path cache) {
        PictureSource source = new SinglePictures(files);
        Captions none = pictures -> new Captions.Known(Optional.empty(), Optional.empty());
        return open(name, source, none, data, Split.TRAIN, cache);
    }

    /** The images of a part of {@code source}, with labels and factors from {@code captions}. */
    public static ImageFolder open(
            String name, PictureSource source, Captions captions, DataConfig data, Split split, Path cache) {
        FolderShape.check(data);
        Path folder = source.path();
        try (Workers workers = new Workers()) {
            PictureSource.Listing listing = source.list();
            PictureParts parts = source.parts(listing.files());
            FolderScan train = FolderScan.of(parts.train(), source.onlyPictures(), workers);
            FolderScan test = FolderScan.of(parts.test(), source.onlyPictures(), workers);
            FolderScan part = split == Split.TRAIN ? train : test;
            FolderReport told = new FolderReport(parts, train, test);
            told.requireImages(folder, data);
            FolderScan other = split == Split.TRAIN ? test : train;
            new ReadReport(other.images().size(), other.bad()).refuseIfTooManyAreBad(folder, data.bad());
            List<Image> all = new ArrayList<>(train.images());
            all.addAll(test.images());
            ImageShape shape = FolderShape.of(folder.toString(), all, data);

            Captions.Known known = captions.of(told.listed(split));
            List<Image> images = IntStream.range(0, part.images().size())
                    .filter(i -> !known.unlisted().contains(i))
                    .mapToObj(part.images()::get)
                    .toList();
            PictureSurvey survey = PictureSurvey.of(folder, all, shape.width(), data, cache, workers);
            byte[] key = key(images, shape, survey.look());
            PixelFile pixels = pixels(folder, images, new Resampler(shape, survey.look()), shape, key, cache, workers);

            List<Skipped> skipped = new ArrayList<>(part.bad());
            Set<Integer> flawed = new HashSet<>();
            for (PixelFile.Flaw flaw : pixels.flaws()) {
                flawed.add(flaw.index());
                skipped.add(new Skipped(images.get(flaw.index()).file().relative(), flaw.reason()));
            }
            skipped.sort(Comparator.comparing(Skipped::path));
            int[] good = IntStream.range(0, images.size())
                    .filter(i -> !flawed.contains(i))
                    .toArray();
            ReadReport report = new ReadReport(good.length, skipped);
            report.refuseIfTooManyAreBad(folder, data.bad());
            // What is missing of damaged files is told once, as left out.
            List<Skipped> bad = report.bad();
            if (!bad.isEmpty()) {
                ReadReport pictures = new ReadReport(good.length + skipped.size() - bad.size(), bad);
                LOG.log(System.Logger.Level.WARNING, folder + ": " + pictures.summary());
            }
            List<String> paths = Arrays.stream(good)
                    .mapToObj(i -> images.get(i).file().relative())
                    .toList();
            Captions.Known read = new Captions.Known(
                    known.labels().map(labels -> labels.of(good)),
                    known.factors().map(factors -> factors.of(good)),
                    Set.of(),
                    told.leftOut(split, listing, known, report),
                    told.remarks(known),
                    Set.of());
            return new ImageFolder(name, shape, survey, HexFormat.of().formatHex(key), report, paths, read, pixels);
        } catch (FormatException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("the images of " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A hash of everything that determines the pixels: equal keys mean equal images in the same order. */
    private static byte[] key(List<Image> images, ImageShape shape, PictureLook look) {
        MessageDigest digest = Fingerprint.sha256();
        digest.update(("images 2 " + shape + " " + look.key() + "\n").getBytes(StandardCharsets.UTF_8));
        for (Image image : images) {
            digest.update(image.sha256());
            digest.update((image.file().relative() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return digest.digest();
    }

    private static PixelFile pixels(
            Path folder,
            List<Image> images,
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
                images.size() + " images of " + folder,
                out -> decode(images, resampler, workers, out));
    }

    private static List<PixelFile.Flaw> decode(
            List<Image> images, Resampler resampler, Workers workers, OutputStream out) throws IOException {
        List<PixelFile.Flaw> flaws = new ArrayList<>();
        int[] next = new int[1];
        workers.inOrder(images, image -> decode(image, resampler, workers), decoded -> {
            int index = next[0]++;
            if (decoded.pixels() != null) {
                out.write(decoded.pixels());
            } else {
                flaws.add(new PixelFile.Flaw(index, decoded.flaw()));
            }
        });
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

    /**
     * How the images were found and labelled, how they were made square, what is behind transparent parts, and which
     * values are black and white.
     */
    @Override
    public String remark() {
        return Stream.concat(known.remarks().stream(), Stream.of(survey.remark()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    @Override
    public DataConfig settle(DataConfig data) {
        return data.withLook(data.fit(), survey.background(), survey.range());
    }

    @Override
    public List<LeftOut> leftOut() {
        return known.leftOut();
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
