package dev.facet.data;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;

/**
 * The shape of all items of a data set. An item is a tensor {@code [channels, height, width]}; a sequence has height 1,
 * and its width is time. Items are stored as bytes in planar order: one byte for a pixel, four for a real number.
 */
public sealed interface Shape permits ImageShape, SequenceShape {
    int channels();

    int height();

    int width();

    /** Bytes of one line of one channel. */
    int rowBytes();

    /** The plural noun for items: images or sequences. */
    String plural();

    /** Whether a network for this shape accepts items of shape {@code other}. */
    boolean fits(Shape other);

    /** Bytes of one item. */
    default int bytes() {
        return channels() * height() * rowBytes();
    }

    /** Ends generated items where they are over, if they have lengths of their own ({@link SequenceShape#cut}). */
    default void cutAll(byte[] items) {}

    /**
     * The shape of a run's items as its networks see them; {@code data} is resolved, with the resolution, channels and
     * scales in use.
     */
    static Shape of(DataConfig data) {
        return data.kind() == Kind.IMAGES || data.kind() == Kind.AUTO
                ? new ImageShape(data.channels(), data.resolution(), data.resolution())
                : SequenceShape.of(data);
    }
}
