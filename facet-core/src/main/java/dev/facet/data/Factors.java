package dev.facet.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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

    /** The factors of the items with these indices, in the order of the indices. */
    public Factors of(int... indices) {
        return new Factors(
                names,
                Arrays.stream(values)
                        .map(column -> Arrays.stream(indices)
                                .mapToDouble(i -> column[i])
                                .toArray())
                        .toArray(double[][]::new),
                periods);
    }

    /** These factors without those that are the class itself, whose values have no order. */
    public Factors without(Labels labels) {
        double[] classes = Arrays.stream(labels.values()).asDoubleStream().toArray();
        int[] kept = IntStream.range(0, names.size())
                .filter(f -> !Arrays.equals(values[f], classes))
                .toArray();
        return new Factors(
                Arrays.stream(kept).mapToObj(names::get).toList(),
                Arrays.stream(kept).mapToObj(f -> values[f]).toArray(double[][]::new),
                Arrays.stream(kept).mapToDouble(f -> periods[f]).toArray());
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
