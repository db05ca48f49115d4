package dev.facet.data;

import java.util.Arrays;
import java.util.List;

import dev.facet.codes.Draws;

/** One class per image: {@code values[i]} indexes {@code names}. The array is not copied. */
public record Labels(List<String> names, int[] values) {
    public Labels {
        names = List.copyOf(names);
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= names.size()) {
                throw new IllegalArgumentException(
                        "label " + values[i] + " of image " + i + " is outside 0 … " + (names.size() - 1));
            }
        }
    }

    /** How many images each class has. */
    public int[] counts() {
        int[] counts = new int[names.size()];
        for (int value : values) {
            counts[value]++;
        }
        return counts;
    }

    /** The classes of the images with these indices, in the order of the indices. */
    public Labels of(int... indices) {
        return new Labels(names, Arrays.stream(indices).map(i -> values[i]).toArray());
    }

    /** The indices of {@code perClass} random images of each class, or of all images of a class that has fewer. */
    public int[] some(int perClass, long seed) {
        int[] order = new Draws(Draws.seed(seed, "few labels"), 0).permutation(values.length);
        int[] taken = new int[names.size()];
        int count = 0;
        for (int image : order) {
            if (taken[values[image]]++ < perClass) {
                order[count++] = image;
            }
        }
        return Arrays.copyOf(order, count);
    }
}
