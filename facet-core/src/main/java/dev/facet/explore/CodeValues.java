package dev.facet.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Nearest;
import dev.facet.config.UsageException;

/** Values that the user gave to some codes of a model, checked. */
public record CodeValues(Map<Code, Double> values) {
    /**
     * How far beyond what training drew a continuous code may go, in half-widths of a uniform prior or deviations of a normal one. The
     * longest sweep published is that of a stacked GAN's codes of deviation 0.5, from −4 to 4 (Atienza 2018, chapter 6).
     */
    public static final double REACH = 8;

    /**
     * A category is given by the name that people gave it, or else by its number.
     *
     * @throws UsageException for a code the model does not have or a value the code cannot take
     */
    public static CodeValues parse(LatentSpec latent, CodeNames names, Map<String, String> texts) {
        Map<Code, Double> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            Code code = find(latent, name);
            values.put(code, value(code, names, text.strip()));
        });
        return new CodeValues(values);
    }

    /** The code of that name. */
    public static Code find(LatentSpec latent, String name) {
        List<String> names = latent.codes().stream().map(Code::name).toList();
        int position = names.indexOf(name);
        if (position < 0) {
            throw new UsageException("the model has no code '" + name + "'"
                    + Nearest.of(name, names)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(names.isEmpty() ? "; it has none at all" : "; it has " + String.join(", ", names)));
        }
        return latent.codes().get(position);
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

    /** The category of that number. */
    public static int category(Code.Categorical code, String text) {
        int last = code.size() - 1;
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > last) {
            throw new UsageException(
                    "code '" + code.name() + "' has categories 0 to " + last + "; '" + text + "' is none of them");
        }
        return Integer.parseInt(text);
    }

    private static double value(Code code, CodeNames names, String text) {
        if (code instanceof Code.Categorical categorical) {
            return names.category(categorical, text).orElseGet(() -> category(categorical, text));
        }
        Code.Continuous continuous = (Code.Continuous) code;
        double low = continuous.at(-REACH);
        double high = continuous.at(REACH);
        try {
            double value = Double.parseDouble(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException wrong) {
            throw new UsageException("code '" + code.name() + "' takes a number; '" + text + "' is none", wrong);
        }
        throw new UsageException("code '" + code.name() + "' takes " + low + " to " + high + "; " + text
                + " is beyond what the model can draw (training went from " + continuous.at(-1) + " to "
                + continuous.at(1) + ")");
    }
}
