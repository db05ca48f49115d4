package dev.facet.describe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.describe.Trait.Kind;
import dev.facet.metrics.CodeEffect;

/**
 * Measures what each code changes. For many draws of everything else, a generator makes items at several values of the
 * code, and their properties are measured. Where a recogniser reads real items whose factors or classes are known, its
 * readings are compared with these. {@code docs/metrics.md} has the definitions.
 */
public final class Describer {
    private static final int DRAWS = 256;
    private static final int FEWEST_DRAWS = 16;
    /** More codes get fewer draws, so that no more items than this are generated unless the draws are the fewest. */
    private static final int MOST_ITEMS = 16_384;

    private static final int VALUES = 9;
    private static final int MOST_CATEGORIES = 64;
    /** Items that are generated together; others who use the generator wait so long. */
    private static final int CHUNK = 256;

    private final LatentSpec latent;
    private final Properties properties;
    private final Generator generator;
    private final int wanted;

    /** Makes one item from each row. */
    @FunctionalInterface
    public interface Generator {
        Items generate(LatentBatch rows) throws IOException;
    }

    /** Reads the codes of items. */
    @FunctionalInterface
    public interface Reader {
        Encodings encode(Items items) throws IOException;
    }

    /**
     * A describer of a model.
     *
     * @param shape of the items that {@code generator} makes from rows of {@code latent}
     */
    public Describer(LatentSpec latent, Shape shape, Generator generator) {
        this(latent, shape, generator, DRAWS);
    }

    /** A describer with another number of draws. */
    Describer(LatentSpec latent, Shape shape, Generator generator, int wanted) {
        this.latent = latent;
        this.properties = Properties.of(shape);
        this.generator = generator;
        this.wanted = wanted;
    }

    /** What the codes say by generated items alone. */
    public Meanings describe() throws IOException {
        return describe(null, Optional.empty());
    }

    /** What the codes say by generated items, and by the readings of real ones. */
    public Meanings describe(RealItems real, Reader reader) throws IOException {
        return describe(reader.encode(real.items()), Optional.of(real));
    }

    private Meanings describe(@Nullable Encodings readings, Optional<RealItems> real) throws IOException {
        List<Code> codes = latent.codes().stream()
                .filter(code -> !(code instanceof Code.Continuous continuous && continuous.size() > 1))
                .toList();
        int positions = codes.stream().mapToInt(Describer::positions).sum();
        int draws = Math.max(FEWEST_DRAWS, Math.min(wanted, MOST_ITEMS / Math.max(1, positions)));
        List<Meaning> meanings = new ArrayList<>();
        for (Code code : codes) {
            double[][][] values = values(code, draws);
            meanings.add(
                    code instanceof Code.Categorical categorical
                            ? categories(categorical, values, readings, real)
                            : continuous((Code.Continuous) code, values, readings, real));
        }
        return new Meanings(
                draws,
                draws * positions,
                real.map(items -> items.items().count()).orElse(0),
                meanings);
    }

    private Meaning continuous(
            Code.Continuous code, double[][][] values, @Nullable Encodings readings, Optional<RealItems> real) {
        List<Trait> measured = new ArrayList<>();
        for (int p = 0; p < values.length; p++) {
            Property property = properties.list().get(p);
            measured.add(trait(property, CodeEffect.of(values[p], property.period())));
        }
        List<Trait> known =
                readings == null ? List.of() : RealTraits.factors(code, readings, real.flatMap(RealItems::factors));
        return new Meaning(code.name(), Ranking.of(measured, known), List.of());
    }

    private Meaning categories(
            Code.Categorical code, double[][][] values, @Nullable Encodings readings, Optional<RealItems> real) {
        int measured = positions(code);
        List<Optional<Trait>> classes =
                readings == null ? List.of() : RealTraits.classes(code, readings, real.flatMap(RealItems::labels));
        List<List<Trait>> ofCategories = new ArrayList<>();
        for (int k = 0; k < code.size(); k++) {
            ofCategories.add(new ArrayList<>());
        }
        for (int p = 0; p < values.length; p++) {
            Property property = properties.list().get(p);
            if (property.period() == 0) {
                CodeEffect[] effects = CodeEffect.ofCategories(values[p], measured);
                for (int k = 0; k < measured; k++) {
                    ofCategories.get(code.used().get(k)).add(trait(property, effects[k]));
                }
            }
        }
        List<List<Trait>> ranked = new ArrayList<>();
        for (int k = 0; k < code.size(); k++) {
            List<Trait> known =
                    classes.isEmpty() ? List.of() : classes.get(k).stream().toList();
            ranked.add(Ranking.of(ofCategories.get(k), known));
        }
        return new Meaning(code.name(), List.of(), ranked);
    }

    private static Trait trait(Property property, CodeEffect effect) {
        return new Trait(
                property.name(),
                Kind.PROPERTY,
                effect.follows() < 0 ? property.less() : property.more(),
                effect.strength(),
                effect.follows(),
                effect.share());
    }

    /** The properties of what the generator makes, {@code [property][draw][position]}. */
    private double[][][] values(Code code, int draws) throws IOException {
        int positions = positions(code);
        double[][][] values = new double[properties.list().size()][draws][positions];
        LatentBatch base = latent.draw(Draws.seed(0, "describe"), 0, draws);
        int step = Math.max(1, CHUNK / positions);
        for (int from = 0; from < draws; from += step) {
            int count = Math.min(step, draws - from);
            Items items = generator.generate(rows(code, base, from, count));
            for (int i = 0; i < items.count(); i++) {
                double[] of = properties.of(items, i);
                for (int p = 0; p < of.length; p++) {
                    values[p][from + i / positions][i % positions] = of[p];
                }
            }
        }
        return values;
    }

    private LatentBatch rows(Code code, LatentBatch base, int from, int count) {
        int positions = positions(code);
        int width = latent.width();
        LatentBatch rows = new LatentBatch(latent, count * positions, new float[count * positions * width]);
        for (int row = 0; row < rows.count(); row++) {
            System.arraycopy(base.values(), (from + row / positions) * width, rows.values(), row * width, width);
            int position = row % positions;
            if (code instanceof Code.Categorical categorical) {
                rows.setCategory(categorical, row, categorical.used().get(position));
            } else if (code instanceof Code.Continuous continuous) {
                rows.setValue(continuous, row, continuous.at(2.0 * position / (VALUES - 1) - 1));
            }
        }
        return rows;
    }

    private static int positions(Code code) {
        return code instanceof Code.Categorical categorical
                ? Math.min(MOST_CATEGORIES, categorical.used().size())
                : VALUES;
    }
}
