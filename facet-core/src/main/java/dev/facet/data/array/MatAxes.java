package dev.facet.data.array;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import dev.facet.format.NumberArray;
import dev.facet.format.StridedArray;

/**
 * Transposes MATLAB's arrays to NumPy's order, items first. MATLAB's images are usually {@code [height, width, count]}
 * or {@code [height, width, channels, count]}, but files that other programs wrote have the count first. The number of
 * labels decides; without labels, the only order in which the array can hold images.
 */
final class MatAxes {
    private MatAxes() {}

    static Map<String, NumberArray> itemsFirst(Map<String, StridedArray> arrays) {
        OptionalInt labels = arrays.entrySet().stream()
                .filter(array -> ArraySet.LABELS.contains(array.getKey().toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .filter(MatAxes::isVector)
                .mapToInt(array -> array.dimensions()[0] * array.dimensions()[1])
                .findFirst();
        Map<String, NumberArray> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, itemsFirst(array, labels)));
        return result;
    }

    private static NumberArray itemsFirst(StridedArray array, OptionalInt labels) {
        int[] d = array.dimensions();
        if (d.length == 2) {
            // Vectors are rows or columns.
            return d[0] == 1 ? array.lastAxisFirst() : array;
        }
        StridedArray turned = array.lastAxisFirst();
        if (labels.isPresent() && (d[0] == labels.getAsInt()) != (d[d.length - 1] == labels.getAsInt())) {
            return d[0] == labels.getAsInt() ? array : turned;
        }
        // With three dimensions both orders are possible.
        Optional<ArrayLayout> last = ArrayLayout.of(turned.dimensions());
        return last.isEmpty() && ArrayLayout.of(d).isPresent() ? array : turned;
    }

    private static boolean isVector(StridedArray array) {
        int[] d = array.dimensions();
        return d.length == 2 && (d[0] == 1 || d[1] == 1);
    }
}
