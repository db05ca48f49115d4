package dev.facet.model;

import org.bytedeco.pytorch.Tensor;

/** Between the bytes that items are kept as and the numbers that networks compute with. */
public sealed interface Scaling permits PixelRange, ChannelScaling {
    /**
     * From bytes (uint8) {@code [N, channels, height, bytes of a line]} to numbers (fp32)
     * {@code [N, channels, height, width]}.
     */
    Tensor fromBytes(Tensor bytes);

    /** The way back. */
    Tensor toBytes(Tensor x);

    /**
     * How to bring what networks compute with to the units of other programs: 0 … 1 for a pixel, the data's own for a
     * sequence.
     */
    Units units();

    /**
     * A linear map for each channel, or the same for all: {@code factor · x + offset}.
     *
     * @param factor {@code [channels]} or {@code [1]}
     * @param offset likewise
     */
    record Units(float[] factor, float[] offset) {
        /** The way back. */
        public Units inverse() {
            float[] factors = new float[factor.length];
            float[] offsets = new float[factor.length];
            for (int c = 0; c < factors.length; c++) {
                factors[c] = 1 / factor[c];
                offsets[c] = -offset[c] / factor[c];
            }
            return new Units(factors, offsets);
        }
    }
}
