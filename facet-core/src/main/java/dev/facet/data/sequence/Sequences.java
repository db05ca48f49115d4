package dev.facet.data.sequence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.resample.AxisWeights;

/**
 * Sequences in memory, brought to one length by a {@link TimeFit}: by averaging over time when they shrink, and by
 * linear interpolation when they grow. The steps of a path are scaled so that the path keeps its extent.
 * {@link PathFactors} are measured on paths. Padding counts in no mean and no deviation. Thread-safe.
 */
final class Sequences implements Dataset {
    private final String name;
    private final SequenceShape shape;
    private final TimeFit fit;
    private final byte[] bytes;
    private final @Nullable Factors factors;

    private Sequences(String name, SequenceShape shape, TimeFit fit, byte[] bytes, @Nullable Factors factors) {
        this.name = name;
        this.shape = shape;
        this.fit = fit;
        this.bytes = bytes;
        this.factors = factors;
    }

    /**
     * Fits sequences, each {@code [channel][time]}.
     *
     * @param scales means and standard deviations of the channels, by name; if empty they are measured
     */
    static Sequences of(
            String name,
            List<double[][]> raw,
            List<String> channels,
            TimeFit fit,
            boolean path,
            Map<String, Scale> scales) {
        List<Channel> parts = new ArrayList<>();
        for (String channel : channels) {
            parts.add(new Channel(channel, scales.getOrDefault(channel, new Scale(0, 1))));
        }
        Sequences unscaled = of(name, raw, new SequenceShape(parts, fit.length(), path, fit.masked()), fit);
        if (!scales.isEmpty()) {
            return unscaled;
        }
        List<Channel> scaled = new ArrayList<>();
        for (int c = 0; c < parts.size(); c++) {
            scaled.add(new Channel(channels.get(c), unscaled.scale(c)));
        }
        SequenceShape shape = new SequenceShape(scaled, fit.length(), path, fit.masked());
        return new Sequences(name, shape, fit, unscaled.bytes, unscaled.factors);
    }

    /** Fits sequences as others were, whose shape they get. */
    static Sequences of(String name, List<double[][]> raw, SequenceShape shape, TimeFit fit) {
        if ((long) raw.size() * shape.bytes() > Integer.MAX_VALUE - 64) {
            throw new UsageException("the " + raw.size() + " sequences of " + name + ", " + shape
                    + ", take more than the 2 GiB that are supported. Bring them to fewer points in time with"
                    + " `--set data.resolution=64`.");
        }
        ByteBuffer values = ByteBuffer.allocate(raw.size() * shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        double[][] factors = new double[PathFactors.NAMES.size()][raw.size()];
        for (int i = 0; i < raw.size(); i++) {
            double[][] sequence = fit.cut(raw.get(i));
            int steps = fit.steps(sequence[0].length);
            AxisWeights axis = AxisWeights.of(sequence[0].length, steps);
            for (int c = 0; c < sequence.length; c++) {
                double factor = shape.path() && c < 2 ? (double) sequence[0].length / steps : 1;
                for (int t = 0; t < shape.length(); t++) {
                    values.putFloat(t < steps ? (float) (factor * axis.at(t, sequence[c])) : 0);
                }
            }
            for (int t = 0; shape.masked() && t < shape.length(); t++) {
                values.putFloat(t < steps ? 1 : 0);
            }
            if (shape.path()) {
                double[] measured = PathFactors.of(sequence);
                for (int f = 0; f < measured.length; f++) {
                    factors[f][i] = measured[f];
                }
            }
        }
        return new Sequences(
                name, shape, fit, values.array(), shape.path() ? new Factors(PathFactors.NAMES, factors) : null);
    }

    /** The mean and the standard deviation of a channel; a constant channel gets the deviation 1. */
    private Scale scale(int channel) {
        Items items = new Items(shape, size(), bytes);
        double sum = 0;
        double squares = 0;
        double count = 0;
        for (int i = 0; i < size(); i++) {
            float[] values = items.sequence(i)[channel];
            count += values.length;
            for (float value : values) {
                sum += value;
                squares += (double) value * value;
            }
        }
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        return new Scale(mean, deviation > 1e-9 * Math.abs(mean) ? deviation : 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return bytes.length / shape.bytes();
    }

    @Override
    public SequenceShape shape() {
        return shape;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        System.arraycopy(bytes, index * shape.bytes(), target, offset, shape.bytes());
    }

    @Override
    public Optional<Factors> factors() {
        return Optional.ofNullable(factors);
    }

    @Override
    public DataConfig settle(DataConfig data) {
        return fit.settle(data);
    }

    @Override
    public String fingerprint() {
        return new Fingerprint()
                .add("sequences")
                .add(size())
                .add(shape)
                .add(bytes, bytes.length)
                .hex();
    }

    @Override
    public void close() {}
}
