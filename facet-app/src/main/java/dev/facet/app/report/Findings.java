package dev.facet.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;
import dev.facet.evaluate.Conditional;
import dev.facet.evaluate.EncoderFindings;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluation.CodeInformation;
import dev.facet.evaluate.Evaluation.CodeUsage;
import dev.facet.evaluate.Evaluation.FactorMatch;
import dev.facet.evaluate.Evaluation.WithinClasses;

/** Describes an evaluation in words and tables. */
public final class Findings {
    /** The least correlation for which a code is said to follow a factor. */
    private static final double FOLLOWS = 0.5;

    /** A bound below this, in nats, means that the recogniser misreads generated images. */
    private static final double MISREAD = -1;

    private Findings() {}

    /** The classes that a categorical code found: all 10 digits (accuracy 0.98). */
    public static String found(Categories categories, String noun) {
        int classes = categories.classNames().size();
        int covered = categories.clustering().covered();
        return String.format(
                Locale.ROOT,
                "found %s %s (accuracy %.3f)",
                covered == classes ? "all " + classes : covered + " of " + classes,
                noun,
                categories.clustering().accuracy());
    }

    /** The factor that a continuous code follows: slant (ρ = 0.93). */
    static String follows(FactorMatch match) {
        String rho = String.format(Locale.ROOT, "ρ = %.2f", match.spearman()).replace('-', '−');
        return Math.abs(match.spearman()) >= FOLLOWS
                ? "follows " + match.factor() + " (" + rho + ")"
                : "follows none of the known factors (nearest: " + match.factor() + ", " + rho + ")";
    }

    /** How often the requested class is drawn. */
    public static String drawn(Conditional conditional, CodeNames names) {
        return String.format(
                Locale.ROOT,
                "%s is drawn as asked in %.1f %% of %d images, by a classifier that is right for %.1f %% of real ones",
                names.label(conditional.code()),
                100 * conditional.conditionalAccuracy(),
                conditional.samples(),
                100 * conditional.classifierAccuracy());
    }

    /** How often the model's recogniser is right about the class of a real image. */
    public static String told(Conditional conditional, CodeNames names) {
        return String.format(
                Locale.ROOT,
                "the model's own accuracy for %s of real images is %.2f %%",
                names.label(conditional.code()),
                100 * conditional.recogniserAccuracy());
    }

    /** The whole evaluation as lines of text. */
    public static List<String> report(Evaluation evaluation) {
        return report(evaluation, CodeNames.NONE);
    }

    /** The whole evaluation, with the names of codes. */
    public static List<String> report(Evaluation evaluation, CodeNames names) {
        List<String> lines = new ArrayList<>();
        Categories categories = evaluation.categories();
        if (categories != null) {
            lines.add(names.label(categories.code()) + " " + found(categories, "classes")
                    + String.format(
                            Locale.ROOT,
                            ", NMI %.3f, ARI %.3f",
                            categories.clustering().nmi(),
                            categories.clustering().ari()));
            lines.add("");
            lines.addAll(confusion(categories, empty(evaluation, categories.code()), names));
            lines.add("");
        }
        if (evaluation.mutualInformation().isEmpty()) {
            lines.add("no recogniser or no codes, so there is nothing to ask about real images");
        } else {
            lines.addAll(information(evaluation, names));
            lines.add("");
        }
        if (!evaluation.usage().isEmpty()) {
            lines.addAll(usage(evaluation, names));
            lines.addAll(priors(evaluation, names));
        }
        if (!evaluation.factors().isEmpty()) {
            lines.add("");
            lines.add("factors and continuous codes, rank correlation on real images");
            evaluation.factors().forEach(match -> lines.add("  " + names.label(match.code()) + " " + follows(match)));
        }
        if (!evaluation.within().isEmpty()) {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT,
                    "factors among the images of one class: number of classes in which a code follows (at least"
                            + " %.1f), and the mean",
                    WithinClasses.FOLLOWS));
            evaluation.within().forEach(within -> lines.addAll(within(within, names)));
        }
        return lines;
    }

    /** What was measured of an encoder. */
    public static List<String> encoder(EncoderFindings found, CodeNames names, Shape shape) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "the encoder makes %,d real %s again with a mean error of %.3f; the mean of the data has %.3f (%s)",
                found.reconstruction().items(),
                shape.plural(),
                found.reconstruction().error(),
                found.reconstruction().ofMean(),
                shape instanceof ImageShape ? "0 is black, 1 is white" : "in standard deviations"));
        if (!found.factors().isEmpty()) {
            lines.add("factors and continuous codes, as the encoder finds them");
            found.factors().forEach(match -> lines.add("  " + names.label(match.code()) + " " + follows(match)));
        }
        return lines;
    }

    private static List<String> within(WithinClasses within, CodeNames names) {
        List<String> lines = new ArrayList<>();
        boolean circular = within.measure().equals("circular");
        lines.add(String.format(
                "  %s%s: some code in %d of %d classes",
                within.factor(),
                circular ? ", periodic (circular correlation)" : "",
                within.followed(),
                within.classes()));
        List<String> codes = within.codes().stream().map(names::label).toList();
        int width = Math.max(14, codes.stream().mapToInt(String::length).max().orElse(0));
        for (int j = 0; j < codes.size(); j++) {
            lines.add(String.format(
                            Locale.ROOT,
                            "    %-" + width + "s %2d of %d, mean %s %.2f",
                            codes.get(j),
                            within.followed(j),
                            within.classes(),
                            circular ? "R" : "ρ",
                            within.mean(j))
                    .replace("-0", "−0"));
        }
        return lines;
    }

    private static List<String> information(Evaluation evaluation, CodeNames names) {
        List<String> lines = new ArrayList<>();
        lines.add("information about each code in generated images, a lower bound");
        int width = evaluation.mutualInformation().stream()
                .mapToInt(code -> names.label(code.code()).length())
                .max()
                .orElse(0);
        for (CodeInformation code : evaluation.mutualInformation()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + Math.max(16, width) + "s %6.3f of at most %.3f nats",
                    names.label(code.code()),
                    code.nats(),
                    code.maxNats()));
        }
        if (evaluation.mutualInformation().stream().anyMatch(code -> code.nats() < MISREAD)) {
            lines.add("  a bound far below 0 says nothing about the code: the recogniser is overconfident, because"
                    + " generated images are still unlike the real ones that it is normalised for");
        }
        return lines;
    }

    private static List<String> usage(Evaluation evaluation, CodeNames names) {
        List<String> lines = new ArrayList<>();
        lines.add("use of the categories by real images");
        for (CodeUsage code : evaluation.usage()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-16s entropy %.3f of at most %.3f nats",
                    names.label(code.code()),
                    code.entropy(),
                    code.maxEntropy()));
            Code.Categorical categorical = new Code.Categorical(code.code(), code.shares().length);
            String shares = names.order(categorical).stream()
                    .filter(k -> code.prior()[k] > 0 || code.shares()[k] > 0)
                    .map(k -> String.format(
                            Locale.ROOT, "%s: %.1f %%", names.label(categorical, k), 100 * code.shares()[k]))
                    .collect(Collectors.joining(", "));
            lines.add("    " + shares);
        }
        return lines;
    }

    /** How often each category is drawn, where that was learned, beside the frequency of the class that it matches. */
    private static List<String> priors(Evaluation evaluation, CodeNames names) {
        List<String> lines = new ArrayList<>();
        for (CodeUsage usage : evaluation.usage()) {
            if (!usage.hasLearned()) {
                continue;
            }
            Code.Categorical code = new Code.Categorical(usage.code(), usage.shares().length);
            long used = Arrays.stream(usage.prior()).filter(share -> share > 0).count();
            lines.add("");
            lines.add(names.label(usage.code()) + ": learned shares of "
                    + (used < code.size() ? used + " of " + code.size() : "all " + used) + " categories");
            Categories classes = evaluation.categories();
            boolean known = classes != null && classes.code().equals(usage.code());
            for (int k : names.order(code)) {
                if (usage.prior()[k] > 0) {
                    lines.add(
                            String.format(Locale.ROOT, "  %-16s %5.1f %%", names.label(code, k), 100 * usage.prior()[k])
                                    + (known ? truth(Objects.requireNonNull(classes), k) : ""));
                }
            }
            if (known) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  off the classes' shares by %.1f points in mean",
                        100 * off(Objects.requireNonNull(classes), usage.prior())));
            }
        }
        return lines;
    }

    private static String truth(Categories classes, int category) {
        int match = classes.clustering().match()[category];
        return match < 0
                ? ", no class"
                : String.format(
                        Locale.ROOT,
                        ", class %s %5.1f %%",
                        classes.classNames().get(match),
                        100 * classes.classShares()[match]);
    }

    /** The mean absolute difference between each class's share and that of the category that it matches; 0 if none. */
    static double off(Categories classes, double[] prior) {
        double[] left = classes.classShares();
        int[] match = classes.clustering().match();
        for (int k = 0; k < match.length; k++) {
            if (match[k] >= 0) {
                left[match[k]] -= prior[k];
            }
        }
        return Arrays.stream(left).map(Math::abs).average().orElse(0);
    }

    /** The categories of a code that are not in use. */
    private static Set<Integer> empty(Evaluation evaluation, String code) {
        return evaluation.usage().stream()
                .filter(usage -> usage.code().equals(code))
                .flatMap(usage -> IntStream.range(0, usage.prior().length)
                        .filter(k -> usage.prior()[k] == 0)
                        .boxed())
                .collect(Collectors.toSet());
    }

    /** The confusion matrix: rows are categories in the order of their matched classes, columns are classes. */
    private static List<String> confusion(Categories categories, Set<Integer> empty, CodeNames names) {
        long[][] counts = categories.confusion().counts();
        int[] match = categories.clustering().match();
        int width =
                categories.classNames().stream().mapToInt(String::length).max().orElse(1);
        for (long[] row : counts) {
            for (long count : row) {
                width = Math.max(width, Long.toString(count).length());
            }
        }
        String cell = " %" + (width + 1) + "s";
        List<String> lines = new ArrayList<>();
        List<String> labels = IntStream.range(0, match.length)
                .mapToObj(category -> label(categories.code(), match.length, category, names))
                .toList();
        int first = Math.max(12, labels.stream().mapToInt(String::length).max().orElse(0));
        StringBuilder header = new StringBuilder(String.format("%-" + first + "s", "category"));
        categories.classNames().forEach(name -> header.append(String.format(cell, name)));
        lines.add(header.toString());
        for (int category : byMatch(match, categories.classNames().size())) {
            if (empty.contains(category)) {
                continue;
            }
            StringBuilder line = new StringBuilder(String.format("%" + first + "s", labels.get(category)));
            for (long count : counts[category]) {
                line.append(String.format(cell, count));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The name of a category of the code with that id. */
    public static String label(String code, int size, int category, CodeNames names) {
        return names.label(new Code.Categorical(code, size), category);
    }

    /** Categories in the order of their matched classes; those without a class come last. */
    static List<Integer> byMatch(int[] match, int classes) {
        List<Integer> order = new ArrayList<>();
        for (int wanted = 0; wanted <= classes; wanted++) {
            for (int category = 0; category < match.length; category++) {
                if (match[category] == (wanted == classes ? -1 : wanted)) {
                    order.add(category);
                }
            }
        }
        return order;
    }
}
