package dev.facet.data;

import java.util.List;

/** The true factors of variation: {@code values[f][i]} is factor {@code names.get(f)} of image i. The arrays are not copied. */
public record Factors(List<String> names, double[][] values) {
    public Factors {
        names = List.copyOf(names);
        if (values.length != names.size()) {
            throw new IllegalArgumentException(names.size() + " factor names, " + values.length + " columns");
        }
    }
}
