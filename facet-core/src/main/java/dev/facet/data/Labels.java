package dev.facet.data;

import java.util.List;

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
}
