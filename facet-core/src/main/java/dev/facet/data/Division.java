package dev.facet.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import dev.facet.codes.Draws;
import dev.facet.config.DataConfig;

/**
 * The items that a run is given, divided once: into those that training learns from, and those that it never sees. The
 * division depends on the data and on {@code data.held-out} and {@code data.seed} alone, so it is the same when a run
 * is resumed and when it is evaluated. Both parts are views and stay open as long as the whole.
 *
 * @param whole all items
 * @param training the items that training learns from, in the order of the whole; the whole itself if none is held out
 * @param heldOut the items that training never sees, in random order; may be empty
 * @param wanted the fraction that should be held out
 */
public record Division(Dataset whole, Dataset training, Dataset heldOut, double wanted) {
    /** The largest number of items that are held out. */
    public static final int MOST = 2000;

    /** If fewer than this would be held out, none are. */
    public static final int LEAST = 16;

    /** Divides data as its settings say. */
    public static Division of(Dataset whole, DataConfig data) {
        long wanted = Math.round(data.heldOut() * whole.size());
        int count = (int) Math.min(MOST, wanted);
        if (count < LEAST) {
            return new Division(whole, whole, new NoImages(whole.name(), whole.shape()), data.heldOut());
        }
        int[] order = new Draws(Draws.seed(data.seed(), "held-out"), 0).permutation(whole.size());
        int[] training = Arrays.copyOfRange(order, count, order.length);
        Arrays.sort(training);
        return new Division(
                whole, new Part(whole, training), new Part(whole, Arrays.copyOf(order, count)), data.heldOut());
    }

    /** A message if items should be held out but are too few. */
    public Optional<String> notice() {
        return wanted == 0 || heldOut.size() > 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s has %,d %s. That is too few to hold %.0f %% of them out (data.held-out): at least %d are"
                                + " wanted, so training sees all. Whether D learns them by heart cannot be measured.",
                        whole.name(),
                        whole.size(),
                        whole.shape().plural(),
                        100 * wanted,
                        LEAST));
    }
}
