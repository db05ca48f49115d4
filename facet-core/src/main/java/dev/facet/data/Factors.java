package dev.facet.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The true factors of variation: {@code values[f][i]} is factor {@code names.get(f)} of image i. The arrays are not
 * copied.
 *
 * @param periods the period of each factor, such as 360 for an angle in degrees; 0 if it is not periodic
 */
public record Factors(List<String> names, double[][] values, double[] periods) {
    public Factors {
        names = List.copyOf(names);
        if (values.length != names.size() || periods.length != names.size()) {
            throw new IllegalArgumentException(
                    names.size() + " factor names, " + values.length + " columns, " + periods.length + " periods");
        }
    }

    /** Factors without periods. */
    public Factors(List<String> names, double[][] values) {
        this(names, values, new double[names.size()]);
    }

    /** These factors and others of the same images. */
    public Factors and(Factors others) {
        return new Factors(
                Stream.concat(names.stream(), others.names.stream()).toList(),
                Stream.concat(Arrays.stream(values), Arrays.stream(others.values))
                        .toArray(double[][]::new),
                DoubleStream.concat(Arrays.stream(periods), Arrays.stream(others.periods))
                        .toArray());
    }
}
