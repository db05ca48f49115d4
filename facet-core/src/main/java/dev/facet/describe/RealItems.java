package dev.facet.describe;

import java.util.Arrays;
import java.util.Optional;

import dev.facet.codes.Draws;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.data.Labels;

/** Some real items with what is known about them. */
public record RealItems(Items items, Optional<Labels> labels, Optional<Factors> factors) {
    /** Of more items, so many are drawn at random. */
    public static final int MOST = 2000;

    /** Items of a data set; always the same ones. */
    public static RealItems of(Dataset data) {
        int[] order = new Draws(Draws.seed(0, "describe"), 0).permutation(data.size());
        int[] chosen = Arrays.copyOf(order, Math.min(MOST, order.length));
        return new RealItems(
                Items.of(data, chosen),
                data.labels().map(labels -> labels.of(chosen)),
                data.factors()
                        .map(factors -> data.labels().map(factors::without).orElse(factors))
                        .map(factors -> factors.of(chosen)));
    }
}
