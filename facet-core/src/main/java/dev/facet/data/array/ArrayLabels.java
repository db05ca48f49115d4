package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;

/** Makes labels and factors from the arrays that lie beside images. */
public final class ArrayLabels {
    private static final int MAX_CLASSES = 100_000;
    /** The names of dSprites' latent variables, in their order (github.com/google-deepmind/dsprites-dataset). */
    private static final List<String> SPRITES = List.of("color", "shape", "scale", "orientation", "x", "y");
    /** The names of the factors of 3D Shapes, in their order (github.com/google-deepmind/3d-shapes). */
    static final List<String> SHAPES = List.of("floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation");

    /** What a text that is empty is called as the name of a class. */
    private static final String UNNAMED = "unlabelled";

    private ArrayLabels() {}

    /** The columns of {@code array}, which has one or two dimensions: {@code [column][item]}. */
    public static double[][] columns(NumberArray array) throws IOException {
        double[][] columns = new double[array.itemSize()][array.items()];
        array.forEach((index, item) -> {
            for (int c = 0; c < item.length; c++) {
                columns[c][index] = item[c];
            }
        });
        return columns;
    }

    /**
     * Labels with one class per distinct value, in ascending order, named by the value.
     *
     * @param all the values of all parts of the set, so that the parts have the same classes
     */
    public static Labels of(Path file, String array, double[] values, double[]... all) throws FormatException {
        long[] classes = classes(file, array, all);
        return new Labels(
                Arrays.stream(classes).mapToObj(Long::toString).toList(),
                Arrays.stream(values)
                        .mapToInt(value -> Arrays.binarySearch(classes, (long) value))
                        .toArray());
    }

    /**
     * As {@link #of}, with the names of the classes: of class 0, 1 and so on, or if there is no class 0 and the last
     * has the number of names, of class 1, 2 and so on. If the numbers do not fit the names, they are the names.
     */
    public static Labels named(Path file, String array, List<String> names, double[] values, double[]... all)
            throws FormatException {
        long[] classes = classes(file, array, all);
        if (classes.length == 0 || classes[0] < 0) {
            return of(file, array, values, all);
        }
        long last = classes[classes.length - 1];
        int first = classes[0] >= 1 && last == names.size() ? 1 : 0;
        if (last - first >= names.size()) {
            return of(file, array, values, all);
        }
        return new Labels(
                names,
                Arrays.stream(values).mapToInt(value -> (int) value - first).toArray());
    }

    private static long[] classes(Path file, String array, double[]... all) throws FormatException {
        TreeSet<Long> found = new TreeSet<>();
        for (double[] part : all) {
            for (int i = 0; i < part.length; i++) {
                if (part[i] != Math.rint(part[i]) || Math.abs(part[i]) > 1L << 53) {
                    throw new FormatException(
                            file,
                            "array " + array + ": labels were wanted, whole numbers; value " + i + " is " + part[i]
                                    + ". Give the array another name if it is something else");
                }
                if (found.add((long) part[i]) && found.size() > MAX_CLASSES) {
                    throw new FormatException(
                            file, "array " + array + ": more than " + MAX_CLASSES + " different labels");
                }
            }
        }
        return found.stream().mapToLong(Long::longValue).toArray();
    }

    /** Labels with one class per distinct text: in ascending order if all are whole numbers, else by their letters. */
    public static Labels ofTexts(Path file, String array, List<String> values, List<String> others)
            throws FormatException {
        TreeSet<String> found = new TreeSet<>();
        for (List<String> part : List.of(values, others)) {
            for (String text : part) {
                if (found.add(className(text)) && found.size() > MAX_CLASSES) {
                    throw new FormatException(file, array + ": more than " + MAX_CLASSES + " different labels");
                }
            }
        }
        List<String> names = new ArrayList<>(found);
        if (names.stream().allMatch(name -> name.matches("[+-]?[0-9]{1,18}"))) {
            names.sort(Comparator.comparingLong(Long::parseLong));
        }
        Map<String, Integer> places = new HashMap<>();
        names.forEach(name -> places.put(name, places.size()));
        return new Labels(
                names,
                values.stream()
                        .mapToInt(text -> places.getOrDefault(className(text), 0))
                        .toArray());
    }

    private static String className(String text) {
        return text.isBlank() ? UNNAMED : text.strip();
    }

    /** The classes of a table with a column per class, if all values are 0 and 1 and each row has a single 1. */
    static Optional<double[]> ofOneHot(double[][] columns) {
        int count = columns[0].length;
        double[] classes = new double[count];
        for (int i = 0; i < count; i++) {
            int ones = 0;
            for (int c = 0; c < columns.length; c++) {
                if (columns[c][i] == 1) {
                    classes[i] = c;
                    ones++;
                } else if (columns[c][i] != 0) {
                    return Optional.empty();
                }
            }
            if (ones != 1) {
                return Optional.empty();
            }
        }
        return Optional.of(classes);
    }

    /**
     * A factor for each column that is not constant in all parts; six columns are named as those of dSprites are.
     *
     * @param names of the columns; of no use if there are more or fewer than columns
     * @param others the same columns of the other part, or none
     */
    public static Factors factors(Path file, String array, List<String> names, double[][] columns, double[][] others)
            throws FormatException {
        List<String> kept = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (int c = 0; c < columns.length; c++) {
            double[] column = columns[c];
            for (int i = 0; i < column.length; i++) {
                if (!Double.isFinite(column[i])) {
                    throw new FormatException(
                            file, "array " + array + ": factors must be numbers; row " + i + " has " + column[i]);
                }
            }
            double first = column.length == 0 ? 0 : column[0];
            boolean varies = Arrays.stream(column).anyMatch(value -> value != first)
                    || (others.length == columns.length
                            && Arrays.stream(others[c]).anyMatch(value -> value != first));
            if (varies) {
                kept.add(name(names, c, columns.length));
                values.add(column);
            }
        }
        return new Factors(kept, values.toArray(new double[0][]));
    }

    private static String name(List<String> names, int column, int count) {
        if (names.size() == count
                && !names.get(column).isBlank()
                && IntStream.range(0, column).noneMatch(c -> names.get(c).equals(names.get(column)))) {
            return names.get(column);
        }
        return count == SPRITES.size() ? SPRITES.get(column) : "factor" + (column + 1);
    }
}
