package dev.facet.data.drawn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.resample.Resized;

/** The sets that need no files: their pictures are drawn when they are read, and their factors are known. */
public enum BuiltInSet {
    /** {@link Strokes}. */
    STROKES("digits drawn with a pen, all factors known", new ImageShape(1, 28, 28), 60_000),
    /** {@link Sprites}. */
    SPRITES("figures on dSprites' grid of factors, drawn here", new ImageShape(1, 64, 64), Sprites.ALL);

    private static final int TEST = 10_000;

    private final String what;
    private final ImageShape shape;
    private final int train;

    BuiltInSet(String what, ImageShape shape, int train) {
        this.what = what;
        this.shape = shape;
        this.train = train;
    }

    /** The set called {@code name}. */
    public static Optional<BuiltInSet> of(String name) {
        return Arrays.stream(values()).filter(set -> set.label().equals(name)).findFirst();
    }

    /** The names of all sets. */
    public static List<String> names() {
        return Arrays.stream(values()).map(BuiltInSet::label).toList();
    }

    /** The name of the set. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Opens a part of the set in the shape that {@code data} asks for. */
    public Dataset open(DataConfig data, Split split) {
        return switch (this) {
            case STROKES -> Strokes.open(data, split);
            case SPRITES -> Resized.fit(Sprites.open(data, split), data);
        };
    }
    /** A description in one line. */
    public String what() {
        return what;
    }

    /** The shape of an image unless the configuration sets it. */
    public ImageShape shape() {
        return shape;
    }

    /** The usual number of training images. */
    public int train() {
        return train;
    }

    /** The number of test images. */
    public int test() {
        return TEST;
    }
}
