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
 * scales × 40 orientations × 32 × 32 positions, white on black, 64×64 and without grey. The pictures are drawn here
 * when they are read, from {@link SpriteFigure}; they are not those of dSprites, whose file is read where it is at
 * hand. Two differences are meant: the 40 orientations are spread over the turn without its end, so that none occurs
 * twice, and figures move in whole pixels. Thread-safe; closing does nothing.
 */
public final class Sprites implements Dataset {
    /** How many there are in all. */
    public static final int ALL = SpriteFigure.SHAPES.size()
            * SpriteFigure.SCALES
            * SpriteFigure.ORIENTATIONS
            * SpriteFigure.POSITIONS
            * SpriteFigure.POSITIONS;

    /** Goes up whenever a pixel changes, so that runs on the old drawings are not resumed on the new ones. */
    private static final int EDITION = 1;

    private static final int TEST_COUNT = 10_000;
    private static final ImageShape SHAPE = new ImageShape(1, SpriteFigure.SIDE, SpriteFigure.SIDE);

    /**
     * Which of the grid's figures each image shows, in the order of dSprites: shape, scale, orientation, x, y, the last
     * fastest.
     */
    private final int[] figures;

    /** @param figures indices into the grid; not copied */
    Sprites(int[] figures) {
        this.figures = figures;
    }

    /**
     * The training set has {@code data.count} different figures drawn at random, or all in order where that is as many
     * as there are; the test set has 10,000 others, or as many as are left.
     */
    static Dataset open(DataConfig data, Split split) {
        if (data.count() < 1) {
            throw new UsageException("sprites need data.count to be 1 or more (" + ALL + " for all there are); it is "
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

    /** What each figure was drawn with, exactly: shape, scale, orientation in radians, and the place of its middle. */
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
