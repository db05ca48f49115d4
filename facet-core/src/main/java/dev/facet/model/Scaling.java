package dev.facet.model;

import org.bytedeco.pytorch.Tensor;

/** The conversion between stored bytes and the numbers in the networks. */
public sealed interface Scaling permits PixelRange, ChannelScaling {
    /**
     * Converts bytes (uint8) {@code [N, channels, height, bytes of a line]} to numbers (fp32)
     * {@code [N, channels, height, width]}.
     */
    Tensor fromBytes(Tensor bytes);

    /** The inverse of {@link #fromBytes}. */
    Tensor toBytes(Tensor x);

    /**
     * Converts the numbers in the networks to the units of other programs: 0 … 1 for a pixel, the data's own units for
     * a sequence.
     */
    Units units();

    /**
     * A linear map {@code factor · x + offset}, per channel or the same for all channels.
     *
     * @param factor {@code [channels]} or {@code [1]}
     * @param offset likewise
     */
    record Units(float[] factor, float[] offset) {
        /** The inverse map. */
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
