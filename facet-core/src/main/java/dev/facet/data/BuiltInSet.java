package dev.facet.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.facet.config.DataConfig;

/** The sets that need no files: their pictures are drawn when they are read, and their factors are known. */
public enum BuiltInSet {
    /** {@link Strokes}. */
    STROKES("digits drawn with a pen, all factors known", new ImageShape(1, 28, 28), 60_000),
    /** {@link Sprites}. */
    SPRITES("figures on dSprites' grid of factors, drawn here", new ImageShape(1, 64, 64), Sprites.ALL);

    private final String what;
    private final ImageShape shape;
    private final int train;

    BuiltInSet(String what, ImageShape shape, int train) {
        this.what = what;
        this.shape = shape;
        this.train = train;
    }

    /** The one that users call {@code name}. */
    public static Optional<BuiltInSet> of(String name) {
        return Arrays.stream(values()).filter(set -> set.label().equals(name)).findFirst();
    }

    /** What users call them. */
    public static List<String> names() {
        return Arrays.stream(values()).map(BuiltInSet::label).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Dataset open(DataConfig data, Split split) {
        return switch (this) {
            case STROKES -> Strokes.open(data, split);
            case SPRITES -> Resized.fit(Sprites.open(data, split), data);
        };
    }

    Datasets.Listing listing() {
        return new Datasets.Listing(label(), what, shape, train, 10_000, "built in");
    }
}
