package dev.facet.codes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What people call the codes of a model and their categories, once they have seen what those mean. A code without a name here
 * goes by its own, a category without one by its number. Immutable.
 *
 * @param entries by the code's own name
 */
public record CodeNames(Map<String, Entry> entries) {
    /** No names given. */
    public static final CodeNames NONE = new CodeNames(Map.of());

    /** The longest name, in characters. */
    public static final int LONGEST = 80;

    /**
     * The names of one code.
     *
     * @param name of the code; empty where it has none
     * @param categories names by number of the category; those without one are missing
     * @param order in which people want to see the categories, by number; empty for that of their names
     */
    public record Entry(String name, Map<Integer, String> categories, List<Integer> order) {
        private static final Entry EMPTY = new Entry("", Map.of(), List.of());

        public Entry {
            requireName(name);
            categories.values().forEach(CodeNames::requireName);
            categories = Collections.unmodifiableMap(new TreeMap<>(categories)); // files show them in order
            order = order == null ? List.of() : List.copyOf(order); // files of before there was one have none
        }
    }

    public CodeNames {
        entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    }

    /** These names and {@code name} for a code; an empty one takes its name away. */
    public CodeNames with(Code code, String name) {
        return with(
                code,
                new Entry(name.strip(), entry(code).categories(), entry(code).order()));
    }

    /** These names and {@code name} for a category; an empty one takes its name away. */
    public CodeNames with(Code.Categorical code, int category, String name) {
        if (category < 0 || category >= code.size()) {
            throw new IllegalArgumentException(
                    "code '" + code.name() + "' has categories 0 … " + (code.size() - 1) + "; got " + category);
        }
        Map<Integer, String> categories = new LinkedHashMap<>(entry(code).categories());
        categories.remove(category);
        if (!name.isBlank()) {
            categories.put(category, name.strip());
        }
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
        List<Integer> sorted = order.stream().sorted().toList();
        if (!order.isEmpty()
                && !sorted.equals(IntStream.range(0, code.size()).boxed().toList())) {
            throw new IllegalArgumentException("an order of '" + code.name() + "' has each of the categories 0 … "
                    + (code.size() - 1) + " once; got " + order);
        }
        return with(code, new Entry(entry(code).name(), entry(code).categories(), order));
    }

    /** What a code is called in a picture: {@code slant (c1)}. */
    public String label(Code code) {
        String name = entry(code).name();
        return name.isBlank() || name.equals(code.name()) ? code.name() : name + " (" + code.name() + ")";
    }

    /** What a category is called in a picture: {@code 6: zero}. */
    public String label(Code.Categorical code, int category) {
        String name = entry(code).categories().get(category);
        return name == null ? Integer.toString(category) : category + ": " + name;
    }

    /** The category of that name; of several the first. */
    public OptionalInt category(Code.Categorical code, String name) {
        return IntStream.range(0, code.size())
                .filter(category -> name.equals(entry(code).categories().get(category)))
                .findFirst();
    }

    /**
     * All categories in the order that people gave them; else in that of their names, numbers as numbers, and those without a name
     * come last.
     */
    public List<Integer> order(Code.Categorical code) {
        if (entry(code).order().size() == code.size()) {
            return entry(code).order();
        }
        Map<Integer, String> names = entry(code).categories();
        List<Integer> named = new ArrayList<>(names.keySet());
        named.removeIf(category -> category >= code.size());
        Comparator<Integer> byName = Comparator.comparing((Integer category) -> number(name(names, category)))
                .thenComparing(category -> name(names, category))
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

    private static String name(Map<Integer, String> names, int category) {
        return names.getOrDefault(category, "");
    }

    /** What a name begins with if that is a number; words come after all numbers. */
    private static double number(String name) {
        String digits = name.replaceFirst("\\D.*", "");
        return digits.isEmpty() || digits.length() > 9 ? Double.POSITIVE_INFINITY : Integer.parseInt(digits);
    }

    private static void requireName(String name) {
        if (name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a name has at most " + LONGEST + " characters, none of them for control; got '" + name + "'");
        }
    }
}
