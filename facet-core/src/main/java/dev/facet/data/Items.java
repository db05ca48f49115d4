package dev.facet.data;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Some images or sequences in memory, one after the other, in the format of {@link Dataset}. The array is not copied.
 *
 * @param bytes for images 0 … 255 in planar order {@code [count, channels, height, width]}; for sequences little-endian
 *     fp32 numbers {@code [count, channels, time]} in the data's own units
 */
public record Items(Shape shape, int count, byte[] bytes) {
    public Items {
        if (bytes.length != count * shape.bytes()) {
            throw new IllegalArgumentException(count + " " + shape.plural() + " of " + shape + " need "
                    + count * shape.bytes() + " bytes; got " + bytes.length);
        }
    }

    /** The items of a data set with these indices, in the order of the indices. */
    public static Items of(Dataset data, int... indices) {
        int size = data.shape().bytes();
        byte[] bytes = new byte[indices.length * size];
        for (int i = 0; i < indices.length; i++) {
            data.read(indices[i], bytes, i * size);
        }
        return new Items(data.shape(), indices.length, bytes);
    }

    /** Sequence {@code index}: {@code [channels][time]}. */
    public float[][] sequence(int index) {
        if (!(shape instanceof SequenceShape)) {
            throw new IllegalStateException("these are images, not sequences");
        }
        float[][] sequence = new float[shape.channels()][shape.width()];
        int at = index * shape.bytes();
        for (float[] channel : sequence) {
            ByteBuffer.wrap(bytes, at, shape.rowBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(channel);
            at += shape.rowBytes();
        }
        return sequence;
    }

    /** Image {@code index} as an AWT image, grey or RGB. */
    public BufferedImage image(int index) {
        if (!(shape instanceof ImageShape)) {
            throw new IllegalStateException("these are sequences, not images");
        }
        boolean grey = shape.channels() == 1;
        BufferedImage image = new BufferedImage(
                shape.width(), shape.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int plane = shape.height() * shape.width();
        int start = index * shape.bytes();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int at = start + y * shape.width() + x;
                if (grey) {
                    image.getRaster().setSample(x, y, 0, bytes[at] & 0xFF);
                } else {
                    image.setRGB(
                            x,
                            y,
                            (bytes[at] & 0xFF) << 16 | (bytes[at + plane] & 0xFF) << 8 | bytes[at + 2 * plane] & 0xFF);
                }
            }
        }
        return image;
    }
}
