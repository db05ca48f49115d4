package dev.facet.calibrate;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.facet.codes.Calibration.Sigma;

/**
 * Known errors of the readings of a continuous code: the difference from the code that an image was generated with, and
 * the difference between readings of the same real item under two warps.
 *
 * @param generated error of each reading of a generated item, in standard deviations of Q
 * @param said Q's standard deviations for the generated items
 * @param repeated difference of each real item's two readings that the warps do not explain, divided by √2
 * @param saidOfReal Q's standard deviations for those items
 */
record ReadingError(double[] generated, double[] said, double[] repeated, double[] saidOfReal) {
    /** Share of a normal distribution within one standard deviation. */
    private static final double ONE_SIGMA = 0.6827;

    private static final double LEAST_FACTOR = 1e-6;
    private static final double RIDGE = 1e-6;

    /** Combines the errors of several numbers. */
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

    /**
     * Fits the correction, so that at least {@value #ONE_SIGMA} of the errors of each kind are within one standard
     * deviation.
     */
    Sigma fit() {
        return new Sigma(Math.max(LEAST_FACTOR, quantile(generated)), quantile(repeated));
    }

    /** Share of generated items whose code is within one corrected standard deviation. */
    double coverage(Sigma sigma) {
        return IntStream.range(0, generated.length)
                .mapToDouble(i -> generated[i] * said[i] <= sigma.of(said[i]) ? 1 : 0)
                .average()
                .orElse(0);
    }

    /** Share of real items whose readings differ by no more than the corrected standard deviation allows. */
    double repeatability(Sigma sigma) {
        return IntStream.range(0, repeated.length)
                .mapToDouble(i -> repeated[i] <= sigma.of(saidOfReal[i]) ? 1 : 0)
                .average()
                .orElse(0);
    }

    /** Every second error of each kind, from {@code first} on. */
    ReadingError half(int first) {
        return new ReadingError(
                half(generated, first), half(said, first), half(repeated, first), half(saidOfReal, first));
    }

    /**
     * Absolute residuals of the differences of readings after linear regression on the differences of the warps. A code
     * for the slant, for example, rightly changes with a shear.
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
            gram.add(a, a, ridge); // the warps of some kinds of items do not use all numbers
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
