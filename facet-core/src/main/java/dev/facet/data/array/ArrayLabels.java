package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        long[] classes = found.stream().mapToLong(Long::longValue).toArray();
        return new Labels(
                Arrays.stream(classes).mapToObj(Long::toString).toList(),
                Arrays.stream(values)
                        .mapToInt(value -> Arrays.binarySearch(classes, (long) value))
                        .toArray());
    }

    /** A factor for each column that is not constant; six columns are named as those of dSprites are. */
    public static Factors factors(Path file, String array, double[][] columns) throws FormatException {
        List<String> names = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (int c = 0; c < columns.length; c++) {
            double[] column = columns[c];
            for (int i = 0; i < column.length; i++) {
                if (!Double.isFinite(column[i])) {
                    throw new FormatException(
                            file, "array " + array + ": factors must be numbers; row " + i + " has " + column[i]);
                }
            }
            if (IntStream.range(1, column.length).anyMatch(i -> column[i] != column[0])) {
                names.add(columns.length == SPRITES.size() ? SPRITES.get(c) : "factor" + (c + 1));
                values.add(column);
            }
        }
        return new Factors(names, values.toArray(new double[0][]));
    }
}
