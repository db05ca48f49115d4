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
 * The names that people give to the codes of a model and to their categories after seeing what they mean. A code
 * without a name is called by its id, a category without one by its index. Immutable.
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

    /** Prefix of an index where a name is possible too, as in {@code #3}. */
    public static final String INDEX = "#";

    /**
     * The names of one code, in Unicode's normal form C and without surrounding space.
     *
     * @param name of the code; empty if it has none
     * @param categories names by index of the category; those without a name are missing
     * @param order in which the categories are shown, by index; if empty, they are sorted by name
     */
    public record Entry(String name, Map<Integer, String> categories, List<Integer> order) {
        private static final Entry EMPTY = new Entry("", Map.of(), List.of());

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
        return with(code, new Entry(name, entry(code).categories(), entry(code).order()));
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
        return with(code, new Entry(entry(code).name(), categories, entry(code).order()));
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
     * Why the names do not fit the codes of a model: an unknown code, a category out of range, or an incomplete order.
     * Empty if they fit.
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
            if (code instanceof Code.Categorical categorical) {
                try {
                    entry.categories().keySet().forEach(category -> requireIndex(categorical, category));
                    requireOrder(categorical, entry.order());
                } catch (IllegalArgumentException e) {
                    return Optional.of(String.valueOf(e.getMessage()));
                }
            } else if (!entry.categories().isEmpty() || !entry.order().isEmpty()) {
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
