package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Transpose;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.NoImages;
import dev.facet.data.Split;
import dev.facet.data.array.ArrayDataset.Notes;
import dev.facet.format.FormatException;
import dev.facet.format.Hdf5File;
import dev.facet.format.MatFile;
import dev.facet.format.NumberArray;

/**
 * A data set in named arrays. Images are in {@code x_train} and {@code x_test}, the two parts; or in an array with
 * another usual name; or in the only array with the dimensions of images; or in the only one whose rows can be square
 * images. {@link ArrayCaptions} finds labels and factors. Case does not matter in names. Not thread-safe.
 */
public final class ArraySet {
    private final String name;
    private final Path file;
    private final byte[] content;
    private final Map<String, NumberArray> arrays;
    private final Map<String, List<String>> texts;
    private final List<String> others;
    private Notes notes = Notes.NONE;
    private @Nullable Captions train;
    private @Nullable Captions test;

    /** Labels and factors of the images of a part, each null if there are none. */
    public record Captions(
            @Nullable Labels labels, @Nullable Factors factors) {}

    /**
     * A set.
     *
     * @param file for messages
     * @param content a digest that determines the bytes of the files
     * @param arrays the arrays by name; the first dimension is the item
     * @param texts lists of texts by name: labels, or names of classes or factors
     * @param others names of other contents, which are not read
     */
    public ArraySet(
            String name,
            Path file,
            byte[] content,
            Map<String, ? extends NumberArray> arrays,
            Map<String, List<String>> texts,
            List<String> others) {
        this.name = name;
        this.file = file;
        this.content = content.clone();
        this.arrays = new LinkedHashMap<>(arrays);
        this.texts = new LinkedHashMap<>(texts);
        this.others = List.copyOf(others);
    }

    /** A set from the contents of {@code file}. */
    public static ArraySet of(
            String name,
            Path file,
            Map<String, NumberArray> arrays,
            Map<String, List<String>> texts,
            List<String> others)
            throws IOException {
        return new ArraySet(name, file, Fingerprint.sha256(file), arrays, texts, others);
    }

    /** A set from a MAT-file, whose arrays are transposed so that items come first. */
    public static ArraySet of(String name, Path file, MatFile mat) throws IOException {
        List<String> others = new ArrayList<>(mat.cells().keySet());
        others.addAll(mat.others());
        return of(name, file, MatAxes.itemsFirst(mat.arrays()), mat.texts(), others);
    }

    /** A set from an HDF5 file; if MATLAB wrote it, arrays are transposed so that items come first. */
    public static ArraySet of(String name, Path file, Hdf5File hdf) throws IOException {
        return of(name, file, arrays(file, hdf), hdf.texts(), hdf.others());
    }

    /** Whether an array with this name is images, of all or of a part. */
    public static boolean isNameOfImages(String array) {
        List<String> alone = List.of(array);
        return ArrayRoles.find(alone, ArrayRoles.TRAIN).isPresent()
                || ArrayRoles.find(alone, ArrayRoles.ALL).isPresent();
    }

    /**
     * Whether an array may be images, which have more than a pixel each.
     *
     * @param dimensions of the array; the first is the number of items
     */
    public static boolean mayBeImages(int[] dimensions) {
        return ArrayLayout.of(dimensions)
                .or(() -> ArrayLayout.flat(dimensions))
                .filter(layout -> layout.shape().height() > 1 || layout.shape().width() > 1)
                .isPresent();
    }

    /** The arrays of an HDF5 file with the items first. */
    public static Map<String, NumberArray> arrays(Path file, Hdf5File hdf) {
        return hdf.matlab() ? MatAxes.hdf5ItemsFirst(file, hdf.arrays()) : hdf.arrays();
    }

    /**
     * Adds what is to be said of the set.
     *
     * @param remarks how it was interpreted, as clauses
     * @param items a name for each training image, or none
     */
    public ArraySet noting(List<String> remarks, List<LeftOut> leftOut, List<String> items) {
        notes = new Notes(remarks, leftOut, items);
        return this;
    }

    /** Gives labels and factors that are in no array of the set; null for a part leaves them to the arrays. */
    public ArraySet knowing(@Nullable Captions ofTrain, @Nullable Captions ofTest) {
        train = ofTrain;
        test = ofTest;
        return this;
    }

    /** Whether the name of a file says that its images are stored by columns, as those of EMNIST are. */
    public static boolean isStoredByColumns(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).contains("emnist");
    }

    /**
     * Opens a part of the set; a set without parts is all training data.
     *
     * @throws FormatException if it is not clear which array holds the images, or labels or factors do not fit them
     */
    public Dataset open(DataConfig data, Split split, Path cache) throws IOException {
        Optional<String> first = find(ArrayRoles.TRAIN);
        Optional<String> second = find(ArrayRoles.TEST);
        if (first.isEmpty() || second.isEmpty()) {
            String images = first.orElseGet(this::images);
            ArrayLayout layout = layout(images, data);
            if (split == Split.TEST) {
                return new NoImages(name, layout.shape());
            }
            ArrayCaptions.Found found = new ArrayCaptions(file, arrays, texts).whole(images, layout, first.isPresent());
            return open(images, null, layout, found.or(train), data, cache);
        }
        return openPart(first.get(), second.get(), data, split, cache);
    }

    private Dataset openPart(String first, String second, DataConfig data, Split split, Path cache) throws IOException {
        ArrayLayout layout = layout(first, data);
        if (!layout.equals(layout(second, data))) {
            throw new FormatException(
                    file,
                    "the images in " + first + " are " + layout.shape() + ", those in " + second + " "
                            + layout(second, data).shape() + "; both parts must have one shape and one layout");
        }
        boolean training = split == Split.TRAIN;
        String images = training ? first : second;
        String other = training ? second : first;
        ArrayCaptions.Found found = new ArrayCaptions(file, arrays, texts).part(images, other, layout, split);
        return open(images, other, layout, found.or(training ? train : test), data, cache);
    }

    private Dataset open(
            String images,
            @Nullable String other,
            ArrayLayout layout,
            ArrayCaptions.Found found,
            DataConfig data,
            Path cache)
            throws IOException {
        List<String> remarks = new ArrayList<>();
        if (!layout.remark().isEmpty()) {
            remarks.add(layout.remark());
        }
        if (layout.transposed() && data.transpose() == Transpose.AUTO) {
            remarks.add("rows and columns are exchanged, as such sets are stored by columns;"
                    + " data.transpose=off leaves them");
        }
        remarks.addAll(found.remarks());
        Notes all = notes.and(remarks, leftOut(images, other, found.used()));
        boolean named = all.items().size() == array(images).items();
        return ArrayDataset.open(
                name,
                file,
                content,
                images,
                layout,
                data.levels(),
                array(images),
                Optional.ofNullable(other).map(this::array),
                found.known(),
                named ? all : new Notes(all.remarks(), all.leftOut(), List.of()),
                cache);
    }

    /** What nothing is made of. */
    private List<LeftOut> leftOut(String images, @Nullable String other, Set<String> used) {
        Set<String> unused = new LinkedHashSet<>(arrays.keySet());
        unused.addAll(texts.keySet());
        unused.removeAll(used);
        unused.remove(images);
        if (other != null) {
            unused.remove(other);
        }
        List<LeftOut> left = new ArrayList<>();
        if (!unused.isEmpty()) {
            left.add(new LeftOut(
                    "arrays",
                    unused.size(),
                    "which are neither images nor known as labels or factors by their names",
                    List.copyOf(unused)));
        }
        if (!others.isEmpty()) {
            left.add(new LeftOut("arrays", others.size(), "which are neither numbers nor lists of texts", others));
        }
        return left;
    }

    /** The array with the images, or an empty name. */
    private String images() {
        List<String> named = ArrayRoles.findAll(arrays.keySet(), ArrayRoles.ALL);
        Optional<String> clear = named.stream()
                .filter(array -> ArrayLayout.of(array(array).dimensions()).isPresent())
                .findFirst()
                .or(() -> named.stream()
                        .filter(array ->
                                ArrayLayout.flat(array(array).dimensions()).isPresent())
                        .findFirst())
                .or(() -> named.stream().findFirst());
        if (clear.isPresent()) {
            return clear.get();
        }
        List<String> shaped = arrays.keySet().stream()
                .filter(array -> ArrayLayout.of(array(array).dimensions()).isPresent())
                .toList();
        List<String> flat = arrays.keySet().stream()
                .filter(array -> ArrayLayout.flat(array(array).dimensions()).isPresent())
                .toList();
        List<String> candidates = shaped.isEmpty() ? flat : shaped;
        return candidates.size() == 1 ? candidates.get(0) : "";
    }

    private ArrayLayout layout(String images, DataConfig data) throws IOException {
        if (images.isEmpty()) {
            throw new FormatException(
                    file,
                    "it is not clear which array holds the images: " + contents()
                            + ". Call it images, with the dimensions [count, height, width] or 1 or 3 channels of"
                            + " that"
                            + (others.isEmpty()
                                    ? ""
                                    : ", and save it as an array of numbers; arrays of objects are never read"));
        }
        ArrayLayout layout =
                ArrayLayout.of(file, images, array(images).dimensions()).ordered(array(images));
        boolean turned = switch (data.transpose()) {
            case ON -> true;
            case OFF -> false;
            case AUTO -> layout.flat() > 0 && (ArrayRoles.isByColumns(images) || isStoredByColumns(file));
        };
        return turned ? layout.turned() : layout;
    }

    private String contents() {
        List<String> found = new ArrayList<>();
        arrays.forEach((array, values) -> found.add(array + " " + Arrays.toString(values.dimensions())));
        texts.forEach((array, values) -> found.add(array + ", which are " + values.size() + " texts"));
        others.forEach(other -> found.add(other + ", which is not an array of numbers"));
        int most = Math.min(10, found.size());
        return found.isEmpty()
                ? "there is none"
                : "there are " + String.join("; ", found.subList(0, most)) + (most < found.size() ? "; …" : "");
    }

    private Optional<String> find(List<String> names) {
        return ArrayRoles.find(arrays.keySet(), names);
    }

    private NumberArray array(String array) {
        NumberArray found = arrays.get(array);
        if (found == null) {
            throw new IllegalArgumentException("there is no array " + array);
        }
        return found;
    }
}
