package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Items;
import dev.facet.model.Model;

/**
 * The picture that shows the meaning of one code: it changes from left to right while everything else is fixed. A
 * continuous code is swept for every category of the first categorical code, all with the same noise, as in figure 2 of
 * the InfoGAN paper; without a categorical code, for several draws of the noise. The categories of a categorical code
 * are shown for several draws of the noise. Codes not shown are fixed at their first category or their middle. Codes of
 * several numbers take the place of noise: they are drawn with it, and when shown, all their numbers are swept
 * together.
 *
 * @param code the code that is swept
 * @param latents row by row: {@code rows.size() × columns.size()} rows of generator input
 * @param trained the part of the columns that training has used, where the sweep goes further
 */
public record Traversal(
        Code code,
        String title,
        List<String> rows,
        List<String> columns,
        LatentBatch latents,
        Optional<Grid.Span> trained) {
    /** Further categories are not shown; the title says so. Empty ones never are. */
    private static final int MOST_CATEGORIES = 32;

    /** Position at the end of the training range of a normal code: 95 % of what is drawn is nearer to the mean. */
    private static final int DEVIATIONS = 2;

    public Traversal {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
    }

    /** The traversal of each code, in order. */
    public static List<Traversal> all(LatentSpec spec, TraversalLayout layout) {
        return spec.codes().stream().map(code -> of(spec, code, layout)).toList();
    }

    /** The traversal of one code. */
    public static Traversal of(LatentSpec spec, Code code, TraversalLayout layout) {
        return code instanceof Code.Categorical categorical
                ? categories(spec, categorical, layout)
                : sweep(spec, (Code.Continuous) code, layout);
    }

    /** Draws the images that a generator made of {@link #latents()}. */
    public BufferedImage draw(Items images) {
        return grid(title, images).draw();
    }

    /** The images that a generator made of {@link #latents()}, with their labels, below another title. */
    public Grid grid(String other, Items images) {
        return new Grid(other, rows, columns, columns.size(), images, trained);
    }

    public BufferedImage draw(Model model) {
        return draw(model.generate(latents));
    }

    private static Traversal categories(LatentSpec spec, Code.Categorical code, TraversalLayout layout) {
        List<Integer> order = shown(code, layout);
        int shown = order.size();
        int draws = drawn(spec, code).isEmpty() ? 1 : layout.draws();
        LatentBatch latents = batch(spec, draws, shown, layout.seed(), true);
        for (int row = 0; row < latents.count(); row++) {
            latents.setCategory(code, row, order.get(row % shown));
        }
        String title = layout.names().label(code) + " across" + only(shown, code) + noise(spec, code, draws);
        return new Traversal(code, title, numbers(1, draws), labels(code, order, layout), latents, Optional.empty());
    }

    private static Traversal sweep(LatentSpec spec, Code.Continuous code, TraversalLayout layout) {
        List<Code.Categorical> categorical = spec.categorical();
        boolean byCategory = !categorical.isEmpty();
        List<Integer> order = byCategory ? shown(categorical.get(0), layout) : List.of();
        int rows = byCategory ? order.size() : drawn(spec, code).isEmpty() ? 1 : layout.draws();
        LatentBatch latents = batch(spec, rows, layout.columns(), layout.seed(), !byCategory);
        for (int row = 0; row < latents.count(); row++) {
            latents.setValue(code, row, code.at(layout.position(row % layout.columns())));
            if (byCategory) {
                latents.setCategory(categorical.get(0), row, order.get(row / layout.columns()));
            }
        }
        String down = byCategory
                ? ", every " + layout.names().label(categorical.get(0)) + " down" + only(rows, categorical.get(0))
                : noise(spec, code, rows);
        List<String> columns = IntStream.range(0, layout.columns())
                .mapToObj(k -> number(code.at(layout.position(k))))
                .toList();
        return new Traversal(
                code,
                layout.names().label(code) + " across" + down,
                byCategory ? labels(categorical.get(0), order, layout) : numbers(1, rows),
                columns,
                latents,
                trained(code, layout));
    }

    /** The columns that training has used: all values of a uniform code, most of a normal one. */
    private static Optional<Grid.Span> trained(Code.Continuous code, TraversalLayout layout) {
        double end = code instanceof Code.Normal ? DEVIATIONS : 1;
        double step = (layout.to() - layout.from()) / Math.max(1, layout.columns() - 1);
        boolean further = layout.from() < -end || layout.to() > end;
        double low = Math.max(-end, layout.from());
        double high = Math.min(end, layout.to());
        if (!further || layout.columns() == 1 || !(step > 0) || low >= high) {
            return Optional.empty();
        }
        String range = number(code.at(-end)) + " to " + number(code.at(end));
        return Optional.of(new Grid.Span(
                (low - layout.from()) / step,
                (high - layout.from()) / step,
                code instanceof Code.Normal ? "training: 95 % within " + range : "training: " + range));
    }

    /**
     * Rows with every code at its first category or its middle. The noise differs between rows of the picture or is the
     * same.
     */
    private static LatentBatch batch(LatentSpec spec, int rows, int columns, long seed, boolean noiseByRow) {
        LatentBatch noise = spec.draw(Draws.seed(seed, "traversal"), 0, rows);
        LatentBatch latents = new LatentBatch(spec, rows * columns, new float[rows * columns * spec.width()]);
        for (int row = 0; row < latents.count(); row++) {
            int source = noiseByRow ? row / columns : 0;
            System.arraycopy(
                    noise.values(),
                    source * spec.width(),
                    latents.values(),
                    row * spec.width(),
                    spec.noise().size());
            for (Code.Categorical code : spec.categorical()) {
                latents.setCategory(code, row, code.used().get(0));
            }
            for (Code.Continuous code : spec.continuous()) {
                if (code.size() == 1) {
                    latents.setValue(code, row, code.at(0));
                } else {
                    int offset = spec.offset(code);
                    System.arraycopy(
                            noise.values(),
                            source * spec.width() + offset,
                            latents.values(),
                            row * spec.width() + offset,
                            code.size());
                }
            }
        }
        return latents;
    }

    private static List<Integer> shown(Code.Categorical code, TraversalLayout layout) {
        List<Integer> used = layout.names().order(code);
        return used.subList(0, Math.min(MOST_CATEGORIES, used.size()));
    }

    private static List<String> labels(Code.Categorical code, List<Integer> order, TraversalLayout layout) {
        return order.stream()
                .map(category -> layout.names().label(code, category))
                .toList();
    }

    /** The names of what is drawn anew for each row of a picture of that code. */
    private static List<String> drawn(LatentSpec spec, Code shown) {
        Stream<String> noise = spec.noise().size() > 0 ? Stream.of("the noise") : Stream.empty();
        Stream<String> codes = spec.continuous().stream()
                .filter(code -> code.size() > 1 && !code.equals(shown))
                .map(Code::name);
        return Stream.concat(noise, codes).toList();
    }

    private static String noise(LatentSpec spec, Code shown, int draws) {
        String drawn = String.join(" and ", drawn(spec, shown));
        if (drawn.isEmpty()) {
            return "";
        }
        return draws == 1 ? ", one draw of " + drawn : ", " + draws + " draws of " + drawn + " down";
    }

    private static String only(int shown, Code.Categorical code) {
        int used = code.used().size();
        return shown == used ? "" : " (the first " + shown + " of " + used + ")";
    }

    private static List<String> numbers(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Integer::toString).toList();
    }

    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        boolean tiny = Math.abs(value) < 1e-9;
        return tiny ? "0" : rounded.toPlainString().replace('-', '−');
    }
}
