package dev.facet.codes;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names that people give to the codes of a model and to their categories after seeing what they mean, and where
 * they let sliders begin and end. A code without a name is called by its id, a category without one by its index.
 * Immutable.
 *
 * <p>A name cannot be mistaken for an index: no category's name begins with {@link #INDEX}, which marks an index
 * wherever a name is possible too.
 *
 * @param entries by the code's id, which is {@link Code#name()}
 */
public record CodeNames(Map<String, Entry> entries) {
    /** No names given. */
    public static final CodeNames NONE = new CodeNames(Map.of());

    /** The longest name, in characters. */
    public static final int LONGEST = 80;

    /** How many ends of a slider are kept, so that changes can be undone. */
    public static final int MOST_ENDS = 20;

    /** Prefix of an index where a name is possible too, as in {@code #3}. */
    public static final String INDEX = "#";

    /**
     * Where a slider begins and ends, in the unit of its code.
     *
     * @param low where it begins; NaN if it begins and ends where sliders usually do
     * @param high where it ends; NaN likewise
     */
    public record Ends(double low, double high) {
        /** The ends that sliders have unless people set others. */
        public static final Ends USUAL = new Ends(Double.NaN, Double.NaN);

        public Ends {
            boolean usual = Double.isNaN(low) && Double.isNaN(high);
            if (!usual && !(low < high && Double.isFinite(low) && Double.isFinite(high))) {
                throw new IllegalArgumentException(
                        "a slider begins at a number below the one at which it ends; got " + low + " and " + high);
            }
        }
    }

    /**
     * The names of one code, in Unicode's normal form C and without surrounding space.
     *
     * @param name of the code; empty if it has none
     * @param categories names by index of the category; those without a name are missing
     * @param order in which the categories are shown, by index; if empty, they are sorted by name
     * @param ends that people gave its slider, one after the other; the last counts, and at most {@link #MOST_ENDS} are
     *     kept
     */
    public record Entry(String name, Map<Integer, String> categories, List<Integer> order, List<Ends> ends) {
        private static final Entry EMPTY = new Entry("", Map.of(), List.of());

        /** Names of a code whose slider has the usual ends. */
        public Entry(String name, Map<Integer, String> categories, List<Integer> order) {
            this(name, categories, order, List.of());
        }

        public Entry {
            name = normal(name);
            Map<Integer, String> named = new TreeMap<>(); // files show them in order
            categories.forEach((category, given) -> {
                String text = normal(given);
                if (text.startsWith(INDEX)) {
                    throw new IllegalArgumentException("'" + text + "' cannot be the name of a category, because "
                            + INDEX + " begins an index, as in " + INDEX + "3");
                }
                if (!text.isEmpty()) {
                    named.put(category, text);
                }
            });
            categories = Collections.unmodifiableMap(named);
            order = List.copyOf(order);
            ends = List.copyOf(ends.subList(Math.max(0, ends.size() - MOST_ENDS), ends.size()));
        }

        private Entry with(List<Ends> others) {
            return new Entry(name, categories, order, others);
        }
    }

    public CodeNames {
        entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    }

    /**
     * These names with {@code name} for a code; an empty name removes it.
     *
     * @throws IllegalArgumentException if it is too long or contains a character that ends a name on the command line
     */
    public CodeNames with(Code code, String name) {
        if (name.matches(".*[=:,].*")) {
            throw new IllegalArgumentException("the name of a code cannot have '=', ':' or ',' in it, because these end"
                    + " it on the command line; got '" + name + "'");
        }
        return with(
                code,
                new Entry(
                        name,
                        entry(code).categories(),
                        entry(code).order(),
                        entry(code).ends()));
    }

    /**
     * These names with {@code name} for a category; an empty name removes it.
     *
     * @throws IllegalArgumentException if it is too long or begins with {@link #INDEX}
     */
    public CodeNames with(Code.Categorical code, int category, String name) {
        requireIndex(code, category);
        Map<Integer, String> categories = new LinkedHashMap<>(entry(code).categories());
        categories.put(category, name);
        return with(code, new Entry(entry(code).name(), categories, entry(code).order(), List.of()));
    }

    /** These names with each category named after the class it is matched with; −1 in the match removes its name. */
    public CodeNames with(Code.Categorical code, int[] match, List<String> classNames) {
        CodeNames names = this;
        for (int category = 0; category < match.length; category++) {
            names = names.with(code, category, match[category] < 0 ? "" : classNames.get(match[category]));
        }
        return names;
    }

    /**
     * These names with an order in which the categories of a code are shown; an empty order sorts them by name.
     *
     * @throws IllegalArgumentException unless it has every category exactly once or is empty
     */
    public CodeNames withOrder(Code.Categorical code, List<Integer> order) {
        requireOrder(code, order);
        return with(code, new Entry(entry(code).name(), entry(code).categories(), order));
    }

    /**
     * These names with other ends of a slider.
     *
     * @param low where the slider begins, in the code's unit
     * @param high where it ends
     * @throws IllegalArgumentException if it does not begin below its end, or goes where the model draws nothing
     */
    public CodeNames withEnds(Code.Continuous code, double low, double high) {
        Ends ends = new Ends(low, high);
        requireEnds(code, ends);
        return ends.equals(ends(code)) ? this : with(code, ends);
    }

    /** These names with the usual ends of a slider. */
    public CodeNames withUsualEnds(Code.Continuous code) {
        return hasEnds(code) ? with(code, Ends.USUAL) : this;
    }

    private CodeNames with(Code.Continuous code, Ends ends) {
        List<Ends> all = new ArrayList<>(entry(code).ends());
        all.add(ends);
        return with(code, entry(code).with(all));
    }

    /** These names with the ends that a slider had before the last change; empty if there is none to take back. */
    public Optional<CodeNames> withFormerEnds(Code.Continuous code) {
        List<Ends> all = entry(code).ends();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(with(code, entry(code).with(all.subList(0, all.size() - 1))));
    }

    /** Whether people set the ends of a slider. */
    public boolean hasEnds(Code code) {
        List<Ends> all = entry(code).ends();
        return !all.isEmpty() && !all.get(all.size() - 1).equals(Ends.USUAL);
    }

    /** Where the slider of a code begins and ends: where people set it, or else {@link Code.Continuous#USUAL_REACH}. */
    public Ends ends(Code.Continuous code) {
        List<Ends> all = entry(code).ends();
        return hasEnds(code)
                ? all.get(all.size() - 1)
                : new Ends(code.at(-Code.Continuous.USUAL_REACH), code.at(Code.Continuous.USUAL_REACH));
    }

    /**
     * Checks that each name of the {@code changed} codes is unambiguous: no two categories of a code share a name, and
     * the name of a code is neither the name nor the id of another.
     *
     * @throws IllegalArgumentException that says which two conflict and what to do
     */
    public void requireDistinct(LatentSpec latent, Collection<? extends Code> changed) {
        for (Code code : changed) {
            String name = name(code).orElse("");
            for (Code other : latent.codes()) {
                boolean taken =
                        name.equals(other.name()) || name.equals(name(other).orElse(""));
                if (!name.isEmpty() && taken && !other.equals(code)) {
                    throw new IllegalArgumentException("code " + code.name() + " cannot be named '" + name
                            + "', because that is code " + label(other) + "; choose another name");
                }
            }
            if (code instanceof Code.Categorical categorical) {
                for (String text : entry(code).categories().values()) {
                    List<Integer> same = categories(categorical, text);
                    if (same.size() > 1) {
                        throw new IllegalArgumentException("categories " + indices(same) + " of " + label(code)
                                + " cannot all be named '" + text + "'; give each its own name");
                    }
                }
            }
        }
    }

    /**
     * Why the names do not fit the codes of a model: an unknown code, a category out of range, an incomplete order, or
     * a slider that goes where the model draws nothing. Empty if they fit.
     */
    public Optional<String> misfit(LatentSpec latent) {
        Map<String, Code> known = latent.codes().stream().collect(Collectors.toMap(Code::name, code -> code));
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            Code code = known.get(each.getKey());
            Entry entry = each.getValue();
            if (code == null) {
                String id =
                        each.getKey().length() > LONGEST ? each.getKey().substring(0, LONGEST) + "…" : each.getKey();
                return Optional.of("it names code '" + id + "', which the model does not have; it has "
                        + latent.codes().stream().map(Code::name).collect(Collectors.joining(", ")));
            }
            try {
                if (code instanceof Code.Categorical categorical) {
                    entry.categories().keySet().forEach(category -> requireIndex(categorical, category));
                    requireOrder(categorical, entry.order());
                }
                for (Ends ends : entry.ends()) {
                    requireEnds(code, ends);
                }
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            if (!(code instanceof Code.Categorical)
                    && (!entry.categories().isEmpty() || !entry.order().isEmpty())) {
                return Optional.of("it names categories of code '" + code.name() + "', which has none");
            }
        }
        return Optional.empty();
    }

    /** The name that people gave a code, if any. */
    public Optional<String> name(Code code) {
        return name(code.name());
    }

    /** The name that people gave the code with that id, if any. */
    public Optional<String> name(String id) {
        String name = entries.getOrDefault(id, Entry.EMPTY).name();
        return name.isEmpty() || name.equals(id) ? Optional.empty() : Optional.of(name);
    }

    /** The name that people gave a category, if any. */
    public Optional<String> name(Code.Categorical code, int category) {
        return Optional.ofNullable(entry(code).categories().get(category));
    }

    /** What a code is called in texts: {@code slant (c1)}. */
    public String label(Code code) {
        return label(code.name());
    }

    /** What the code with that id is called in texts. */
    public String label(String id) {
        return name(id).map(name -> name + " (" + id + ")").orElse(id);
    }

    /** What a category is called in texts: {@code zero (#6)}; its index if it has no name. */
    public String label(Code.Categorical code, int category) {
        return name(code, category)
                .map(name -> name + " (" + INDEX + category + ")")
                .orElse(indexed(code) ? INDEX + category : Integer.toString(category));
    }

    /** The categories with that name: at most one, unless a file was edited by hand. */
    public List<Integer> categories(Code.Categorical code, String name) {
        String wanted = normal(name);
        return IntStream.range(0, code.size())
                .filter(category -> wanted.equals(entry(code).categories().get(category)))
                .boxed()
                .toList();
    }

    /** Whether any category has a name. */
    public boolean named(Code.Categorical code) {
        return !entry(code).categories().isEmpty();
    }

    /** Whether any category is named with a number, so that a bare number cannot be an index. */
    public boolean indexed(Code.Categorical code) {
        return entry(code).categories().values().stream().anyMatch(name -> name.matches("\\d+"));
    }

    /**
     * The categories that are in use, in the order that people chose. Without one they are sorted by name, leading
     * numbers by value; those without a name come last.
     */
    public List<Integer> order(Code.Categorical code) {
        return all(code).stream().filter(code::isUsed).toList();
    }

    private List<Integer> all(Code.Categorical code) {
        if (entry(code).order().size() == code.size()) {
            return entry(code).order();
        }
        Map<Integer, String> names = entry(code).categories();
        List<Integer> named = new ArrayList<>(names.keySet());
        named.removeIf(category -> category >= code.size());
        Comparator<Integer> byName = Comparator.comparing(
                        (Integer category) -> number(names.getOrDefault(category, "")))
                .thenComparing(category -> names.getOrDefault(category, ""))
                .thenComparing(Comparator.naturalOrder());
        named.sort(byName);
        List<Integer> order = new ArrayList<>(named);
        IntStream.range(0, code.size())
                .filter(category -> !named.contains(category))
                .forEach(order::add);
        return order;
    }

    private CodeNames with(Code code, Entry entry) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries);
        changed.put(code.name(), entry);
        return new CodeNames(changed);
    }

    private Entry entry(Code code) {
        return entries.getOrDefault(code.name(), Entry.EMPTY);
    }

    /** The number that a name begins with; infinity if there is none, which sorts words after numbers. */
    private static double number(String name) {
        String digits = name.replaceFirst("\\D.*", "");
        return digits.isEmpty() || digits.length() > 9 ? Double.POSITIVE_INFINITY : Integer.parseInt(digits);
    }

    private static String indices(List<Integer> categories) {
        return categories.stream().map(category -> INDEX + category).collect(Collectors.joining(", "));
    }

    private static void requireIndex(Code.Categorical code, int category) {
        if (category < 0 || category >= code.size()) {
            throw new IllegalArgumentException(
                    "code '" + code.name() + "' has categories 0 … " + (code.size() - 1) + "; got " + category);
        }
    }

    private static void requireEnds(Code code, Ends ends) {
        if (!(code instanceof Code.Continuous continuous) || continuous.size() > 1) {
            throw new IllegalArgumentException("code '" + code.name() + "' has no slider, so it has no ends either");
        }
        double low = continuous.at(-Code.Continuous.FARTHEST);
        double high = continuous.at(Code.Continuous.FARTHEST);
        if (!ends.equals(Ends.USUAL) && (ends.low() < low || ends.high() > high)) {
            throw new IllegalArgumentException("the slider of '" + code.name() + "' cannot go from " + ends.low()
                    + " to " + ends.high() + "; the model draws " + low + " to " + high);
        }
    }

    private static void requireOrder(Code.Categorical code, List<Integer> order) {
        List<Integer> sorted = order.stream().sorted().toList();
        List<Integer> all = IntStream.range(0, code.size()).boxed().toList();
        if (!order.isEmpty() && !sorted.equals(all)) {
            throw new IllegalArgumentException(
                    "an order of '" + code.name() + "' must have each of the categories 0 … " + (code.size() - 1)
                            + " once; got " + (order.size() > code.size() ? order.size() + " of them" : order));
        }
    }

    /** Normalises a name, so that two names that look alike are equal. */
    private static String normal(String name) {
        String text = Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
        if (text.length() > LONGEST || text.codePoints().anyMatch(CodeNames::breaksLines)) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
            throw new IllegalArgumentException("a name is one line of at most " + LONGEST
                    + " characters without control characters; got '" + shown.replaceAll("\\s", " ") + "'");
        }
        return text;
    }

    private static boolean breaksLines(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
