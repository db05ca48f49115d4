package dev.facet.data.drawn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.codes.Draws;
import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.Split;

/**
 * The built-in data set: digits drawn with a pen, white on black, with every factor of variation known. Sample <i>i</i>
 * is a pure function of the seed and <i>i</i> and is drawn when it is read, so a set of any size takes no memory. The
 * continuous factors that change most pixels are slant and pen width; {@link #factors} lists all of them. Thread-safe;
 * closing does nothing.
 */
public final class Strokes implements Dataset {
    /** Increases whenever a pixel changes, so that a run on old drawings cannot resume on new ones. */
    private static final int EDITION = 1;

    private static final int MIN_RESOLUTION = 16;
    private static final int MAX_RESOLUTION = 128;
    private static final int TEST_COUNT = 10_000;

    private final int count;
    private final long seed;
    private final ImageShape shape;

    /**
     * @param count number of samples
     * @param seed seed of all random numbers
     * @param shape square, 16 to 128 pixels; RGB repeats the grey value
     */
    public Strokes(int count, long seed, ImageShape shape) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive: " + count);
        }
        if (shape.height() != shape.width() || shape.height() < MIN_RESOLUTION || shape.height() > MAX_RESOLUTION) {
            throw new IllegalArgumentException("strokes are square, " + MIN_RESOLUTION + " to " + MAX_RESOLUTION
                    + " pixels wide and high, not " + shape);
        }
        this.count = count;
        this.seed = seed;
        this.shape = shape;
    }

    /**
     * Opens a part. The training set has {@code data.count} samples; the test set has 10,000 others, or {@code
     * data.count} if that is less.
     */
    public static Strokes open(DataConfig data, Split split) {
        int resolution = data.resolution() == 0 ? 28 : data.resolution();
        if (resolution < MIN_RESOLUTION || resolution > MAX_RESOLUTION) {
            throw new UsageException("strokes are drawn at " + MIN_RESOLUTION + " to " + MAX_RESOLUTION
                    + " pixels; data.resolution is " + resolution + ". Choose one of 28, 32, 64 or 128.");
        }
        if (data.count() < 1) {
            throw new UsageException(
                    "strokes need data.count to be 1 or more (60000 is usual); it is " + data.count() + ".");
        }
        int channels = data.channels() == 0 ? 1 : data.channels();
        if (channels != 1 && channels != 3) {
            throw new UsageException("data.channels is " + channels + "; choose 1 for grey or 3 for RGB.");
        }
        ImageShape shape = new ImageShape(channels, resolution, resolution);
        return switch (split) {
            case TRAIN -> new Strokes(data.count(), Draws.seed(data.seed(), "strokes train"), shape);
            case TEST ->
                new Strokes(Math.min(TEST_COUNT, data.count()), Draws.seed(data.seed(), "strokes test"), shape);
        };
    }

    @Override
    public String name() {
        return "strokes";
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        int plane = shape.height() * shape.width();
        Arrays.fill(target, offset, offset + plane, (byte) 0);
        Draws draws = draws(index);
        new StrokePen(shape.width(), target, offset).draw(StrokeSample.draw(draws), draws);
        for (int channel = 1; channel < shape.channels(); channel++) {
            System.arraycopy(target, offset, target, offset + channel * plane, plane);
        }
    }

    /** The digit. */
    @Override
    public Optional<Labels> labels() {
        List<String> names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        int[] digits = IntStream.range(0, count).map(i -> sample(i).digit()).toArray();
        return Optional.of(new Labels(names, digits));
    }

    /** The exact factors of each sample, as {@link StrokeSample} defines them; all are uniform and independent. */
    @Override
    public Optional<Factors> factors() {
        double[][] values = new double[StrokeSample.FACTORS.size()][count];
        for (int i = 0; i < count; i++) {
            double[] sample = sample(i).values();
            for (int f = 0; f < values.length; f++) {
                values[f][i] = sample[f];
            }
        }
        return Optional.of(new Factors(StrokeSample.FACTORS, values));
    }

    @Override
    public String fingerprint() {
        return new Fingerprint()
                .add("strokes")
                .add(EDITION)
                .add(seed)
                .add(count)
                .add(shape)
                .hex();
    }

    @Override
    public void close() {}

    private StrokeSample sample(int index) {
        return StrokeSample.draw(draws(index));
    }

    private Draws draws(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("sample " + index + " of " + count);
        }
        return new Draws(seed, index);
    }
}
