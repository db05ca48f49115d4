package dev.facet.calibrate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What Q reads of many items of a data set, and where they lie in the space of its features. All arrays have one entry
 * per item; they are not copied.
 *
 * @param numbers the items' numbers in the data, in ascending order
 * @param categories the most probable category of each categorical code, by its id
 * @param probabilities the probability of that category
 * @param means Q's mean of each continuous code, by its id, in the code's unit
 * @param sigmas the standard deviation, in the code's unit
 * @param distances from the training data; null if the model is not calibrated
 * @param components how many numbers a place has
 * @param places along the principal components of Q's features, {@code [item, component]}, row-major; the components
 *     with the largest variances come first
 */
public record ItemReadings(
        int[] numbers,
        Map<String, int[]> categories,
        Map<String, float[]> probabilities,
        Map<String, float[]> means,
        Map<String, float[]> sigmas,
        float @Nullable [] distances,
        int components,
        float[] places) {
    public ItemReadings {
        categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
        probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        means = Collections.unmodifiableMap(new LinkedHashMap<>(means));
        sigmas = Collections.unmodifiableMap(new LinkedHashMap<>(sigmas));
        int count = numbers.length;
        boolean fits = categories.values().stream().allMatch(column -> column.length == count)
                && probabilities.values().stream().allMatch(column -> column.length == count)
                && means.values().stream().allMatch(column -> column.length == count)
                && sigmas.values().stream().allMatch(column -> column.length == count)
                && categories.keySet().equals(probabilities.keySet())
                && means.keySet().equals(sigmas.keySet())
                && (distances == null || distances.length == count)
                && components >= 1
                && places.length == (long) count * components;
        if (!fits) {
            throw new IllegalArgumentException("the columns of " + count + " items have other lengths");
        }
        for (int i = 0; i < count; i++) {
            if (numbers[i] < 0 || i > 0 && numbers[i] <= numbers[i - 1]) {
                throw new IllegalArgumentException("the numbers of items are not in ascending order");
            }
        }
    }

    /** The number of items. */
    public int count() {
        return numbers.length;
    }

    /** Where items lie along one component. */
    public float[] along(int component) {
        float[] column = new float[count()];
        for (int i = 0; i < column.length; i++) {
            column[i] = places[i * components + component];
        }
        return column;
    }

    /** The positions of the items nearest to the item at a position, itself left out, the nearest first. */
    public int[] nearest(int position, int most) {
        int wanted = Math.max(0, Math.min(most, count() - 1));
        int[] found = new int[wanted];
        double[] far = new double[wanted];
        int kept = 0;
        for (int i = 0; i < count(); i++) {
            double distance = i == position ? Double.POSITIVE_INFINITY : squared(position, i);
            if (i == position || kept == wanted && (wanted == 0 || distance >= far[kept - 1])) {
                continue;
            }
            int at = kept < wanted ? kept++ : kept - 1;
            for (; at > 0 && far[at - 1] > distance; at--) {
                far[at] = far[at - 1];
                found[at] = found[at - 1];
            }
            far[at] = distance;
            found[at] = i;
        }
        return found;
    }

    private double squared(int one, int other) {
        double sum = 0;
        for (int c = 0; c < components; c++) {
            double difference = places[one * components + c] - places[other * components + c];
            sum += difference * difference;
        }
        return sum;
    }
}
