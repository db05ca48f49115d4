package dev.facet.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Prior;

/**
 * Reads a list of codes from one line, in the syntax of the command line: {@code kind:cat10, slant:uniform,
 * w:normal(0.5)}.
 */
public final class CodeList {
    private static final String EXAMPLE =
            "; write for example \"kind:cat10, sort:cat10:learned, group:auto30, c1:uniform, c2:uniform(-2,2),"
                    + " w:normal(0.5), z:normal(0.5)x50\"";
    private static final Pattern SEPARATOR = Pattern.compile(",(?![^(]*\\))");
    private static final Pattern ENTRY =
            Pattern.compile("\\s*([^:\\s]+)\\s*:\\s*([A-Za-z]+?)\\s*(\\d+|\\(([^()]*)\\))?(?:x(\\d{1,6}))?"
                    + "\\s*(?::\\s*([A-Za-z]+)\\s*)?");

    private CodeList() {}

    /**
     * Parses a list {@code name:kind, name:kind, …}. A kind is {@code cat10} (10 categories), {@code cat10:learned}
     * (10, as often as the data has them), {@code auto} or {@code auto30} (as many as are needed, at most that many),
     * {@code uniform} on [−1, 1], {@code uniform(low, high)}, {@code normal} with standard deviation 1, or {@code
     * normal(std)}. {@code x50} after a uniform or normal kind makes it a code of 50 numbers.
     *
     * @throws UsageException naming the entry that is wrong
     */
    public static List<Code> parse(String text) {
        List<Code> codes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String[] entries = SEPARATOR.split(text, -1);
        for (int i = 0; i < entries.length; i++) {
            String where = "code " + (i + 1) + " of " + entries.length + ", '" + Shown.of(entries[i].strip()) + "', ";
            Matcher matcher = ENTRY.matcher(entries[i]);
            if (!matcher.matches()) {
                throw new UsageException(where + "is not of the form name:kind" + EXAMPLE + ".");
            }
            Code code;
            try {
                String[] numbers = matcher.group(4) != null
                        ? matcher.group(4).split(",", -1)
                        : matcher.group(3) != null ? new String[] {matcher.group(3)} : new String[0];
                code = code(
                        matcher.group(1),
                        matcher.group(2).toLowerCase(Locale.ROOT),
                        numbers,
                        matcher.group(5),
                        matcher.group(6));
            } catch (NumberFormatException e) {
                throw new UsageException(
                        where + "has something that is not a number: " + e.getMessage() + EXAMPLE + ".", e);
            } catch (IllegalArgumentException e) {
                throw new UsageException(where + "cannot be: " + e.getMessage() + EXAMPLE + ".", e);
            }
            if (!names.add(code.name())) {
                throw new UsageException(
                        where + "has the name of an earlier code; give each its own name" + EXAMPLE + ".");
            }
            codes.add(code);
        }
        return List.copyOf(codes);
    }

    private static Code code(
            String name, String kind, String[] numbers, @Nullable String times, @Nullable String prior) {
        int size = times == null ? 1 : Integer.parseInt(times);
        boolean categorical = kind.startsWith("cat") || kind.equals("auto");
        if (times != null && categorical) {
            throw new IllegalArgumentException("only uniform and normal codes have a size such as x" + times);
        }
        if (prior != null && !kind.startsWith("cat")) {
            throw new IllegalArgumentException(
                    "only categories such as cat10 have a prior such as ':" + prior + "'; that of auto is learned");
        }
        return switch (kind) {
            case "cat", "categorical" -> {
                requireCount(kind, numbers, 1, 1, "the number of categories, as in cat10");
                yield new Code.Categorical(name, Integer.parseInt(numbers[0].strip()), prior(prior));
            }
            case "auto" -> {
                requireCount(kind, numbers, 0, 1, "no number or the largest number of categories, as in auto30");
                int most = numbers.length == 0 ? LatentTree.MOST_BY_ITSELF : Integer.parseInt(numbers[0].strip());
                yield new Code.Categorical(name, most, Prior.AUTO);
            }
            case "uniform" -> {
                if (numbers.length == 0) {
                    yield new Code.Uniform(name, -1, 1, size);
                }
                requireCount(kind, numbers, 2, 2, "no numbers or two, as in uniform(-2,2)");
                yield new Code.Uniform(name, number(numbers[0]), number(numbers[1]), size);
            }
            case "normal" -> {
                requireCount(kind, numbers, 0, 1, "no number or one, as in normal(0.5)");
                yield new Code.Normal(name, numbers.length == 0 ? 1 : number(numbers[0]), size);
            }
            default ->
                throw new IllegalArgumentException("there is no kind '" + kind + "'"
                        + Nearest.of(kind, List.of("cat", "auto", "uniform", "normal"))
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; there are cat, auto, uniform and normal"));
        };
    }

    private static Prior prior(@Nullable String text) {
        if (text == null || text.equalsIgnoreCase(Prior.UNIFORM.text())) {
            return Prior.UNIFORM;
        }
        if (text.equalsIgnoreCase(Prior.LEARNED.text())) {
            return Prior.LEARNED;
        }
        throw new IllegalArgumentException("there is no prior '" + text + "'; a prior is uniform or learned");
    }

    private static double number(String text) {
        return Double.parseDouble(text.strip());
    }

    private static void requireCount(String kind, String[] numbers, int least, int most, String wanted) {
        if (numbers.length < least || numbers.length > most) {
            throw new IllegalArgumentException("'" + kind + "' takes " + wanted);
        }
    }
}
