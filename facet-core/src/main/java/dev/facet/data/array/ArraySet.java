package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.Labels;
import dev.facet.data.NoImages;
import dev.facet.data.Split;
import dev.facet.format.FormatException;
import dev.facet.format.MatFile;
import dev.facet.format.NumberArray;

/**
 * A data set in a file of named arrays. Images are in {@code x_train} and {@code x_test}, the two parts; or in an array
 * with another usual name; or in the only array with the dimensions of images. Labels have one value per image and are
 * called {@code y_train} and {@code y_test}, {@code labels} or {@code y}. For dSprites the latent variables become
 * factors, and the shapes labels. Case does not matter in names.
 *
 * @param file for messages
 * @param content a digest that determines the bytes of the file
 * @param arrays the arrays by name; the first dimension is the item
 * @param others names of the other contents of the file
 */
public record ArraySet(String name, Path file, byte[] content, Map<String, NumberArray> arrays, List<String> others) {
    private static final List<String> TRAIN = List.of("x_train", "train_images", "train_x");
    private static final List<String> TEST = List.of("x_test", "test_images", "test_x");
    private static final List<String> ALL = List.of("images", "imgs", "x", "data");
    private static final List<String> TRAIN_LABELS = List.of("y_train", "train_labels", "train_y");
    private static final List<String> TEST_LABELS = List.of("y_test", "test_labels", "test_y");
    static final List<String> LABELS = List.of("labels", "label", "y", "targets");
    private static final List<String> FACTORS = List.of("latents_values", "factors", "labels");
    private static final String SPRITE_CLASSES = "latents_classes";
    private static final List<String> SPRITE_SHAPES = List.of("square", "ellipse", "heart");
    private static final int MAX_FACTORS = 1000;

    /**
     * A set from the contents of {@code file}: its {@code arrays}, and the names of {@code others}, which are no
     * arrays.
     */
    public static ArraySet of(String name, Path file, Map<String, NumberArray> arrays, List<String> others)
            throws IOException {
        return new ArraySet(name, file, Fingerprint.sha256(file), arrays, others);
    }

    /** A set from a MAT-file, whose arrays are transposed so that items come first. */
    public static ArraySet of(String name, Path file, MatFile mat) throws IOException {
        List<String> others = new ArrayList<>(mat.cells().keySet());
        others.addAll(mat.texts().keySet());
        others.addAll(mat.others());
        return of(name, file, MatAxes.itemsFirst(mat.arrays()), others);
    }

    /**
     * Opens a part of the set; a set without parts is all training data.
     *
     * @throws FormatException if it is not clear which array holds the images, or labels or factors do not fit them
     */
    public Dataset open(Split split, Path cache) throws IOException {
        Optional<String> train = find(TRAIN);
        Optional<String> test = find(TEST);
        if (train.isEmpty() || test.isEmpty()) {
            String images = train.orElseGet(this::images);
            ArrayLayout layout = layout(images);
            if (split == Split.TEST) {
                return new NoImages(name, layout.shape());
            }
            Optional<String> labels = train.isPresent() ? find(TRAIN_LABELS) : Optional.empty();
            return open(images, Optional.empty(), labels.or(() -> find(LABELS)), Optional.empty(), cache);
        }
        if (!layout(train.get()).equals(layout(test.get()))) {
            throw new FormatException(
                    file,
                    "the images in " + train.get() + " are "
                            + layout(train.get()).shape() + ", those in " + test.get() + " "
                            + layout(test.get()).shape() + "; both parts must have one shape and one layout");
        }
        boolean first = split == Split.TRAIN;
        Optional<String> trainLabels = find(TRAIN_LABELS);
        Optional<String> testLabels = find(TEST_LABELS);
        return open(
                first ? train.get() : test.get(),
                first ? test : train,
                first ? trainLabels : testLabels,
                first ? testLabels : trainLabels,
                cache);
    }

    private Dataset open(
            String images,
            Optional<String> otherImages,
            Optional<String> labels,
            Optional<String> otherLabels,
            Path cache)
            throws IOException {
        int count = array(images).items();
        Labels read = null;
        if (labels.isPresent() && array(labels.get()).itemSize() == 1) {
            double[] values = column(labels.get(), count, images);
            double[] others =
                    otherLabels.isPresent() && array(otherLabels.get()).itemSize() == 1
                            ? ArrayLabels.columns(array(otherLabels.get()))[0]
                            : new double[0];
            read = ArrayLabels.of(file, labels.get(), values, values, others);
        }
        Factors factors = null;
        Optional<String> latents = find(FACTORS);
        if (latents.isPresent() && otherImages.isEmpty() && isTable(latents.get())) {
            checkCount(latents.get(), count, images);
            factors = ArrayLabels.factors(file, latents.get(), ArrayLabels.columns(array(latents.get())));
        }
        return ArrayDataset.open(
                name,
                file,
                content,
                images,
                array(images),
                otherImages.map(this::array),
                read == null ? spriteShapes(count, images) : read,
                factors,
                cache);
    }

    private boolean isTable(String array) {
        return array(array).dimensions().length == 2
                && array(array).itemSize() > 1
                && array(array).itemSize() <= MAX_FACTORS;
    }

    /** The labels of dSprites: of its six classes per image the second is the shape. */
    private @Nullable Labels spriteShapes(int count, String images) throws IOException {
        Optional<String> classes = find(List.of(SPRITE_CLASSES));
        if (classes.isEmpty() || array(classes.get()).itemSize() != 6) {
            return null;
        }
        checkCount(classes.get(), count, images);
        double[] shapes = ArrayLabels.columns(array(classes.get()))[1];
        for (double shape : shapes) {
            if (shape != 0 && shape != 1 && shape != 2) {
                return null;
            }
        }
        return new Labels(
                SPRITE_SHAPES,
                Arrays.stream(shapes).mapToInt(shape -> (int) shape).toArray());
    }

    private double[] column(String labels, int count, String images) throws IOException {
        checkCount(labels, count, images);
        return ArrayLabels.columns(array(labels))[0];
    }

    private void checkCount(String array, int count, String images) throws FormatException {
        if (array(array).items() != count) {
            throw new FormatException(
                    file,
                    array(array).items() + " rows in " + array + ", but " + count + " images in " + images
                            + "; there must be one for each image. Rename " + array + " if it is something else");
        }
    }

    /** The array with the images, or an empty name. */
    private String images() {
        Optional<String> named = find(ALL);
        if (named.isPresent()) {
            return named.get();
        }
        List<String> candidates = arrays.keySet().stream()
                .filter(array -> ArrayLayout.of(array(array).dimensions()).isPresent())
                .toList();
        return candidates.size() == 1 ? candidates.get(0) : "";
    }

    private ArrayLayout layout(String images) throws FormatException {
        if (images.isEmpty()) {
            throw new FormatException(
                    file,
                    "it is not clear which array holds the images: " + contents()
                            + ". Call it images, with the dimensions [count, height, width] or 1 or 3 channels of"
                            + " that");
        }
        return ArrayLayout.of(file, images, array(images).dimensions());
    }

    private String contents() {
        List<String> found = new ArrayList<>();
        arrays.forEach((array, values) -> found.add(array + " " + Arrays.toString(values.dimensions())));
        others.forEach(other -> found.add(other + ", which is not an array of numbers"));
        int most = Math.min(10, found.size());
        return found.isEmpty()
                ? "there is none"
                : "there are " + String.join("; ", found.subList(0, most)) + (most < found.size() ? "; …" : "");
    }

    private Optional<String> find(List<String> names) {
        return names.stream()
                .flatMap(wanted -> arrays.keySet().stream()
                        .filter(array -> array.toLowerCase(Locale.ROOT).equals(wanted)))
                .findFirst();
    }

    private NumberArray array(String array) {
        NumberArray found = arrays.get(array);
        if (found == null) {
            throw new IllegalArgumentException("there is no array " + array);
        }
        return found;
    }
}
