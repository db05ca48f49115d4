package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.Split;
import dev.facet.data.array.ArrayDataset.Known;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;
import dev.facet.format.NumberArray;

/**
 * Finds labels and factors among the arrays beside images. Labels have one value per image, a number or a text, and are
 * called {@code y_train} and {@code y_test}, {@code labels} or {@code y}; or they are a table with a column per class
 * and a single 1 in each row. Any other table by these names is factors, as are {@code latents_values}, {@code factors}
 * and coarse labels. For dSprites the shapes are labels. A list of texts may name the classes.
 */
final class ArrayCaptions {
    private static final String SPRITE_CLASSES = "latentsclasses";
    private static final List<String> SPRITE_SHAPES = List.of("square", "ellipse", "heart");
    private static final int MAX_FACTORS = 1000;

    private final Path file;
    private final Map<String, NumberArray> arrays;
    private final Map<String, List<String>> texts;
    private final Set<String> used = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();
    private @Nullable Labels labels;
    private @Nullable Factors factors;

    /**
     * What was found.
     *
     * @param used the names of the arrays and lists that it was made of
     * @param remarks what was assumed, as clauses
     */
    record Found(Known known, Set<String> used, List<String> remarks) {
        /** These captions, with others in their place if there are such. */
        Found or(ArraySet.@Nullable Captions given) {
            return given == null ? this : new Found(new Known(given.labels(), given.factors()), used, remarks);
        }
    }

    /** Captions among {@code arrays} and {@code texts}, for one call of a method. */
    ArrayCaptions(Path file, Map<String, NumberArray> arrays, Map<String, List<String>> texts) {
        this.file = file;
        this.arrays = arrays;
        this.texts = texts;
    }

    /**
     * The labels and factors of images without a second part.
     *
     * @param training whether the array is called as a training part is, so that labels may be as well
     */
    Found whole(String images, ArrayLayout layout, boolean training) throws IOException {
        int count = array(images).items();
        List<String> wanted = new ArrayList<>(training ? ArrayRoles.TRAIN_LABELS : List.of());
        wanted.addAll(ArrayRoles.LABELS);
        readLabels(wanted, List.of(), images, count, null, layout);
        Optional<String> table = ArrayRoles.find(arrays.keySet(), ArrayRoles.FACTORS);
        if (table.isPresent() && isTable(array(table.get()))) {
            checkCount(table.get(), count, images);
            used.add(table.get());
            double[][] columns = columns(array(table.get()));
            add(ArrayLabels.factors(
                    file, table.get(), names(columns.length, table.get(), layout), columns, new double[0][]));
        }
        if (labels == null) {
            labels = spriteShapes(count, images);
        }
        coarse(count, "");
        return found();
    }

    /** The labels and factors of one part of images. */
    Found part(String images, String other, ArrayLayout layout, Split split) throws IOException {
        boolean train = split == Split.TRAIN;
        readLabels(
                train ? ArrayRoles.TRAIN_LABELS : ArrayRoles.TEST_LABELS,
                train ? ArrayRoles.TEST_LABELS : ArrayRoles.TRAIN_LABELS,
                images,
                array(images).items(),
                other,
                layout);
        coarse(array(images).items(), train ? "train" : "test");
        return found();
    }

    private Found found() {
        return new Found(new Known(labels, factors), used, remarks);
    }

    private void add(Factors more) {
        factors = factors == null ? more : factors.and(more);
    }

    private void readLabels(
            List<String> wanted,
            List<String> wantedOfOther,
            String images,
            int count,
            @Nullable String other,
            ArrayLayout layout)
            throws IOException {
        List<String> all = new ArrayList<>(arrays.keySet());
        all.addAll(texts.keySet());
        all.remove(images);
        if (other != null) {
            all.remove(other);
        }
        Optional<String> named = ArrayRoles.findAll(all, wanted).stream()
                .filter(name -> !ArrayRoles.isVague(name) || (size(name) == count && width(name) == 1))
                // A list of texts of another length is names of classes.
                .filter(name -> arrays.containsKey(name) || size(name) == count)
                .findFirst();
        if (named.isEmpty()) {
            return;
        }
        Optional<String> otherNamed = ArrayRoles.find(all, wantedOfOther);
        otherNamed.ifPresent(used::add);
        String name = named.get();
        List<String> list = texts.get(name);
        if (list != null) {
            if (isDistinct(list)) {
                return;
            }
            used.add(name);
            labels = ArrayLabels.ofTexts(
                    file, name, list, otherNamed.map(texts::get).orElse(List.of()));
            return;
        }
        checkCount(name, count, images);
        if (array(name).itemSize() == 0 || array(name).itemSize() > MAX_FACTORS) {
            return;
        }
        used.add(name);
        Optional<NumberArray> others = otherNamed.map(arrays::get);
        double[][] columns = columns(array(name));
        double[][] otherColumns = others.isPresent() && others.get().itemSize() == columns.length
                ? columns(others.get())
                : new double[0][];
        if (columns.length == 1) {
            number(name, columns[0], otherColumns.length == 1 ? otherColumns[0] : new double[0]);
        } else {
            table(name, columns, otherColumns, layout);
        }
    }

    /** Whether a list has a text of its own for every item, as a list of names of files has. */
    private static boolean isDistinct(List<String> list) {
        return list.size() > 20 && new HashSet<>(list).size() == list.size();
    }

    private void number(String array, double[] values, double[] others) throws IOException {
        Optional<String> names = classNames(array);
        labels = ArrayLabels.of(file, array, values, values, others);
        if (names.isPresent()) {
            Labels named = ArrayLabels.named(file, array, list(names.get()), values, values, others);
            if (named.names().equals(list(names.get()))) {
                used.add(names.get());
            }
            labels = named;
            return;
        }
        Optional<String> mapping = ArrayRoles.find(arrays.keySet(), ArrayRoles.MAPPING);
        if (mapping.isPresent() && isTable(array(mapping.get()))) {
            used.add(mapping.get());
            labels = EmnistClasses.named(labels, EmnistClasses.of(columns(array(mapping.get()))));
        }
    }

    private void table(String array, double[][] columns, double[][] others, ArrayLayout layout) throws IOException {
        Optional<double[]> own = ArrayLabels.ofOneHot(columns);
        Optional<double[]> other = others.length == 0 ? own : ArrayLabels.ofOneHot(others);
        if (own.isPresent() && other.isPresent()) {
            labels = new Labels(
                    listed(columns.length, array).orElseGet(() -> numbered("", columns.length)),
                    Arrays.stream(own.get()).mapToInt(value -> (int) value).toArray());
            remarks.add("labels in " + array + " are one-hot");
            return;
        }
        boolean binary =
                Arrays.stream(columns).flatMapToDouble(Arrays::stream).allMatch(value -> value == 0 || value == 1);
        if (binary) {
            remarks.add("images have several labels or none in " + array + ", so these are factors");
        }
        List<String> names = binary
                ? listed(columns.length, array).orElseGet(() -> numbered("label", columns.length))
                : names(columns.length, array, layout);
        add(ArrayLabels.factors(file, array, names, columns, others));
    }

    private static List<String> numbered(String word, int count) {
        return IntStream.range(0, count).mapToObj(c -> word + c).toList();
    }

    /** The list of texts that names the columns of a table. */
    private Optional<List<String>> listed(int columns, String array) {
        Optional<String> found = classNames(array).filter(name -> list(name).size() == columns);
        found.ifPresent(used::add);
        return found.map(this::list);
    }

    /** The names of a table's columns: a list of texts of that length, or those of 3D Shapes; else none. */
    private List<String> names(int columns, String array, ArrayLayout layout) {
        boolean shapes = columns == ArrayLabels.SHAPES.size()
                && layout.shape().channels() == 3
                && ArrayRoles.find(List.of(array), ArrayRoles.LABELS).isPresent();
        return listed(columns, array).orElse(shapes ? ArrayLabels.SHAPES : List.of());
    }

    /** The list that names classes. */
    private Optional<String> classNames(String array) {
        return ArrayRoles.findAll(texts.keySet(), ArrayRoles.CLASS_NAMES).stream()
                .filter(name -> !name.equals(array) && list(name).size() > 1)
                .findFirst();
    }

    /** Coarse classes, such as CIFAR-100 has beside the fine ones, as a factor. */
    private void coarse(int count, String part) throws IOException {
        List<String> all = ArrayRoles.findAll(arrays.keySet(), ArrayRoles.COARSE);
        used.addAll(all);
        List<String> ofPart = ArrayRoles.findAll(
                all, ArrayRoles.COARSE.stream().map(name -> part + name).toList());
        for (String name : ofPart) {
            if (array(name).items() == count && array(name).itemSize() == 1) {
                add(ArrayLabels.factors(
                        file, name, List.of("coarse_label"), ArrayLabels.columns(array(name)), new double[0][]));
                return;
            }
        }
    }

    /** The labels of dSprites: of its six classes per image the second is the shape. */
    private @Nullable Labels spriteShapes(int count, String images) throws IOException {
        Optional<String> classes = ArrayRoles.find(arrays.keySet(), List.of(SPRITE_CLASSES));
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
        used.add(classes.get());
        return new Labels(
                SPRITE_SHAPES,
                Arrays.stream(shapes).mapToInt(shape -> (int) shape).toArray());
    }

    private double[][] columns(NumberArray array) throws IOException {
        MemoryException.check(file, 8L * array.items() * array.itemSize(), "leave out columns of labels");
        return ArrayLabels.columns(array);
    }

    private static boolean isTable(NumberArray array) {
        return array.dimensions().length == 2 && array.itemSize() > 1 && array.itemSize() <= MAX_FACTORS;
    }

    private void checkCount(String array, int count, String images) throws FormatException {
        if (array(array).items() != count) {
            throw new FormatException(
                    file,
                    array(array).items() + " rows in " + array + ", but " + count + " images in " + images
                            + "; there must be one for each image. Rename " + array + " if it is something else");
        }
    }

    private int size(String name) {
        NumberArray array = arrays.get(name);
        return array == null ? list(name).size() : array.items();
    }

    private int width(String name) {
        NumberArray array = arrays.get(name);
        return array == null ? 1 : array.itemSize();
    }

    private List<String> list(String name) {
        return texts.getOrDefault(name, List.of());
    }

    private NumberArray array(String name) {
        NumberArray found = arrays.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no array " + name);
        }
        return found;
    }
}
