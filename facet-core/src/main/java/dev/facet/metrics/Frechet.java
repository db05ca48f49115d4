package dev.facet.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The Fréchet distance of two sets of features, assumed to be normally distributed (Heusel et al. 2017): {@code |μ₁ −
 * μ₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½)}. With features of Inception-v3 it is the FID; with others it is not comparable to
 * the FID. It falls as samples are added, so only equal numbers of samples compare.
 */
public final class Frechet {
    private Frechet() {}

    /**
     * The moments of a set of features.
     *
     * @param count number of items
     * @param mean {@code [feature]}
     * @param covariance {@code [feature][feature]}, unbiased
     */
    public record Moments(int count, double[] mean, double[][] covariance) {
        /** The moments of {@code features [item][feature]}, at least 2 items. */
        public static Moments of(float[][] features) {
            if (features.length < 2) {
                throw new IllegalArgumentException("a covariance needs at least 2 items; got " + features.length);
            }
            int width = features[0].length;
            double[] mean = new double[width];
            for (float[] item : features) {
                for (int d = 0; d < width; d++) {
                    mean[d] += item[d] / (double) features.length;
                }
            }
            double[][] covariance = new double[width][width];
            double[] centred = new double[width];
            for (float[] item : features) {
                for (int d = 0; d < width; d++) {
                    centred[d] = item[d] - mean[d];
                }
                for (int a = 0; a < width; a++) {
                    double of = centred[a] / (features.length - 1);
                    for (int b = 0; b <= a; b++) {
                        covariance[a][b] += of * centred[b];
                    }
                }
            }
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < a; b++) {
                    covariance[b][a] = covariance[a][b];
                }
            }
            return new Moments(features.length, mean, covariance);
        }
    }

    /** The squared distance, which is commonly called the Fréchet distance, 0 or more. */
    public static double distance(Moments a, Moments b) {
        if (a.mean().length != b.mean().length) {
            throw new IllegalArgumentException(
                    "the sets have " + a.mean().length + " and " + b.mean().length + " features");
        }
        double means = 0;
        for (int d = 0; d < a.mean().length; d++) {
            means += (a.mean()[d] - b.mean()[d]) * (a.mean()[d] - b.mean()[d]);
        }
        DMatrixRMaj first = new DMatrixRMaj(a.covariance());
        DMatrixRMaj second = new DMatrixRMaj(b.covariance());
        // tr (C₁ C₂)^½ = tr (C₁^½ C₂ C₁^½)^½, which is symmetric.
        DMatrixRMaj root = root(first);
        DMatrixRMaj left = new DMatrixRMaj(first.numRows, first.numCols);
        DMatrixRMaj product = new DMatrixRMaj(first.numRows, first.numCols);
        CommonOps_DDRM.mult(root, second, left);
        CommonOps_DDRM.mult(left, root, product);
        double traces =
                CommonOps_DDRM.trace(first) + CommonOps_DDRM.trace(second) - 2 * CommonOps_DDRM.trace(root(product));
        return Math.max(0, means + traces);
    }

    /** The square root of a symmetric matrix whose eigenvalues are not negative, apart from rounding. */
    private static DMatrixRMaj root(DMatrixRMaj matrix) {
        DMatrixRMaj symmetric = matrix.copy();
        CommonOps_DDRM.transpose(symmetric);
        CommonOps_DDRM.add(0.5, symmetric, 0.5, matrix, symmetric);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(matrix.numRows, true, true);
        if (!eigen.decompose(symmetric)) {
            throw new ArithmeticException(
                    "the eigenvalues of a covariance could not be found; are there infinite features?");
        }
        int n = matrix.numRows;
        DMatrixRMaj scaled = new DMatrixRMaj(n, n);
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            double value = Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
            DMatrixRMaj vector = eigen.getEigenVector(i);
            for (int row = 0; row < n; row++) {
                vectors.set(row, i, vector.get(row, 0));
                scaled.set(row, i, value * vector.get(row, 0));
            }
        }
        DMatrixRMaj root = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(scaled, vectors, root);
        return root;
    }
}
