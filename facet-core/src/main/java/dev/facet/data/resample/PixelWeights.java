package dev.facet.data.resample;

/**
 * The weights of source samples {@code start(i) …} in target sample i; the weights of each target sample sum to 1.
 * Shrinking averages the area that a target sample covers, growing interpolates linearly between centres.
 */
final class PixelWeights {
    private final int[] start;
    private final float[][] values;

    private PixelWeights(int[] start, float[][] values) {
        this.start = start;
        this.values = values;
    }

    static PixelWeights of(int from, int to) {
        int[] start = new int[to];
        float[][] values = new float[to][];
        double ratio = (double) from / to;
        for (int i = 0; i < to; i++) {
            if (ratio >= 1) {
                double low = i * ratio;
                double high = Math.min((i + 1) * ratio, from);
                start[i] = (int) low;
                values[i] = new float[Math.min((int) Math.ceil(high - 1e-9), from) - start[i]];
                for (int k = 0; k < values[i].length; k++) {
                    double overlap = Math.min(high, start[i] + k + 1) - Math.max(low, start[i] + k);
                    values[i][k] = (float) (overlap / ratio);
                }
            } else {
                double centre = Math.max(0, Math.min(from - 1.0, (i + 0.5) * ratio - 0.5));
                start[i] = Math.min((int) centre, Math.max(0, from - 2));
                double second = centre - start[i];
                values[i] = from == 1 ? new float[] {1} : new float[] {(float) (1 - second), (float) second};
            }
        }
        return new PixelWeights(start, values);
    }

    int start(int i) {
        return start[i];
    }

    int end(int i) {
        return start[i] + values[i].length;
    }

    float[] values(int i) {
        return values[i];
    }
}
