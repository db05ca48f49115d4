package dev.facet.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data that a run is trained on.
 *
 * @param source a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist}, {@code svhn} and so on),
 *     or the path of a folder, ZIP or tar archive of images, of an IDX, NumPy or MATLAB file, or of
 *     time series in text
 * @param kind the kind of data
 * @param resolution height and width in pixels of images, or number of time steps of sequences, after resampling; 0
 *     takes the data's own size where the networks allow it
 * @param channels 1 for grey, 3 for RGB; for sequences the number they have; 0 takes the data's own
 * @param fit how pictures that are not square become square
 * @param background what is behind transparent parts of pictures
 * @param levels which values of pictures with more than 8 bits are black and white
 * @param range the values that are black and white in pictures of more than 8 bits, as fractions of the greatest whole
 *     number that they can have, or as floating-point numbers; empty follows {@code levels}
 * @param transpose whether rows and columns of images in arrays are exchanged
 * @param bad largest fraction of a set's pictures that may be damaged; they are left out
 * @param window number of time steps of each piece that long series in text are cut into; 0 cuts only a single series,
 *     or a few, and lets the reader choose
 * @param stride number of time steps from one piece's start to the next one's; 0 lets the reader choose
 * @param lengths how sequences of unequal lengths become items of one length
 * @param longest with {@link Lengths#MASK}: how many of the data's time steps a sequence may have; what comes later is
 *     cut off; 0 lets the reader choose
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
        Fit fit,
        Background background,
        Levels levels,
        List<Double> range,
        Transpose transpose,
        double bad,
        int window,
        int stride,
        Lengths lengths,
        int longest,
        Map<String, Scale> scales,
        int count,
        long seed,
        double heldOut) {
    private static final double MOST_HELD_OUT = 0.5;
    private static final double BAD = 0.05;
    private static final int LONGEST_WINDOW = 65_536;
    private static final int LONGEST_SEQUENCE = 1_000_000;

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

    /** How a picture that is not square becomes square. */
    public enum Fit {
        /** Its middle square. */
        CROP,
        /** All of it, with edges in the median colour of its border. */
        PAD,
        /** All of it, distorted. */
        STRETCH
    }

    /** What is behind transparent parts of pictures. */
    public enum Background {
        /** White or black, whichever keeps the drawing visible. */
        AUTO,
        WHITE,
        BLACK
    }

    /** Which values of pictures with more than 8 bits are black and white. */
    public enum Levels {
        /** The least and the greatest that the file's numbers can have. */
        STORED,
        /** The least and the greatest of all pictures of the set. */
        STRETCHED
    }

    /** Whether rows and columns of images in arrays are exchanged. */
    public enum Transpose {
        /** If the data's name says that they are stored so. */
        AUTO,
        ON,
        OFF
    }

    /** How sequences of unequal lengths become items of one length. */
    public enum Lengths {
        /** Each is resampled to the length of the items. */
        RESAMPLE,
        /** Each keeps its time steps and is padded; one more channel says where it is. */
        MASK
    }

    /** The mean of a channel and its standard deviation, in the data's units. */
    public record Scale(double mean, double deviation) {}

    public DataConfig {
        scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
        range = List.copyOf(range);
    }

    /** Data that is read with the usual settings, and of which nothing is held out. */
    public DataConfig(
            String source, Kind kind, int resolution, int channels, Map<String, Scale> scales, int count, long seed) {
        this(
                source,
                kind,
                resolution,
                channels,
                Fit.CROP,
                Background.AUTO,
                Levels.STORED,
                List.of(),
                Transpose.AUTO,
                BAD,
                0,
                0,
                Lengths.RESAMPLE,
                0,
                scales,
                count,
                seed,
                0);
    }

    /** Data of which nothing is held out, and whose kind and scales follow from the data itself. */
    public DataConfig(String source, int resolution, int channels, int count, long seed) {
        this(source, Kind.AUTO, resolution, channels, Map.of(), count, seed);
    }

    /** A copy with another source. */
    public DataConfig withSource(String other) {
        return copy(other, kind, resolution, channels, scales, count, heldOut);
    }

    /** A copy with another fraction that is held out. */
    public DataConfig withHeldOut(double other) {
        return copy(source, kind, resolution, channels, scales, count, other);
    }

    /** A copy that takes another share of damaged pictures. */
    public DataConfig withBad(double other) {
        return new DataConfig(
                source,
                kind,
                resolution,
                channels,
                fit,
                background,
                levels,
                range,
                transpose,
                other,
                window,
                stride,
                lengths,
                longest,
                scales,
                count,
                seed,
                heldOut);
    }

    /** A copy with another kind. */
    public DataConfig withKind(Kind other) {
        return copy(source, other, resolution, channels, scales, count, heldOut);
    }

    /** A copy with another number of samples of a built-in set. */
    public DataConfig withCount(int other) {
        return copy(source, kind, resolution, channels, scales, other, heldOut);
    }

    /** A copy in which what the data would decide by itself is settled. */
    public DataConfig settled(Kind settledKind, int width, int itsChannels, Map<String, Scale> itsScales) {
        return copy(source, settledKind, width, itsChannels, itsScales, count, heldOut);
    }

    /** A copy with other settings of how pictures are looked at. */
    public DataConfig withLook(Fit itsFit, Background itsBackground, List<Double> itsRange) {
        return new DataConfig(
                source,
                kind,
                resolution,
                channels,
                itsFit,
                itsBackground,
                levels,
                itsRange,
                transpose,
                bad,
                window,
                stride,
                lengths,
                longest,
                scales,
                count,
                seed,
                heldOut);
    }

    /** A copy with another rule for unequal lengths. */
    public DataConfig withLengths(Lengths other, int itsLongest) {
        return new DataConfig(
                source,
                kind,
                resolution,
                channels,
                fit,
                background,
                levels,
                range,
                transpose,
                bad,
                window,
                stride,
                other,
                itsLongest,
                scales,
                count,
                seed,
                heldOut);
    }

    private DataConfig copy(
            String itsSource,
            Kind itsKind,
            int itsResolution,
            int itsChannels,
            Map<String, Scale> itsScales,
            int itsCount,
            double itsHeldOut) {
        return new DataConfig(
                itsSource,
                itsKind,
                itsResolution,
                itsChannels,
                fit,
                background,
                levels,
                range,
                transpose,
                bad,
                window,
                stride,
                lengths,
                longest,
                itsScales,
                itsCount,
                seed,
                itsHeldOut);
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
        boolean ends = range.size() == 2
                && Double.isFinite(range.get(0))
                && Double.isFinite(range.get(1))
                && range.get(0) < range.get(1);
        if (!range.isEmpty() && !ends) {
            throw check.error("range", range, "the values of black and white, such as [0, 1], or []");
        }
        check.number("bad", bad, 0, 1);
        check.whole("window", window, 0, LONGEST_WINDOW);
        check.whole("stride", stride, 0, LONGEST_WINDOW);
        check.whole("longest", longest, 0, LONGEST_SEQUENCE);
        if (longest > 0 && lengths != Lengths.MASK) {
            throw check.error("longest", longest, "0 unless data.lengths is mask");
        }
        check.whole("count", count, 2, 100_000_000);
        check.number("held-out", heldOut, 0, MOST_HELD_OUT);
    }
}
