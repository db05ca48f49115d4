package dev.facet.explore;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Nearest;
import dev.facet.config.UsageException;

/**
 * Finds the code or the category that a user means. Only this class distinguishes names from indices, by one rule:
 *
 * <ul>
 * <li>{@code #3} is the category with index 3.
 * <li>A bare number is an index unless a category of the code is named with a number, as digits are; then it is a name.
 * <li>Any other text is a name.
 * </ul>
 *
 * <p>A code is found by its id, or else by the name that people gave it.
 */
public record CodeLookup(LatentSpec latent, CodeNames names) {
    private static final int MOST_LISTED = 24;

    /**
     * The code with that id or name.
     *
     * @throws UsageException if there is none or several
     */
    public Code code(String text) {
        String wanted = Normalizer.normalize(text.strip(), Normalizer.Form.NFC); // as names are
        for (Code code : latent.codes()) {
            if (code.name().equals(wanted)) {
                return code;
            }
        }
        List<Code> named = latent.codes().stream()
                .filter(code -> names.name(code).filter(wanted::equals).isPresent())
                .toList();
        if (named.size() > 1) {
            throw new UsageException(
                    "'" + wanted + "' is the name of several codes: " + labels(named) + "; say which by its id");
        }
        if (named.isEmpty()) {
            throw new UsageException("there is no code '" + shown(wanted) + "'"
                    + (latent.codes().isEmpty()
                            ? "; the model has none at all"
                            : Nearest.of(wanted, idsAndNames())
                                            .map(near -> "; did you mean '" + near + "'? The")
                                            .orElse("; the")
                                    + " codes are " + labels(latent.codes())));
        }
        return named.get(0);
    }

    /**
     * The category that a text means by the rule above.
     *
     * @throws UsageException if there is none or several
     */
    public int category(Code.Categorical code, String text) {
        String wanted = text.strip();
        return wanted.matches("\\d+") && !names.indexed(code) ? index(code, wanted) : named(code, wanted);
    }

    /**
     * The category with that name, or with the index after {@code #}. Use it where a bare index is given as a number
     * and not as a text.
     *
     * @throws UsageException if there is none or several
     */
    public int named(Code.Categorical code, String text) {
        String wanted = text.strip();
        if (wanted.startsWith(CodeNames.INDEX)) {
            return index(code, wanted.substring(1));
        }
        List<Integer> categories;
        try {
            categories = names.categories(code, wanted);
        } catch (IllegalArgumentException noName) {
            categories = List.of();
        }
        if (categories.size() > 1) {
            throw new UsageException("several categories of " + names.label(code) + " are named '" + wanted + "': "
                    + categories.stream().map(category -> "#" + category).collect(Collectors.joining(", "))
                    + "; say which by that");
        }
        if (categories.isEmpty()) {
            throw new UsageException(noCategory(code, wanted));
        }
        return used(code, categories.get(0));
    }

    /**
     * The category with that index.
     *
     * @throws UsageException if there is none
     */
    public int index(Code.Categorical code, double number) {
        if (number != Math.rint(number) || number < 0 || number >= code.size()) {
            String shown = number == Math.rint(number) && Math.abs(number) < 1e9
                    ? Integer.toString((int) number)
                    : Double.toString(number);
            throw new UsageException(outOfRange(code, shown));
        }
        return used(code, (int) number);
    }

    /** The shortest text that {@link #category} accepts for a category: its name, or else its index. */
    public String reference(Code.Categorical code, int category) {
        return names.name(code, category)
                .filter(name -> names.categories(code, name).size() == 1)
                .orElse(names.indexed(code) ? CodeNames.INDEX + category : Integer.toString(category));
    }

    /** Describes a category in words: {@code category 7, named 3}. */
    public String told(Code.Categorical code, int category) {
        return "category " + category
                + names.name(code, category).map(name -> ", named " + name).orElse(", which has no name");
    }

    private int index(Code.Categorical code, String digits) {
        if (!digits.matches("\\d{1,9}") || Integer.parseInt(digits) >= code.size()) {
            throw new UsageException(outOfRange(code, digits));
        }
        return used(code, Integer.parseInt(digits));
    }

    private int used(Code.Categorical code, int category) {
        if (!code.isUsed(category)) {
            throw new UsageException("category " + category + " of code '" + names.label(code) + "' is empty: training"
                    + " found that it is not needed, so nothing was learned for it. In use are "
                    + names.order(code).stream()
                            .limit(MOST_LISTED)
                            .map(each -> names.label(code, each))
                            .collect(Collectors.joining(", "))
                    + (code.used().size() > MOST_LISTED ? ", …" : ""));
        }
        return category;
    }

    private String outOfRange(Code.Categorical code, String wanted) {
        return "code '" + names.label(code) + "' has categories 0 to " + (code.size() - 1) + "; '" + shown(wanted)
                + "' is none of them";
    }

    private String noCategory(Code.Categorical code, String wanted) {
        List<String> known = IntStream.range(0, code.size())
                .filter(category -> names.name(code, category).isPresent())
                .mapToObj(category -> names.name(code, category).orElseThrow())
                .toList();
        if (known.isEmpty()) {
            return "code '" + names.label(code) + "' has categories 0 to " + (code.size() - 1)
                    + ", and none has a name; '" + shown(wanted) + "' is none of them";
        }
        String all = names.order(code).stream()
                .filter(category -> names.name(code, category).isPresent())
                .limit(MOST_LISTED)
                .map(category -> names.label(code, category))
                .collect(Collectors.joining(", "));
        return "code '" + names.label(code) + "' has no category named '" + shown(wanted) + "'"
                + Nearest.of(wanted, known)
                        .filter(near -> !near.matches("\\d+"))
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(".")
                + " Named are " + all + (known.size() > MOST_LISTED ? ", …" : "") + ". An index is written #0 to #"
                + (code.size() - 1);
    }

    private List<String> idsAndNames() {
        List<String> all = new ArrayList<>();
        latent.codes().forEach(code -> {
            all.add(code.name());
            names.name(code).ifPresent(all::add);
        });
        return all;
    }

    private String labels(List<Code> codes) {
        return codes.stream().limit(MOST_LISTED).map(names::label).collect(Collectors.joining(", "))
                + (codes.size() > MOST_LISTED ? ", …" : "");
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
