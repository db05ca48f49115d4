package dev.facet.data.resample;

/**
 * The weights that resample one axis: target sample <i>i</i> is the sum over <i>k</i> of {@code values[i][k]} × source
 * sample {@code start[i] + k}. Shrinking averages the area that a target sample covers, growing interpolates linearly;
 * the weights of each sample sum to 1.
 */
public record AxisWeights(int[] start, float[][] values) {
    /** The weights for resampling {@code from} samples to {@code to}. */
    public static AxisWeights of(int from, int to) {
        int[] start = new int[to];
        float[][] values = new float[to][];
        double ratio = (double) from / to;
        for (int i = 0; i < to; i++) {
            // The reach of a target sample: the area that it covers, or the distance to its neighbours when growing.
            double centre = (i + 0.5) * ratio;
            double reach = ratio > 1 ? ratio / 2 : 1;
            int low = Math.max(0, (int) Math.floor(centre - reach));
            int high = Math.min(from, (int) Math.ceil(centre + reach));
            float[] weights = new float[high - low];
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                double weight = ratio > 1
                        ? Math.min(centre + reach, low + k + 1.0) - Math.max(centre - reach, low + k)
                        : Math.max(0, 1 - Math.abs(low + k + 0.5 - centre));
                weights[k] = (float) weight;
                sum += weight;
            }
            for (int k = 0; k < weights.length; k++) {
                weights[k] /= (float) sum;
            }
            start[i] = low;
            values[i] = weights;
        }
        return new AxisWeights(start, values);
    }

    /** Computes target sample {@code i} from {@code source}. */
    public double at(int i, double[] source) {
        double sum = 0;
        for (int k = 0; k < values[i].length; k++) {
            sum += values[i][k] * source[start[i] + k];
        }
        return sum;
    }
}
