package dev.facet.data;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;

/**
 * The shape that all items of a data set have. An item is a tensor {@code [channels, height, width]}; a sequence is one
 * of height 1, its width is the time. Items are kept as bytes, in planar order: one for a pixel, four for a real
 * number.
 */
public sealed interface Shape permits ImageShape, SequenceShape {
    int channels();

    int height();

    int width();

    /** Bytes of one line of one channel. */
    int rowBytes();

    /** What several items are called: images or sequences. */
    String plural();

    /** Whether a network for this shape takes items of {@code other}. */
    boolean fits(Shape other);

    /** Bytes of one item. */
    default int bytes() {
        return channels() * height() * rowBytes();
    }

    /** What the data of a run looks like to its networks: {@code data} says the resolution and so on that are used. */
    static Shape of(DataConfig data) {
        return data.kind() == Kind.IMAGES || data.kind() == Kind.AUTO
                ? new ImageShape(data.channels(), data.resolution(), data.resolution())
                : SequenceShape.of(data);
    }
}
