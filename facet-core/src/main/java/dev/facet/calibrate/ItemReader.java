package dev.facet.calibrate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.data.Items;
import dev.facet.model.Model;
import dev.facet.model.PrincipalComponents;

/**
 * Reads many items piece by piece, so that others can use the model in between. First {@link #look} at a sample, then
 * {@link #read} all items in order. Not thread-safe.
 */
public final class ItemReader {
    /** The most principal components of Q's features that are kept of each item. */
    public static final int MOST_COMPONENTS = 32;

    /** How many items a sample for the principal components should have. */
    public static final int SAMPLE = 2000;

    /** Of many features, fewer items are enough, and memory is bounded. */
    private static final int MOST_SAMPLE_FEATURES = 1 << 23;

    private static final int LEAST_SAMPLE = 64;

    private final Model model;
    private final int[] numbers;
    private final Map<String, int[]> categories = new LinkedHashMap<>();
    private final Map<String, float[]> probabilities = new LinkedHashMap<>();
    private final Map<String, float[]> means = new LinkedHashMap<>();
    private final Map<String, float[]> sigmas = new LinkedHashMap<>();
    private final float @Nullable [] distances;
    private @Nullable PrincipalComponents components;
    private float[] places = new float[0];
    private int done;

    /**
     * A reader of the items with these numbers.
     *
     * @param model must have a recogniser; the caller closes it after reading
     */
    public ItemReader(Model model, int... numbers) {
        model.requireRecogniser();
        this.model = model;
        this.numbers = numbers.clone();
        for (Code code : model.latent().codes()) {
            if (code instanceof Code.Categorical) {
                categories.put(code.name(), new int[numbers.length]);
                probabilities.put(code.name(), new float[numbers.length]);
            } else {
                means.put(code.name(), new float[numbers.length]);
                sigmas.put(code.name(), new float[numbers.length]);
            }
        }
        distances = model.calibration().isPresent() ? new float[numbers.length] : null;
    }

    /** How many items a sample has at most. */
    public int sample() {
        return Math.max(LEAST_SAMPLE, Math.min(SAMPLE, MOST_SAMPLE_FEATURES / model.features()));
    }

    /** Finds the principal components of Q's features in a sample of at least two items. */
    public void look(Items sample) {
        try (PointerScope scope = new PointerScope()) {
            components = PrincipalComponents.ofFeatures(Readings.features(model, sample), MOST_COMPONENTS);
            places = new float[Math.multiplyExact(numbers.length, components.count())];
        }
    }

    /** Reads the next items, in the order of their numbers. */
    public void read(Items items) {
        if (components == null) {
            throw new IllegalStateException("a sample must be looked at first");
        }
        Model.Placed placed = model.place(items, components);
        Encodings read = placed.encodings();
        for (Code code : model.latent().codes()) {
            if (code instanceof Code.Categorical categorical) {
                for (int i = 0; i < items.count(); i++) {
                    int category = read.category(categorical, i);
                    column(categories, code)[done + i] = category;
                    column(probabilities, code)[done + i] = read.probabilities(categorical)[i][category];
                }
            } else {
                Code.Continuous continuous = (Code.Continuous) code;
                System.arraycopy(read.means(continuous), 0, column(means, code), done, items.count());
                System.arraycopy(read.sigmas(continuous), 0, column(sigmas, code), done, items.count());
            }
        }
        if (distances != null) {
            System.arraycopy(read.measuredDistances().values(), 0, distances, done, items.count());
        }
        System.arraycopy(placed.places(), 0, places, done * components.count(), placed.places().length);
        done += items.count();
    }

    private static <T> T column(Map<String, T> columns, Code code) {
        return Objects.requireNonNull(columns.get(code.name()));
    }

    /** What was read, after all items. */
    public ItemReadings readings() {
        if (components == null || done < numbers.length) {
            throw new IllegalStateException(done + " of " + numbers.length + " items were read");
        }
        return new ItemReadings(
                numbers, categories, probabilities, means, sigmas, distances, components.count(), places);
    }
}
