package dev.facet.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.facet.app.console.Text;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Meanings;
import dev.facet.describe.Proposal;
import dev.facet.describe.Proposal.Name;
import dev.facet.describe.Trait;
import dev.facet.describe.Trait.Kind;

/** What each code of a run does, as a table for people. */
public final class MeaningsTable {
    /** What is said of a code or a category without a proposal. */
    public static final String NOTHING = "nothing measurable";

    private static final int MOST_ALSO = 3;

    private MeaningsTable() {}

    /** The table with its header: code, proposed name, strength, what grows with it, what else it moves. */
    public static List<List<String>> rows(LatentSpec latent, CodeNames names, List<Proposal> proposals) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("code", "says", "strength", "as it grows", "also moves"));
        for (Proposal proposal : proposals) {
            Code code = latent.code(proposal.code()).orElseThrow();
            if (code instanceof Code.Categorical categorical) {
                rows.add(row(names.label(code), proposal.categories().isEmpty() ? NOTHING : ""));
                names.order(categorical).stream()
                        .filter(category -> !proposal.categories().isEmpty())
                        .map(category -> row(
                                "  " + names.label(categorical, category),
                                proposal.categories().get(category)))
                        .forEach(rows::add);
            } else {
                rows.add(List.of(
                        names.label(code),
                        proposal.name().map(Name::text).orElse(NOTHING),
                        proposal.name().map(MeaningsTable::strength).orElse(""),
                        proposal.name().map(name -> name.trait().grows()).orElse(""),
                        proposal.also().stream()
                                .limit(MOST_ALSO)
                                .map(trait -> trait.name() + " " + number(trait.strength()))
                                .collect(Collectors.joining(", "))));
            }
        }
        return rows;
    }

    /** A table in lines of text, with columns as wide as their longest cell. */
    public static List<String> lines(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int c = 0; c < columns; c++) {
                        line.append(String.format("%-" + (widths[c] + 2) + "s", row.get(c)));
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }

    /** What the table was measured on, in sentences. */
    public static List<String> basis(Meanings meanings) {
        return List.of(
                "Measured on " + Text.count(meanings.generated()) + " generated items, with " + meanings.draws()
                        + " draws of everything but the code"
                        + (meanings.real() == 0
                                ? "."
                                : ", and on the readings of " + Text.count(meanings.real()) + " real items."),
                "Strengths are from 0 to 1; docs/metrics.md has the definitions.");
    }

    private static List<String> row(String label, String says) {
        return List.of(label, says, "", "", "");
    }

    private static List<String> row(String label, @Nullable Name name) {
        return name == null ? row(label, NOTHING) : List.of(label, name.text(), strength(name), "", "");
    }

    private static String strength(Name name) {
        Trait trait = name.trait();
        return number(trait.strength())
                + Map.of(Kind.PROPERTY, "", Kind.FACTOR, " (factor)", Kind.CLASS, " (class)")
                        .get(trait.kind());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
