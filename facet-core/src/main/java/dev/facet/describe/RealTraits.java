package dev.facet.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.describe.Trait.Kind;
import dev.facet.metrics.Circular;
import dev.facet.metrics.Clustering;
import dev.facet.metrics.Confusion;
import dev.facet.metrics.Spearman;

/** What the readings of real items with known factors and classes say about codes. */
final class RealTraits {
    /** Fewer items of a category do not say what it is. */
    private static final int FEWEST = 5;

    private RealTraits() {}

    /** How closely the readings of a code follow each factor. */
    static List<Trait> factors(Code.Continuous code, Encodings readings, Optional<Factors> known) {
        List<Trait> traits = new ArrayList<>();
        known.ifPresent(factors -> {
            double[] values = readings.values(code);
            for (int f = 0; f < factors.names().size(); f++) {
                double period = factors.periods()[f];
                double follows = period == 0
                        ? Spearman.rho(values, factors.values()[f])
                        : Circular.correlation(values, factors.values()[f], period);
                traits.add(new Trait(factors.names().get(f), Kind.FACTOR, "", Math.abs(follows), follows, Double.NaN));
            }
        });
        return traits;
    }

    /** The class that each category is matched with, one to one; empty for a category without enough items. */
    static List<Optional<Trait>> classes(Code.Categorical code, Encodings readings, Optional<Labels> known) {
        List<Optional<Trait>> traits = new ArrayList<>();
        Labels labels = known.orElse(new Labels(List.of(), new int[0]));
        if (labels.names().isEmpty()) {
            for (int category = 0; category < code.size(); category++) {
                traits.add(Optional.empty());
            }
            return traits;
        }
        Confusion confusion = Confusion.of(
                readings.categories(code),
                code.size(),
                labels.values(),
                labels.names().size());
        int[] match = Clustering.match(confusion);
        long[] items = confusion.byCategory();
        for (int category = 0; category < code.size(); category++) {
            if (match[category] < 0 || items[category] < FEWEST) {
                traits.add(Optional.empty());
                continue;
            }
            double share = (double) confusion.counts()[category][match[category]] / items[category];
            traits.add(Optional.of(
                    new Trait(labels.names().get(match[category]), Kind.CLASS, "", share, share, Double.NaN)));
        }
        return traits;
    }
}
