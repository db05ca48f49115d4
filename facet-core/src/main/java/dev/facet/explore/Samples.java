package dev.facet.explore;

import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;

/** The fixed rows of generator input for a run's sample pictures, which make pictures of different steps comparable. */
public final class Samples {
    private Samples() {}

    /**
     * {@code count} draws from the prior. The first categorical code cycles through its used categories instead of
     * being drawn, so that in a grid with one column per category each column shows one.
     */
    public static LatentBatch latents(LatentSpec spec, long seed, int count) {
        LatentBatch latents = spec.draw(Draws.seed(seed, "samples"), 0, count);
        if (!spec.categorical().isEmpty()) {
            Code.Categorical first = spec.categorical().get(0);
            List<Integer> used = first.used();
            for (int row = 0; row < count; row++) {
                latents.setCategory(first, row, used.get(row % used.size()));
            }
        }
        return latents;
    }

    /**
     * A suitable number of images per row for {@link #latents}: the number of used categories of the first categorical
     * code if 5 to 20, else 10.
     */
    public static int width(LatentSpec spec) {
        int categories = spec.categorical().isEmpty()
                ? 10
                : spec.categorical().get(0).used().size();
        return categories >= 5 && categories <= 20 ? categories : 10;
    }
}
