package dev.facet.calibrate;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.facet.codes.Calibration.Sigma;

/**
 * How far readings of a continuous code are from what they should be, where that is known: from the code that an
 * image was generated with, and from the reading of the same real item warped a little otherwise.
 *
 * @param generated the error of each reading of a generated item, in standard deviations that Q says
 * @param said these standard deviations of generated items
 * @param repeated how much each real item's two readings differ beyond what the warps account for, divided by √2
 * @param saidOfReal the standard deviations that Q says of those items
 */
record ReadingError(double[] generated, double[] said, double[] repeated, double[] saidOfReal) {
    /** The share of a normal distribution within one standard deviation. */
    private static final double ONE_SIGMA = 0.6827;

    private static final double LEAST_FACTOR = 1e-6;
    private static final double RIDGE = 1e-6;

    /** Those of several numbers together. */
    static ReadingError of(List<ReadingError> errors) {
        return new ReadingError(
                joined(errors, ReadingError::generated),
                joined(errors, ReadingError::said),
                joined(errors, ReadingError::repeated),
                joined(errors, ReadingError::saidOfReal));
    }

    private static double[] joined(List<ReadingError> errors, Function<ReadingError, double[]> part) {
        return errors.stream().map(part).flatMapToDouble(Arrays::stream).toArray();
    }

    /** What is to be reported: on either kind of items at least {@value #ONE_SIGMA} of the errors are within it. */
    Sigma fit() {
        return new Sigma(Math.max(LEAST_FACTOR, quantile(generated)), quantile(repeated));
    }

    /** The share of generated items whose code is within what is reported. */
    double coverage(Sigma sigma) {
        return IntStream.range(0, generated.length)
                .mapToDouble(i -> generated[i] * said[i] <= sigma.of(said[i]) ? 1 : 0)
                .average()
                .orElse(0);
    }

    /** The share of real items whose readings differ by no more than what is reported lets expect. */
    double repeatability(Sigma sigma) {
        return IntStream.range(0, repeated.length)
                .mapToDouble(i -> repeated[i] <= sigma.of(saidOfReal[i]) ? 1 : 0)
                .average()
                .orElse(0);
    }

    /** Every second error of either kind, from {@code first} on. */
    ReadingError half(int first) {
        return new ReadingError(
                half(generated, first), half(said, first), half(repeated, first), half(saidOfReal, first));
    }

    /**
     * What of the differences of readings is left when the best linear function of the differences of the warps is
     * taken away, as absolute values: a code that is the slant moves with a shear, and is read rightly then.
     *
     * @param readings difference of each item's two readings
     * @param warps difference of its two warps {@code [item][number]}
     */
    static double[] unexplained(double[] readings, float[][] warps) {
        int numbers = warps[0].length;
        DMatrixRMaj gram = new DMatrixRMaj(numbers, numbers);
        DMatrixRMaj products = new DMatrixRMaj(numbers, 1);
        for (int i = 0; i < readings.length; i++) {
            for (int a = 0; a < numbers; a++) {
                products.add(a, 0, warps[i][a] * readings[i]);
                for (int b = 0; b < numbers; b++) {
                    gram.add(a, b, (double) warps[i][a] * warps[i][b]);
                }
            }
        }
        double ridge = RIDGE * CommonOps_DDRM.trace(gram) + Double.MIN_NORMAL;
        for (int a = 0; a < numbers; a++) {
            gram.add(a, a, ridge); // warps of some kinds of items leave numbers unused
        }
        DMatrixRMaj response = new DMatrixRMaj(numbers, 1);
        if (!CommonOps_DDRM.solve(gram, products, response)) {
            response.zero(); // there were no warps
        }
        return IntStream.range(0, readings.length)
                .mapToDouble(i -> {
                    double explained = 0;
                    for (int a = 0; a < numbers; a++) {
                        explained += warps[i][a] * response.get(a, 0);
                    }
                    return Math.abs(readings[i] - explained);
                })
                .toArray();
    }

    private static double[] half(double[] values, int first) {
        return IntStream.range(0, (values.length - first + 1) / 2)
                .mapToDouble(i -> values[first + 2 * i])
                .toArray();
    }

    private static double quantile(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(ONE_SIGMA * (sorted.length + 1)) - 1)];
    }
}
