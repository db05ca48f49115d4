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
 * What people call the codes of a model and their categories, once they have seen what those mean. A code without a
 * name here goes by its id, a category without one by its index. Immutable.
 *
 * <p>A name is never taken for an index: no name of a category begins with {@link #INDEX}, which marks an index
 * wherever a name could stand in its place.
 *
 * @param entries by the code's id, which is {@link Code#name()}
 */
public record CodeNames(Map<String, Entry> entries) {
    /** No names given. */
    public static final CodeNames NONE = new CodeNames(Map.of());

    /** The longest name, in characters. */
    public static final int LONGEST = 80;

    /** What an index begins with where a name could stand in its place, as in {@code #3}. */
    public static final String INDEX = "#";

    /**
     * The names of one code. Names are in Unicode's normal form C and without space around them.
     *
     * @param name of the code; empty where it has none
     * @param categories names by index of the category; those without one are missing
     * @param order in which people want to see the categories, by index; empty for that of their names
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
     * These names and {@code name} for a code; an empty one takes its name away.
     *
     * @throws IllegalArgumentException if it is too long, or has a character that ends a name on the command line
     */
    public CodeNames with(Code code, String name) {
        if (name.matches(".*[=:,].*")) {
            throw new IllegalArgumentException("the name of a code cannot have '=', ':' or ',' in it, because these end"
                    + " it on the command line; got '" + name + "'");
        }
        return with(code, new Entry(name, entry(code).categories(), entry(code).order()));
    }

    /**
     * These names and {@code name} for a category; an empty one takes its name away.
     *
     * @throws IllegalArgumentException if it is too long, or begins with {@link #INDEX}
     */
    public CodeNames with(Code.Categorical code, int category, String name) {
        requireIndex(code, category);
        Map<Integer, String> categories = new LinkedHashMap<>(entry(code).categories());
        categories.put(category, name);
        return with(code, new Entry(entry(code).name(), categories, entry(code).order()));
    }

    /** These names and, for each category, that of the class it is matched with; none where the match is −1. */
    public CodeNames with(Code.Categorical code, int[] match, List<String> classNames) {
        CodeNames names = this;
        for (int category = 0; category < match.length; category++) {
            names = names.with(code, category, match[category] < 0 ? "" : classNames.get(match[category]));
        }
        return names;
    }

    /**
     * These names, and the categories of a code to be shown in that order; an empty one leaves it to their names.
     *
     * @throws IllegalArgumentException unless it has every category once, or none
     */
    public CodeNames withOrder(Code.Categorical code, List<Integer> order) {
        requireOrder(code, order);
        return with(code, new Entry(entry(code).name(), entry(code).categories(), order));
    }

    /**
     * Demands that each name of the codes that were {@code changed} means one thing: no two categories of a code have
     * the same name, and the name of a code is neither the name nor the id of another.
     *
     * @throws IllegalArgumentException that says which two are at odds, and what to do
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
     * What does not fit the codes of a model: a code that is not there, a category out of range, an order that leaves
     * some out.
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

    /** The name that people gave a code, if they did. */
    public Optional<String> name(Code code) {
        return name(code.name());
    }

    /** The name that people gave the code of that id, if they did. */
    public Optional<String> name(String id) {
        String name = entries.getOrDefault(id, Entry.EMPTY).name();
        return name.isEmpty() || name.equals(id) ? Optional.empty() : Optional.of(name);
    }

    /** The name that people gave a category, if they did. */
    public Optional<String> name(Code.Categorical code, int category) {
        return Optional.ofNullable(entry(code).categories().get(category));
    }

    /** What a code is called where people read it: {@code slant (c1)}. */
    public String label(Code code) {
        return label(code.name());
    }

    /** The same by the code's id. */
    public String label(String id) {
        return name(id).map(name -> name + " (" + id + ")").orElse(id);
    }

    /** What a category is called where people read it: {@code zero (#6)}; without a name its index. */
    public String label(Code.Categorical code, int category) {
        return name(code, category)
                .map(name -> name + " (" + INDEX + category + ")")
                .orElse(indexed(code) ? INDEX + category : Integer.toString(category));
    }

    /** The categories of that name: one, unless a file was edited by hand. */
    public List<Integer> categories(Code.Categorical code, String name) {
        String wanted = normal(name);
        return IntStream.range(0, code.size())
                .filter(category -> wanted.equals(entry(code).categories().get(category)))
                .boxed()
                .toList();
    }

    /** Whether some category has a name. */
    public boolean named(Code.Categorical code) {
        return !entry(code).categories().isEmpty();
    }

    /** Whether some category has a number for a name, so that a bare number can be no index. */
    public boolean indexed(Code.Categorical code) {
        return entry(code).categories().values().stream().anyMatch(name -> name.matches("\\d+"));
    }

    /**
     * All categories in the order that people gave them; else in that of their names, numbers as numbers, and those
     * without a name come last.
     */
    public List<Integer> order(Code.Categorical code) {
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

    /** What a name begins with if that is a number; words come after all numbers. */
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
                    "an order of '" + code.name() + "' has each of the categories 0 … " + (code.size() - 1)
                            + " once; got " + (order.size() > code.size() ? order.size() + " of them" : order));
        }
    }

    /** One spelling of each name, as two that look alike would be told apart by machines alone. */
    private static String normal(String name) {
        String text = Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
        if (text.length() > LONGEST || text.codePoints().anyMatch(CodeNames::breaksLines)) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
            throw new IllegalArgumentException("a name is one line of at most " + LONGEST
                    + " characters, none of them for control; got '" + shown.replaceAll("\\s", " ") + "'");
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
