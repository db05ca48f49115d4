package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import dev.facet.format.NumberArray;
import dev.facet.format.NumberType;
import dev.facet.format.ReversedAxes;
import dev.facet.format.StridedArray;

/**
 * Transposes MATLAB's arrays to NumPy's order, items first. MATLAB's images are usually {@code [height, width, count]}
 * or {@code [height, width, channels, count]}, but files that other programs wrote have the count first. The numbers of
 * labels decide; without labels, the only order in which the array can hold images.
 */
final class MatAxes {
    private MatAxes() {}

    static Map<String, NumberArray> itemsFirst(Map<String, StridedArray> arrays) {
        Set<Integer> counts = counts(arrays);
        Map<String, NumberArray> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, itemsFirst(array, counts)));
        return result;
    }

    private static NumberArray itemsFirst(StridedArray array, Set<Integer> counts) {
        int[] d = array.dimensions();
        StridedArray turned = array.lastAxisFirst();
        int first = d[0];
        int last = d[d.length - 1];
        if (d.length == 2) {
            // Vectors are rows or columns.
            return first == 1 || (counts.contains(last) && !counts.contains(first) && last > 1) ? turned : array;
        }
        if (counts.contains(first) != counts.contains(last)) {
            return counts.contains(first) ? array : turned;
        }
        // With three dimensions both orders are possible.
        Optional<ArrayLayout> layout = ArrayLayout.of(turned.dimensions());
        return layout.isEmpty() && ArrayLayout.of(d).isPresent() ? array : turned;
    }

    /**
     * As {@link #itemsFirst(Map)} for arrays of a MAT-file of version 7.3, whose dimensions HDF5 has in reverse: {@code
     * [count, channels, width, height]}. Arrays that have the items last there are read into memory when they are used.
     */
    static Map<String, NumberArray> hdf5ItemsFirst(Path file, Map<String, NumberArray> arrays) {
        Set<Integer> counts = counts(arrays);
        Map<String, NumberArray> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, hdf5ItemsFirst(file, array, counts)));
        return result;
    }

    private static NumberArray hdf5ItemsFirst(Path file, NumberArray array, Set<Integer> counts) {
        int[] d = array.dimensions();
        if (d.length < 2 || (d.length == 2 && d[1] == 1)) {
            return array;
        }
        int first = d[0];
        int last = d[d.length - 1];
        int[] matlab = new int[d.length];
        for (int i = 0; i < d.length; i++) {
            matlab[i] = d[d.length - 1 - i];
        }
        if (d.length == 2) {
            return counts.contains(first) && !counts.contains(last) && first > 1
                    ? array
                    : new Loaded(file, array, matlab, StridedArray::lastAxisFirst);
        }
        NumberArray turned = new ReversedAxes(array);
        boolean itemsLast = counts.contains(first) != counts.contains(last)
                ? counts.contains(last)
                : ArrayLayout.of(turned.dimensions()).isEmpty()
                        && ArrayLayout.of(matlab).isPresent();
        return itemsLast ? new Loaded(file, array, matlab, StridedArray::reversed) : turned;
    }

    /** The numbers of values in arrays that are labels by their names. */
    private static Set<Integer> counts(Map<String, ? extends NumberArray> arrays) {
        return arrays.entrySet().stream()
                .filter(array -> isLabels(array.getKey()))
                .map(array -> array.getValue().dimensions())
                .filter(d -> d.length == 2 && (d[0] == 1 || d[1] == 1))
                .map(d -> d[0] * d[1])
                .collect(Collectors.toSet());
    }

    private static boolean isLabels(String array) {
        List<String> alone = List.of(array);
        return !ArrayRoles.isVague(array)
                && (ArrayRoles.find(alone, ArrayRoles.LABELS).isPresent()
                        || ArrayRoles.find(alone, ArrayRoles.TRAIN_LABELS).isPresent()
                        || ArrayRoles.find(alone, ArrayRoles.TEST_LABELS).isPresent());
    }

    /** An array that is read into memory, and turned there, each time it is used. */
    private record Loaded(Path file, NumberArray source, int[] dimensions, UnaryOperator<StridedArray> turn)
            implements NumberArray {
        @Override
        public NumberType type() {
            return source.type();
        }

        @Override
        public void forEach(ItemSink sink) throws IOException {
            turn.apply(StridedArray.load(file, source)).forEach(sink);
        }
    }
}
