package dev.facet.data.drawn;

import java.util.Arrays;
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
import dev.facet.data.NoImages;
import dev.facet.data.Split;

/**
 * The built-in set with the grid of factors of dSprites (Matthey, Higgins, Hassabis, Lerchner 2017): 3 shapes × 6
 * scales × 40 orientations × 32 × 32 positions, white on black, 64×64 and without grey. {@link SpriteFigure} draws the
 * pictures when they are read. They are not the pictures of dSprites itself; its file can be read as an array. There
 * are two intended differences: the 40 orientations exclude the full turn, so that none occurs twice, and figures move
 * in whole pixels. Thread-safe; closing does nothing.
 */
public final class Sprites implements Dataset {
    /** The number of figures in the grid. */
    public static final int ALL = SpriteFigure.SHAPES.size()
            * SpriteFigure.SCALES
            * SpriteFigure.ORIENTATIONS
            * SpriteFigure.POSITIONS
            * SpriteFigure.POSITIONS;

    /** Increases whenever a pixel changes, so that a run on old drawings cannot resume on new ones. */
    private static final int EDITION = 1;

    private static final int TEST_COUNT = 10_000;
    private static final ImageShape SHAPE = new ImageShape(1, SpriteFigure.SIDE, SpriteFigure.SIDE);

    /**
     * For each image the index of its figure in the grid, in the order of dSprites: shape, scale, orientation, x, y;
     * the last varies fastest.
     */
    private final int[] figures;

    /** @param figures indices into the grid; not copied */
    Sprites(int[] figures) {
        this.figures = figures;
    }

    /**
     * Opens a part. The training set has {@code data.count} different figures drawn at random, or the whole grid in
     * order if the count is that of the grid. The test set has 10,000 other figures, or all that are left.
     */
    static Dataset open(DataConfig data, Split split) {
        if (data.count() < 1) {
            throw new UsageException("sprites need data.count to be 1 or more (" + ALL + " for the whole set); it is "
                    + data.count() + ".");
        }
        int count = Math.min(data.count(), ALL);
        int[] figures = IntStream.range(0, ALL).toArray();
        if (count < ALL) {
            new Draws(Draws.seed(data.seed(), "sprites"), 0).permute(figures);
        }
        int[] part = switch (split) {
            case TRAIN -> Arrays.copyOf(figures, count);
            case TEST -> Arrays.copyOfRange(figures, count, Math.min(ALL, count + TEST_COUNT));
        };
        return part.length == 0 ? new NoImages("sprites", SHAPE) : new Sprites(part);
    }

    @Override
    public String name() {
        return "sprites";
    }

    @Override
    public int size() {
        return figures.length;
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        if (index < 0 || index >= figures.length) {
            throw new IndexOutOfBoundsException("sprite " + index + " of " + figures.length);
        }
        SpriteFigure.of(figures[index]).draw(target, offset);
    }

    /** The shape. */
    @Override
    public Optional<Labels> labels() {
        int[] shapes = Arrays.stream(figures)
                .map(figure -> SpriteFigure.of(figure).shape())
                .toArray();
        return Optional.of(new Labels(SpriteFigure.SHAPES, shapes));
    }

    /** The exact factors of each figure: shape, scale, orientation in radians, and the position of its middle. */
    @Override
    public Optional<Factors> factors() {
        double[][] values = new double[SpriteFigure.FACTORS.size()][figures.length];
        for (int i = 0; i < figures.length; i++) {
            double[] of = SpriteFigure.of(figures[i]).values();
            for (int f = 0; f < of.length; f++) {
                values[f][i] = of[f];
            }
        }
        double[] periods = new double[SpriteFigure.FACTORS.size()];
        periods[SpriteFigure.FACTORS.indexOf("orientation")] = 2 * Math.PI;
        return Optional.of(new Factors(SpriteFigure.FACTORS, values, periods));
    }

    @Override
    public String fingerprint() {
        Fingerprint print = new Fingerprint().add("sprites").add(EDITION).add(figures.length);
        for (int figure : figures) {
            print.add(figure);
        }
        return print.hex();
    }

    @Override
    public void close() {}
}
