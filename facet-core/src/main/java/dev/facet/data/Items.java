package dev.facet.data;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

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

    /**
     * One sequence {@code [channels][time]} in the data's units. If sequences of {@code shape} have lengths of their
     * own, it may be shorter than they may be, and is padded.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public static Items of(SequenceShape shape, float[][] sequence) {
        int steps = sequence.length == 0 ? 0 : sequence[0].length;
        if (sequence.length != shape.parts().size()
                || Arrays.stream(sequence).anyMatch(channel -> channel.length != steps)
                || (shape.masked() ? steps < 1 || steps > shape.length() : steps != shape.length())) {
            throw new IllegalArgumentException("a sequence of " + sequence.length + " channels and " + steps
                    + " points in time is none of " + shape);
        }
        ByteBuffer bytes = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < shape.channels(); c++) {
            for (int t = 0; t < shape.length(); t++) {
                float value = c < sequence.length ? sequence[c][Math.min(t, steps - 1)] : 1;
                bytes.putFloat(t < steps ? value : 0);
            }
        }
        return new Items(shape, 1, bytes.array());
    }

    /** Sequence {@code index}: {@code [channels][time]}, of its own length and without its mask if it has one. */
    public float[][] sequence(int index) {
        if (!(shape instanceof SequenceShape sequences)) {
            throw new IllegalStateException("these are images, not sequences");
        }
        int at = index * shape.bytes();
        float[][] sequence = new float[sequences.parts().size()][sequences.steps(bytes, at)];
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
