package dev.facet.explore;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;

/**
 * Checked values that the user gave to some codes of a model.
 *
 * @param values by code; for a categorical code the index of the category
 * @param taken one line for each given value whose interpretation the text alone does not show: {@code digit=3:
 *     category 7, named 3}
 */
public record CodeValues(Map<Code, Double> values, List<String> taken) {
    /** How far a continuous code may go: {@link Code.Continuous#FARTHEST}. */
    public static final double REACH = Code.Continuous.FARTHEST;

    /**
     * Parses values given as texts, such as on a command line or in a URL; {@link CodeLookup} resolves names.
     *
     * @throws UsageException for a code the model does not have or a value the code cannot take
     */
    public static CodeValues parse(LatentSpec latent, CodeNames names, Map<String, String> texts) {
        return of(latent, names, texts, true);
    }

    /**
     * Takes values from JSON: a {@link Number} is the index of a category or the value of a continuous code; a text is
     * the name of a category, or {@code #} and its index.
     *
     * @throws UsageException for a code the model does not have or a value the code cannot take
     */
    public static CodeValues of(LatentSpec latent, CodeNames names, Map<String, ?> given) {
        return of(latent, names, given, false);
    }

    private static CodeValues of(LatentSpec latent, CodeNames names, Map<String, ?> given, boolean indicesAsTexts) {
        CodeLookup lookup = new CodeLookup(latent, names);
        Map<Code, Double> values = new LinkedHashMap<>();
        List<String> taken = new ArrayList<>();
        given.forEach((key, value) -> {
            Code code = lookup.code(key);
            if (values.containsKey(code)) {
                throw new UsageException("code '" + names.label(code) + "' is given twice, by its id and by its name");
            }
            boolean byName = !key.strip().equals(code.name());
            if (code instanceof Code.Categorical categorical) {
                int category = value instanceof Number number
                        ? lookup.index(categorical, number.doubleValue())
                        : indicesAsTexts
                                ? lookup.category(categorical, value.toString())
                                : lookup.named(categorical, value.toString());
                values.put(code, (double) category);
                taken.add(key.strip() + "=" + value.toString().strip() + ": " + lookup.told(categorical, category)
                        + (byName ? ", of code " + code.name() : ""));
            } else {
                values.put(code, number((Code.Continuous) code, names, value));
                if (byName) {
                    taken.add(key.strip() + "=" + value.toString().strip() + ": code " + code.name());
                }
            }
        });
        return new CodeValues(values, taken);
    }

    /** Sets the values in every row. */
    public void apply(LatentBatch batch) {
        values.forEach((code, value) -> {
            for (int row = 0; row < batch.count(); row++) {
                if (code instanceof Code.Categorical categorical) {
                    batch.setCategory(categorical, row, value.intValue());
                } else if (code instanceof Code.Continuous continuous) {
                    batch.setValue(continuous, row, value);
                }
            }
        });
    }

    /** The values for a title: {@code digit 3 (#7), slant (c1) −1.5}. */
    public String words(CodeNames names) {
        return values.entrySet().stream()
                .map(entry -> names.label(entry.getKey()) + " "
                        + (entry.getKey() instanceof Code.Categorical categorical
                                ? names.label(categorical, entry.getValue().intValue())
                                : new BigDecimal(Double.toString(entry.getValue()))
                                        .stripTrailingZeros()
                                        .toPlainString()
                                        .replace('-', '−')))
                .collect(Collectors.joining(", "));
    }

    private static double number(Code.Continuous code, CodeNames names, Object given) {
        String text = given.toString().strip();
        double low = code.at(-REACH);
        double high = code.at(REACH);
        try {
            double value = Double.parseDouble(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException wrong) {
            throw new UsageException(
                    "code '" + names.label(code) + "' takes a number; '" + shown(text) + "' is none", wrong);
        }
        throw new UsageException("code '" + names.label(code) + "' takes " + low + " to " + high + "; " + shown(text)
                + " is beyond what the model can draw (it was trained on " + code.at(-1) + " to " + code.at(1) + ")");
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
