package dev.facet.data.known;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.known.Download.Listener;
import dev.facet.data.picture.FolderCaptions;
import dev.facet.data.picture.ImageFolder;
import dev.facet.data.picture.PictureSource;
import dev.facet.data.resample.Resized;

/**
 * A public data set that Facet does not fetch, because its site asks people to agree to terms, or publishes no
 * checksums.
 *
 * @param needed the files or folders that must be there, relative to the set's folder
 * @param wanted the files or folders that messages tell people to put there
 * @param home where people get it
 */
record HandPlacedSet(
        String name,
        String what,
        Shape shape,
        int train,
        int test,
        List<String> needed,
        List<String> wanted,
        String home,
        Opener opener)
        implements NamedSet {

    /** Opens a part of the set. */
    @FunctionalInterface
    interface Opener {
        Dataset open(Path folder, DataConfig data, Split split, Path cache) throws IOException;
    }

    static final HandPlacedSet SVHN = new HandPlacedSet(
            "svhn",
            "digits of house numbers (Netzer et al.)",
            new ImageShape(3, 32, 32),
            73_257,
            26_032,
            List.of(Svhn.TRAIN, Svhn.TEST),
            List.of(Svhn.TRAIN, Svhn.TEST),
            "http://ufldl.stanford.edu/housenumbers/",
            (folder, data, split, cache) ->
                    Resized.fit(new Svhn().open(folder.resolve(Svhn.TRAIN), data, split, cache), data));

    static final HandPlacedSet ORL = new HandPlacedSet(
            "orl",
            "400 faces of 40 people (Olivetti Research Laboratory)",
            new ImageShape(1, 112, 92),
            400,
            0,
            List.of("orl_faces"),
            List.of("orl_faces"),
            "https://cam-orl.co.uk/facedatabase.html",
            (folder, data, split, cache) -> pictures("orl", folder.resolve("orl_faces"), data, split, cache));

    static final HandPlacedSet COIL = new HandPlacedSet(
            "coil",
            "COIL-100, 100 objects every 5 degrees (Columbia University)",
            new ImageShape(3, 128, 128),
            7200,
            0,
            List.of("coil-100"),
            List.of("coil-100"),
            "https://www.cs.columbia.edu/CAVE/software/softlib/coil-100.php",
            (folder, data, split, cache) -> {
                PictureSource source = new PictureSource.Folder(folder.resolve("coil-100"));
                return ImageFolder.open("coil", source, new CoilCaptions(source.path()), data, split, cache);
            });

    static final HandPlacedSet CELEBA = new HandPlacedSet(
            "celeba",
            "faces of celebrities with 40 attributes (Liu et al.)",
            new ImageShape(3, 218, 178),
            162_770,
            19_962,
            List.of(Celeba.ATTRIBUTES),
            List.of(Celeba.PICTURES, Celeba.ATTRIBUTES, "list_eval_partition.txt"),
            "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
            Celeba::open);

    static final HandPlacedSet CHARTRAJ = new HandPlacedSet(
            "chartraj",
            "pen strokes of 20 letters (Williams, Toussaint, Storkey)",
            Chartraj.SHAPE,
            1429,
            0,
            List.of(Chartraj.TRAIN),
            List.of(Chartraj.TRAIN),
            "https://archive.ics.uci.edu/dataset/175/character+trajectories",
            (folder, data, split, cache) -> Chartraj.open(folder.resolve(Chartraj.TRAIN), data, split));

    /** All such sets. */
    static List<HandPlacedSet> all() {
        return List.of(SVHN, CELEBA, ORL, COIL, CHARTRAJ);
    }

    private static Dataset pictures(String name, Path folder, DataConfig data, Split split, Path cache) {
        PictureSource source = new PictureSource.Folder(folder);
        return ImageFolder.open(name, source, new FolderCaptions(source), data, split, cache);
    }

    @Override
    public String elsewhere() {
        return "not here; get it from " + home;
    }

    @Override
    public boolean isComplete(Path folder) {
        return needed.stream().allMatch(name -> Files.exists(folder.resolve(name)));
    }

    /** @throws UsageException if it is not on this machine; the message says what to put where */
    @Override
    public Path get(Map<String, String> environment, Download download, Listener progress) {
        return find(environment).orElseThrow(() -> {
            List<Path> places = places(environment);
            return new UsageException(name + " was looked for in "
                    + places.stream().map(Path::toString).collect(Collectors.joining(" and "))
                    + " and is not there. Facet does not fetch it; get it from " + home + " and put "
                    + String.join(", ", wanted) + " into " + places.get(0)
                    + (places.size() == 1 ? ", or set FACET_DATA to the folder that holds " + name : "") + ".");
        });
    }

    @Override
    public Dataset open(Path folder, DataConfig data, Split split, Path cache) throws IOException {
        return opener.open(folder, data, split, cache);
    }
}
