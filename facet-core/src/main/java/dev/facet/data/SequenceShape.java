package dev.facet.data;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Scale;

/**
 * The shape of every sequence of a data set.
 *
 * @param parts its channels
 * @param length number of time steps
 * @param path whether the first two channels are steps in a plane, to the right and up
 */
public record SequenceShape(List<Channel> parts, int length, boolean path) implements Shape {
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

    /** The shape that a resolved configuration describes. */
    static SequenceShape of(DataConfig data) {
        List<Channel> parts = data.scales().entrySet().stream()
                .map((Map.Entry<String, Scale> entry) -> new Channel(entry.getKey(), entry.getValue()))
                .toList();
        return new SequenceShape(parts, data.resolution(), data.kind() == Kind.PATHS);
    }

    @Override
    public int channels() {
        return parts.size();
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
                && sequence.names().equals(names());
    }

    private List<String> names() {
        return parts.stream().map(Channel::name).toList();
    }

    @Override
    public String toString() {
        return length + " points in time of "
                + parts.stream().map(Channel::name).collect(Collectors.joining(", "));
    }
}
