package dev.facet.model.layer;

import dev.facet.codes.Draws;

/**
 * The distribution of a weight's starting values.
 *
 * @param scale the standard deviation if normal; the value if constant
 */
public record Start(Kind kind, double scale) {
    /** The kinds of distributions. */
    public enum Kind {
        NORMAL,
        GLOROT,
        HE,
        CONSTANT
    }

    /** N(0, 0.02²), as in DCGAN and InfoGAN (Radford, Metz, Chintala 2016). */
    public static final Start NORMAL = new Start(Kind.NORMAL, 0.02);
    /**
     * Uniform within ±√(6 / (inputs + outputs)), where each place of a kernel counts (Glorot, Bengio 2010); the default
     * of Keras.
     */
    public static final Start GLOROT = new Start(Kind.GLOROT, 1);

    public static final Start ZERO = new Start(Kind.CONSTANT, 0);
    public static final Start ONE = new Start(Kind.CONSTANT, 1);

    /**
     * N(0, gain² / inputs), where each place of a kernel counts (He, Zhang, Ren, Sun 2015: gain √2 before a rectifier).
     * Only for weights whose second dimension is the inputs; in transposed convolutions it is the outputs.
     */
    public static Start he(double gain) {
        return new Start(Kind.HE, gain);
    }

    /** Whether the values are random; otherwise all are {@link #scale}. */
    boolean isDrawn() {
        return kind != Kind.CONSTANT;
    }

    /** Draws the values of a weight {@code [outputs, inputs]} or {@code [outputs, inputs, height, width]}. */
    float[] draw(Draws draws, long[] shape) {
        long count = 1;
        for (long extent : shape) {
            count *= extent;
        }
        long places = shape.length == 4 ? shape[2] * shape[3] : 1;
        float[] values = new float[Math.toIntExact(count)];
        if (kind == Kind.GLOROT) {
            double bound = Math.sqrt(6.0 / ((shape[0] + shape[1]) * places));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) draws.uniform(-bound, bound);
            }
            return values;
        }
        double deviation = kind == Kind.HE ? scale / Math.sqrt(shape[1] * places) : scale;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * draws.nextGaussian());
        }
        return values;
    }
}
