package dev.facet.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data that a run is trained on.
 *
 * @param source a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist}, {@code svhn} and so on),
 *     or the path of a folder or ZIP archive of images or of an IDX, NumPy or MATLAB file
 * @param kind the kind of data
 * @param resolution height and width in pixels of images, or number of time steps of sequences, after resampling; 0
 *     takes the data's own size where the networks allow it
 * @param channels 1 for grey, 3 for RGB; for sequences the number they have; 0 takes the data's own
 * @param scales for sequences: mean and standard deviation of each channel, by name and in the order of the channels,
 *     with which the networks normalise it; empty takes those of the data
 * @param count number of samples of a built-in set; other sets ignore it
 * @param seed seed from which a built-in set is drawn, and from which the held-out items are chosen
 * @param heldOut fraction of the items that training never sees; 0 holds none out
 */
public record DataConfig(
        String source,
        Kind kind,
        int resolution,
        int channels,
        Map<String, Scale> scales,
        int count,
        long seed,
        double heldOut) {
    private static final double MOST_HELD_OUT = 0.5;

    /** The kinds of data. */
    public enum Kind {
        /** The kind that the data itself states. */
        AUTO,
        IMAGES,
        /** Numbers over time, in one or more channels. */
        SEQUENCES,
        /** Sequences whose first two channels are steps in a plane, to the right and up, such as those of a pen. */
        PATHS;

        /** Whether items are numbers over time. */
        public boolean isSequential() {
            return this == SEQUENCES || this == PATHS;
        }
    }

    /** The mean of a channel and its standard deviation, in the data's units. */
    public record Scale(double mean, double deviation) {}

    public DataConfig {
        scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
    }

    /** Data of which nothing is held out. */
    public DataConfig(
            String source, Kind kind, int resolution, int channels, Map<String, Scale> scales, int count, long seed) {
        this(source, kind, resolution, channels, scales, count, seed, 0);
    }

    /** Data of which nothing is held out, and whose kind and scales follow from the data itself. */
    public DataConfig(String source, int resolution, int channels, int count, long seed) {
        this(source, Kind.AUTO, resolution, channels, Map.of(), count, seed);
    }

    /** A copy with another source. */
    public DataConfig withSource(String other) {
        return new DataConfig(other, kind, resolution, channels, scales, count, seed, heldOut);
    }

    /** A copy with another fraction that is held out. */
    public DataConfig withHeldOut(double other) {
        return new DataConfig(source, kind, resolution, channels, scales, count, seed, other);
    }

    /** Refuses values that are out of range. */
    public void check(Check check) {
        if (source.isBlank()) {
            throw check.error("source", "empty", "a built-in set, a known set, or a path");
        }
        if (resolution != 0) {
            check.whole("resolution", resolution, 8, 1024);
        }
        scales.forEach((channel, scale) -> {
            if (!Double.isFinite(scale.mean()) || !Double.isFinite(scale.deviation()) || scale.deviation() <= 0) {
                throw check.error(
                        "scales." + channel, scale, "a mean and a deviation above 0, such as {mean: 0, deviation: 1}");
            }
        });
        if (!kind.isSequential() && channels != 0 && channels != 1 && channels != 3) {
            throw check.error("channels", channels, "1 (grey), 3 (RGB) or 0 (the data's own)");
        }
        check.whole("count", count, 2, 100_000_000);
        check.number("held-out", heldOut, 0, MOST_HELD_OUT);
    }
}
