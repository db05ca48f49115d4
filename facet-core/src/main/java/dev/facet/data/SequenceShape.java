package dev.facet.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Lengths;
import dev.facet.config.DataConfig.Scale;

/**
 * The shape of every sequence of a data set. Sequences may have lengths of their own: then they are padded with 0, and
 * after their channels of values there is one more, {@code present}, which is 1 where the sequence is and 0 after its
 * end. Only {@link #channels} counts it.
 *
 * @param parts its channels of values
 * @param length number of time steps, padding included
 * @param path whether the first two channels are steps in a plane, to the right and up
 * @param masked whether there is the channel {@code present}
 */
public record SequenceShape(List<Channel> parts, int length, boolean path, boolean masked) implements Shape {
    /** Where {@code present} falls below this, a sequence is over. */
    public static final float THRESHOLD = 0.5f;

    /**
     * A channel.
     *
     * @param scale mean and standard deviation of its values; networks take values normalised by them
     */
    public record Channel(String name, Scale scale) {}

    public SequenceShape {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || length < 1) {
            throw new IllegalArgumentException(
                    "a sequence of " + parts.size() + " channels and " + length + " points in time is empty");
        }
        if (path && parts.size() < 2) {
            throw new IllegalArgumentException("a path needs 2 channels; there is 1");
        }
    }

    /** Sequences that are all of this length. */
    public SequenceShape(List<Channel> parts, int length, boolean path) {
        this(parts, length, path, false);
    }

    /** The shape that a resolved configuration describes. */
    static SequenceShape of(DataConfig data) {
        List<Channel> parts = data.scales().entrySet().stream()
                .map((Map.Entry<String, Scale> entry) -> new Channel(entry.getKey(), entry.getValue()))
                .toList();
        return new SequenceShape(parts, data.resolution(), data.kind() == Kind.PATHS, data.lengths() == Lengths.MASK);
    }

    @Override
    public int channels() {
        return parts.size() + (masked ? 1 : 0);
    }

    /**
     * The time steps that a sequence has, at least one: those of the mask of ones and then zeros that is nearest to its
     * own. So it is over where {@code present} falls below {@link #THRESHOLD}, and not where it is below for a moment.
     *
     * @param bytes of which those of the sequence begin at {@code offset}
     */
    public int steps(byte[] bytes, int offset) {
        if (!masked) {
            return length;
        }
        FloatBuffer present = present(bytes, offset);
        int steps = 1;
        double sum = 0;
        double most = 0;
        for (int t = 1; t < length; t++) {
            float value = present.get(t);
            sum += (Float.isNaN(value) ? 0 : value) - THRESHOLD;
            if (sum > most) {
                most = sum;
                steps = t + 1;
            }
        }
        return steps;
    }

    /** Makes {@code present} of a sequence exactly 1 and 0, and its values after its end 0. */
    public void cut(byte[] bytes, int offset) {
        if (!masked) {
            return;
        }
        int steps = steps(bytes, offset);
        FloatBuffer present = present(bytes, offset);
        for (int t = 0; t < length; t++) {
            present.put(t, t < steps ? 1 : 0);
        }
        for (int c = 0; c < parts.size(); c++) {
            int row = offset + c * rowBytes();
            Arrays.fill(bytes, row + steps * Float.BYTES, row + rowBytes(), (byte) 0);
        }
    }

    @Override
    public void cutAll(byte[] items) {
        for (int offset = 0; masked && offset < items.length; offset += bytes()) {
            cut(items, offset);
        }
    }

    private FloatBuffer present(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes, offset + parts.size() * rowBytes(), rowBytes())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    @Override
    public int height() {
        return 1;
    }

    @Override
    public int width() {
        return length;
    }

    @Override
    public int rowBytes() {
        return length * Float.BYTES;
    }

    @Override
    public String plural() {
        return "sequences";
    }

    /** Scales may differ, because values are compared in the data's units. */
    @Override
    public boolean fits(Shape other) {
        return other instanceof SequenceShape sequence
                && sequence.length == length
                && sequence.path == path
                && sequence.masked == masked
                && sequence.names().equals(names());
    }

    private List<String> names() {
        return parts.stream().map(Channel::name).toList();
    }

    @Override
    public String toString() {
        return (masked ? "up to " : "") + length + " points in time of "
                + parts.stream().map(Channel::name).collect(Collectors.joining(", "));
    }
}
