package dev.facet.model;

import org.bytedeco.pytorch.Tensor;

/** Between the bytes that items are kept as and the numbers that networks compute with. */
public sealed interface Scaling permits PixelRange, ChannelScaling {
    /** From bytes (uint8) {@code [N, channels, height, bytes of a line]} to numbers (fp32) {@code [N, channels, height, width]}. */
    Tensor fromBytes(Tensor bytes);

    /** The way back. */
    Tensor toBytes(Tensor x);
}
