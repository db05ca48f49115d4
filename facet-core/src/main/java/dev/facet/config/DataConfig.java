package dev.facet.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run is trained on.
 *
 * @param source a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist}, {@code svhn} and so on),
 *     or the path of a folder or ZIP archive of images or of an IDX, NumPy or MATLAB file
 * @param kind what the data is
 * @param resolution height and width in pixels that images are brought to, or how many points in time sequences are; 0
 *     takes the data's own where that fits
 * @param channels 1 for grey, 3 for RGB; of sequences as many as they have; 0 takes the data's own
 * @param scales of sequences, by the channel's name and in the order of the channels: what the networks take from and
 *     divide each channel by; empty takes what the data has
 * @param count how many samples a built-in set has; ignored by the others
 * @param seed what a built-in set is drawn from; ignored by the others
 */
public record DataConfig(
        String source, Kind kind, int resolution, int channels, Map<String, Scale> scales, int count, long seed) {
    /** What items of data there are. */
    public enum Kind {
        /** What the data itself says. */
        AUTO,
        IMAGES,
        /** Numbers over time, in one or more channels. */
        SEQUENCES,
        /** Sequences whose first two channels are steps in a plane, to the right and up, such as those of a pen. */
        PATHS;

        /** Whether they are numbers over time. */
        public boolean isSequential() {
            return this == SEQUENCES || this == PATHS;
        }
    }

    /** The mean of a channel and its standard deviation, in the data's units. */
    public record Scale(double mean, double deviation) {}

    public DataConfig {
        scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
    }

    /** Data that says itself what it is. */
    public DataConfig(String source, int resolution, int channels, int count, long seed) {
        this(source, Kind.AUTO, resolution, channels, Map.of(), count, seed);
    }

    /** The same of another source. */
    public DataConfig withSource(String other) {
        return new DataConfig(other, kind, resolution, channels, scales, count, seed);
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
    }
}
