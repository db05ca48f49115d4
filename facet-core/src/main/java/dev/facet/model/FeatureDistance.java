package dev.facet.model;

import java.util.Arrays;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Calibration;
import dev.facet.torch.Tensors;

/**
 * The distance of an item from the training data: the Mahalanobis distance of the features that Q reads its codes from,
 * scaled to length 1 per item. The covariance is that of probabilistic principal components (Tipping, Bishop 1999): the
 * largest variances are kept, each with its axis, and the others are set equal. At distance 1, items begin to be unlike
 * the data.
 *
 * @param mean mean of the features {@code [features]}
 * @param axes axes of the largest variances, orthonormal, {@code [features, axes]}, row-major
 * @param variances variances along these axes {@code [axes]}
 * @param residual variance along each other direction
 * @param unit the length of distance 1, in standard deviations
 * @param heldOut the distances of held-out items of the data, in ascending order; at most {@value #MOST_KEPT}
 */
public record FeatureDistance(
        float[] mean, float[] axes, float[] variances, float residual, float unit, float[] heldOut) {
    /** The largest number of held-out distances to keep. */
    public static final int MOST_KEPT = 1000;

    /** The smallest length of features that is scaled to 1. Shorter ones are treated as zero. */
    public static final float SHORTEST = 1e-6f;

    private static final int MOST_AXES = 64;
    private static final int FEWEST_AXES = 8;
    private static final int MOST_NUMBERS = 1 << 18;
    private static final int ITEMS_PER_AXIS = 8;
    private static final double LEAST_SHARE = 1e-4;
    private static final double LEAST_VARIANCE = 1e-12;

    public FeatureDistance {
        boolean fits = variances.length > 0
                && (long) mean.length * variances.length == axes.length
                && heldOut.length > 0
                && heldOut.length <= MOST_KEPT;
        if (!fits || !(residual > 0) || !(unit > 0) || !finite(mean) || !finite(axes) || !finite(heldOut)) {
            throw new IllegalArgumentException("a distance of " + mean.length + " features, " + axes.length
                    + " numbers of axes, " + variances.length + " variances and " + heldOut.length
                    + " held-out items is none");
        }
        for (float variance : variances) {
            if (!(variance > 0)) {
                throw new IllegalArgumentException("a variance of features is " + variance + "; it must be positive");
            }
        }
    }

    /**
     * Fits the distance to some items.
     *
     * @param known features of items of the training data {@code [N, features]}, at least two items
     * @param heldOut features of held-out items; at most a share of {@link Calibration#FALSE_ALARMS} of them is beyond
     *     1
     * @throws IllegalArgumentException if features are not finite
     */
    public static FeatureDistance of(Tensor known, Tensor heldOut) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor rows = normalised(known);
            long items = rows.size(0);
            int features = Math.toIntExact(rows.size(1));
            PrincipalComponents principal = PrincipalComponents.of(rows, axes(items, features));
            int kept = principal.count();
            double total = principal.total();
            double least = Math.max(LEAST_VARIANCE, LEAST_SHARE * total / features);
            float[] variances = principal.variances();
            double rest = total;
            for (int i = 0; i < kept; i++) {
                rest -= variances[i];
                variances[i] = (float) Math.max(least, variances[i]);
            }
            float residual = (float) Math.max(least, rest / Math.max(1, features - kept));
            FeatureDistance unscaled =
                    new FeatureDistance(principal.mean(), principal.axes(), variances, residual, 1, new float[] {1});
            float[] distances = unscaled.to(heldOut);
            Arrays.sort(distances);
            float unit = Math.max(SHORTEST, distances[threshold(distances.length)]);
            float[] table = new float[Math.min(MOST_KEPT, distances.length)];
            for (int i = 0; i < table.length; i++) {
                table[i] = distances[(int) ((i + 0.5) * distances.length / table.length)] / unit;
            }
            return new FeatureDistance(unscaled.mean, unscaled.axes, variances, residual, unit, table);
        }
    }

    /**
     * The distances of items from the data, from their features {@code [N, features]}. At 1, items begin to be unlike
     * the data.
     */
    public float[] to(Tensor features) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            int kept = variances.length;
            Tensor directions = Tensors.of(axes, mean.length, kept);
            Tensor x = normalised(features).sub(Tensors.of(mean, mean.length));
            Tensor along = x.matmul(directions); // [N, axes]
            Tensor beside = x.sub(along.matmul(directions.t()));
            Tensor squares = squares(along.div(Tensors.of(variances, kept).sqrt()))
                    .add(squares(beside).div(Tensors.scalar(residual)));
            return Tensors.floats(squares.sqrt().div(Tensors.scalar(unit)));
        }
    }

    /** The number of features per item. */
    public int features() {
        return mean.length;
    }

    /** The percentage of held-out items that are nearer than {@code distance}. */
    public float percentile(float distance) {
        int nearer = 0;
        while (nearer < heldOut.length && heldOut[nearer] < distance) {
            nearer++;
        }
        return 100f * nearer / heldOut.length;
    }

    /**
     * The index, among {@code count} sorted distances, of the one that a new item exceeds with a probability of at most
     * {@link Calibration#FALSE_ALARMS}.
     */
    private static int threshold(int count) {
        return Math.min(count, (int) Math.ceil((count + 1) * (1 - Calibration.FALSE_ALARMS))) - 1;
    }

    private static int axes(long items, int features) {
        long affordable = Math.max(FEWEST_AXES, MOST_NUMBERS / features);
        long known = Math.max(1, Math.min(items / ITEMS_PER_AXIS, features / 2));
        return (int) Math.min(Math.min(MOST_AXES, affordable), known);
    }

    /** Features of items {@code [N, features]}, each row scaled to length 1. */
    static Tensor normalised(Tensor features) {
        return features.div(squares(features).sqrt().unsqueeze(1).clamp(Tensors.optional(SHORTEST)));
    }

    private static Tensor squares(Tensor rows) {
        return rows.mul(rows).sum(new long[] {1}, false, new ScalarTypeOptional());
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
