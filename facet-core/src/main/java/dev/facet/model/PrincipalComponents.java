package dev.facet.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Draws;
import dev.facet.torch.Tensors;

/**
 * The directions in which rows of numbers differ most, by subspace iteration (Halko, Martinsson, Tropp 2011, algorithm
 * 4.4).
 *
 * @param mean mean of the rows {@code [features]}
 * @param axes orthonormal directions, the largest variance first, {@code [features, axes]}, row-major
 * @param variances variances along the axes {@code [axes]}
 * @param total variance in all directions together
 */
public record PrincipalComponents(float[] mean, float[] axes, float[] variances, double total) {
    private static final int SPARE_AXES = 16;
    private static final int ITERATIONS = 4;

    /**
     * The principal components of rows.
     *
     * @param rows {@code [N, features]}, at least two
     * @param kept how many are kept, at most as many as there are features
     */
    static PrincipalComponents of(Tensor rows, int kept) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor mean = rows.mean(new long[] {0}, false, new ScalarTypeOptional());
            Tensor centred = rows.sub(mean);
            double total = centred.mul(centred).sum().item_double() / (rows.size(0) - 1);
            int features = Math.toIntExact(centred.size(1));
            int width = Math.min(kept + SPARE_AXES, features);
            Tensor basis = orthonormal(Tensors.of(gaussians(features * width), features, width));
            for (int i = 0; i < ITERATIONS; i++) {
                basis = orthonormal(centred.t().matmul(centred.matmul(basis)));
            }
            Tensor projected = centred.matmul(basis); // [N, width]
            Tensor covariance = projected.t().matmul(projected).div(Tensors.scalar(centred.size(0) - 1));
            T_TensorTensor_T eigen = torch.linalg_eigh(covariance); // in ascending order
            Tensor values = eigen.get0().flip(0).narrow(0, 0, kept);
            Tensor vectors = eigen.get1().flip(1).narrow(1, 0, kept);
            return new PrincipalComponents(
                    Tensors.floats(mean), Tensors.floats(basis.matmul(vectors)), Tensors.floats(values), total);
        }
    }

    /**
     * The principal components of the features that Q reads its codes from, scaled to length 1 for each item.
     *
     * @param features {@code [N, features]}, at least two items
     * @param most the most components that are kept
     */
    public static PrincipalComponents ofFeatures(Tensor features, int most) {
        int kept = (int) Math.min(most, Math.min(features.size(0) - 1, features.size(1)));
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return of(FeatureDistance.normalised(features), kept);
        }
    }

    /** The number of components. */
    public int count() {
        return variances.length;
    }

    /** Where items lie along the axes, {@code [N, axes]}, row-major, from their features {@code [N, features]}. */
    float[] place(Tensor features) {
        Tensor centred = FeatureDistance.normalised(features).sub(Tensors.of(mean, mean.length));
        return Tensors.floats(centred.matmul(Tensors.of(axes, mean.length, count())));
    }

    private static Tensor orthonormal(Tensor columns) {
        return torch.linalg_qr(columns).get0();
    }

    private static float[] gaussians(int count) {
        Draws draws = new Draws(Draws.seed(0, "principal components"), 0);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) draws.nextGaussian();
        }
        return values;
    }
}
