package dev.facet.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;

/**
 * What people said that items are, as a history of changes: a later correction of an item replaces an earlier one, and
 * the last change can be undone. Immutable.
 *
 * @param all in the order in which they were made
 */
public record Corrections(List<Correction> all) {
    /** The most corrections that are kept. */
    public static final int MOST = 200_000;

    /** No corrections. */
    public static final Corrections NONE = new Corrections(List.of());

    /**
     * An item of a run's data, by a name that survives.
     *
     * @param test whether it is in the data's own test part
     * @param image its path, or its index in its part
     * @param data fingerprint of its part; only an index depends on it
     */
    public record Item(boolean test, String image, String data) {}

    /**
     * What an item is.
     *
     * @param change which change it was part of; each change has a greater number than those before
     * @param code the id of a categorical code
     * @param category an index; −1 if only {@code label} is known
     * @param label a name; may be empty if there is a category. Without both, a correction was taken back
     */
    public record Correction(int change, Item item, String code, int category, String label) {
        private boolean isEmpty() {
            return category < 0 && label.isEmpty();
        }

        /** The category by the names that categories have now; −1 if the label is none of them. */
        public int category(LatentSpec latent, CodeNames names) {
            return category >= 0
                    ? category
                    : latent.categorical().stream()
                            .filter(each -> each.name().equals(code))
                            .flatMap(each -> names.categories(each, label).stream())
                            .findFirst()
                            .orElse(-1);
        }

        /** The label by the names that categories have now; the index of a category without a name. */
        public String label(LatentSpec latent, CodeNames names) {
            return category < 0
                    ? label
                    : latent.categorical().stream()
                            .filter(each -> each.name().equals(code))
                            .flatMap(each -> names.name(each, category).stream())
                            .findFirst()
                            .orElse(label.isEmpty() ? Integer.toString(category) : label);
        }
    }

    /** What a correction is of. */
    private record Key(boolean test, String image, String code) {}

    public Corrections {
        all = List.copyOf(all);
    }

    /**
     * These and another change: all items are said to be the same. Without a category and a label, what was said of
     * them before is taken back.
     *
     * @throws UsageException if there would be too many corrections
     */
    public Corrections with(List<Item> items, String code, int category, String label) {
        List<Correction> more = new ArrayList<>(all);
        int change = change() + 1;
        items.forEach(item -> more.add(new Correction(change, item, code, category, label)));
        if (more.size() <= MOST) {
            return new Corrections(more);
        }
        List<Correction> current = new Corrections(more).current();
        if (current.size() > MOST) {
            throw new UsageException("there would be " + current.size() + " corrections; a run keeps at most " + MOST);
        }
        return new Corrections(current);
    }

    /** These without the last change. */
    public Corrections undo() {
        int last = change();
        return new Corrections(
                all.stream().filter(each -> each.change() != last).toList());
    }

    /** The number of the last change; 0 if there is none. */
    public int change() {
        return all.isEmpty() ? 0 : all.get(all.size() - 1).change();
    }

    /** What is said of each item now, in the order in which items were first corrected. */
    public List<Correction> current() {
        Map<Key, Correction> latest = new LinkedHashMap<>();
        all.forEach(each -> latest.put(new Key(each.item().test(), each.item().image(), each.code()), each));
        return latest.values().stream().filter(each -> !each.isEmpty()).toList();
    }
}
