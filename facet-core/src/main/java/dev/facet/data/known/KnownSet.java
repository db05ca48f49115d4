package dev.facet.data.known;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.array.IdxDataset;
import dev.facet.data.cache.UserCache;
import dev.facet.data.known.Download.Listener;
import dev.facet.data.resample.Resized;
import dev.facet.format.ByteSize;

/**
 * A public data set known by a name: four IDX files, named and split like MNIST's. They are looked for in {@code
 * $FACET_DATA/NAME}, then in the user's cache, else fetched into the cache.
 *
 * @param what a description in one line
 * @param classes the names of the labels
 * @param train number of training images
 * @param test number of test images
 * @param homes folders that offer the files, the best first
 * @param files images and labels for training, then for testing
 */
record KnownSet(
        String name,
        String what,
        List<String> classes,
        ImageShape shape,
        int train,
        int test,
        List<URI> homes,
        List<RemoteFile> files)
        implements NamedSet {

    static final KnownSet MNIST = new KnownSet(
            "mnist",
            "handwritten digits (LeCun, Cortes, Burges)",
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            new ImageShape(1, 28, 28),
            60_000,
            10_000,
            List.of(
                    URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                    URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
            List.of(
                    new RemoteFile(
                            "train-images-idx3-ubyte.gz",
                            9_912_422,
                            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                    new RemoteFile(
                            "train-labels-idx1-ubyte.gz",
                            28_881,
                            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                    new RemoteFile(
                            "t10k-images-idx3-ubyte.gz",
                            1_648_877,
                            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                    new RemoteFile(
                            "t10k-labels-idx1-ubyte.gz",
                            4_542,
                            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

    static final KnownSet FASHION_MNIST = new KnownSet(
            "fashion-mnist",
            "pictures of clothes (Zalando Research)",
            List.of("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"),
            new ImageShape(1, 28, 28),
            60_000,
            10_000,
            List.of(
                    URI.create("https://fashion-mnist.s3.eu-central-1.amazonaws.com/"),
                    URI.create("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
                    URI.create("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")),
            List.of(
                    new RemoteFile(
                            "train-images-idx3-ubyte.gz",
                            26_421_880,
                            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                    new RemoteFile(
                            "train-labels-idx1-ubyte.gz",
                            29_515,
                            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                    new RemoteFile(
                            "t10k-images-idx3-ubyte.gz",
                            4_422_102,
                            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                    new RemoteFile(
                            "t10k-labels-idx1-ubyte.gz",
                            5_148,
                            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

    /** All such sets. */
    static List<KnownSet> all() {
        return List.of(MNIST, FASHION_MNIST);
    }

    /** Size of all files together, as fetched. */
    long bytes() {
        return files.stream().mapToLong(RemoteFile::bytes).sum();
    }

    @Override
    public String elsewhere() {
        return "not here yet, " + ByteSize.text(bytes()) + " to download";
    }

    /** The folder that {@link #find} finds; else fetches missing files into the cache. */
    @Override
    public Path get(Map<String, String> environment, Download download, Listener progress) throws IOException {
        Optional<Path> found = find(environment);
        if (found.isPresent()) {
            return found.get();
        }
        Path cache = cache(environment);
        try {
            for (RemoteFile file : files) {
                if (!Files.isRegularFile(plain(cache, file))) {
                    download.fetch(file, homes, cache, progress);
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    name + " was looked for in "
                            + String.join(
                                    " and ",
                                    places(environment).stream()
                                            .map(Path::toString)
                                            .toList())
                            + ", is not there (all " + files.size() + " files are needed), and " + e.getMessage(),
                    e);
        }
        return cache;
    }

    @Override
    public Dataset open(Path folder, DataConfig data, Split split, Path cache) throws IOException {
        return Resized.fit(open(folder, split), data);
    }

    /** Opens the set in its own shape. */
    Dataset open(Path folder, Split split) throws IOException {
        RemoteFile images = files.get(split == Split.TRAIN ? 0 : 2);
        Path compressed = folder.resolve(images.name());
        Path file = Files.isRegularFile(compressed) ? compressed : plain(folder, images);
        return IdxDataset.open(name, file, classes);
    }

    private Path cache(Map<String, String> environment) {
        return UserCache.folder(environment).resolve("data").resolve(name);
    }

    @Override
    public boolean isComplete(Path folder) {
        return files.stream()
                .allMatch(file ->
                        Files.isRegularFile(folder.resolve(file.name())) || Files.isRegularFile(plain(folder, file)));
    }

    private static Path plain(Path folder, RemoteFile file) {
        return folder.resolve(file.name().replaceFirst("\\.gz$", ""));
    }
}
