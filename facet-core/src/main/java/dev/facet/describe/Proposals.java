package dev.facet.describe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Proposal.Name;
import dev.facet.describe.Trait.Kind;

/** Turns what codes say into names that differ from each other and from those that people gave. */
public final class Proposals {
    /** Weaker traits name nothing. */
    public static final double LEAST = 0.3;

    /** A category is called by a class if so many of its items are of that class. */
    public static final double LEAST_OF_CLASS = 0.5;

    /** A code whose name is taken gets its next trait if that is so strong, relative to the first. */
    private static final double NEARLY = 2.0 / 3;

    private static final int LONGEST = 60;

    private final LatentSpec latent;
    private final CodeNames names;
    private final boolean replace;

    private Proposals(LatentSpec latent, CodeNames names, boolean replace) {
        this.latent = latent;
        this.names = names;
        this.replace = replace;
    }

    /**
     * A proposal for each code. Of two codes with the same first trait, the one that is stronger gets its name; the
     * other gets its next trait, or {@code also} and the name.
     *
     * @param names that people gave; other codes and categories do not get them
     * @param replace whether the proposals shall replace names that people gave
     */
    public static List<Proposal> of(Meanings meanings, LatentSpec latent, CodeNames names, boolean replace) {
        Proposals proposals = new Proposals(latent, names, replace);
        Map<String, Name> named = proposals.named(meanings);
        return meanings.codes().stream()
                .map(meaning -> new Proposal(
                        meaning.code(),
                        Optional.ofNullable(named.get(meaning.code())),
                        also(meaning, named.get(meaning.code())),
                        proposals.categories(meaning)))
                .toList();
    }

    /**
     * The names with the proposed ones.
     *
     * @param replace whether to replace names that people gave
     * @throws IllegalArgumentException if a name would not be distinct, because people gave the same name twice
     */
    public static CodeNames accepted(List<Proposal> proposals, LatentSpec latent, CodeNames names, boolean replace) {
        CodeNames result = with(proposals, latent, names, replace);
        List<Code> changed = latent.codes().stream()
                .filter(code -> !Objects.equals(
                        result.entries().get(code.name()), names.entries().get(code.name())))
                .toList();
        result.requireDistinct(latent, changed);
        return result;
    }

    /** Whether proposals name codes or categories that have no name. */
    public static boolean nameMore(List<Proposal> proposals, LatentSpec latent, CodeNames names) {
        return !with(proposals, latent, names, false).equals(names);
    }

    private static CodeNames with(List<Proposal> proposals, LatentSpec latent, CodeNames names, boolean replace) {
        CodeNames result = names;
        for (Proposal proposal : proposals) {
            Code code = code(latent, proposal.code());
            if (proposal.name().isPresent() && (replace || names.name(code).isEmpty())) {
                result = result.with(code, proposal.name().get().text());
            }
            if (code instanceof Code.Categorical categorical) {
                for (Map.Entry<Integer, Name> entry : proposal.categories().entrySet()) {
                    if (replace || names.name(categorical, entry.getKey()).isEmpty()) {
                        result = result.with(
                                categorical, entry.getKey(), entry.getValue().text());
                    }
                }
            }
        }
        return result;
    }

    /** Names of continuous codes by id. In each turn the code with the strongest claim gets its name. */
    private Map<String, Name> named(Meanings meanings) {
        Map<String, List<Trait>> left = new LinkedHashMap<>();
        for (Meaning meaning : meanings.codes()) {
            List<Trait> traits =
                    meaning.traits().stream().filter(Proposals::names).toList();
            if (!traits.isEmpty()) {
                left.put(meaning.code(), traits);
            }
        }
        Set<String> replaced = replace ? Set.copyOf(left.keySet()) : Set.of();
        Map<String, Name> named = new LinkedHashMap<>();
        while (!left.isEmpty()) {
            Map<String, Name> claims = new LinkedHashMap<>();
            left.forEach((code, traits) -> claims.put(code, claim(traits, taken(code, replaced, named))));
            Map.Entry<String, Name> strongest = claims.entrySet().stream()
                    .reduce((a, b) -> strength(b) > strength(a) ? b : a)
                    .orElseThrow();
            named.put(strongest.getKey(), strongest.getValue());
            left.remove(strongest.getKey());
        }
        return named;
    }

    private static Name claim(List<Trait> traits, Set<String> taken) {
        Trait first = traits.get(0);
        return traits.stream()
                .filter(trait -> trait.strength() >= NEARLY * first.strength())
                .filter(trait -> !taken.contains(codeName(trait)))
                .findFirst()
                .map(trait -> new Name(codeName(trait), trait))
                .orElseGet(() -> new Name(distinct("also " + codeName(first), taken), first));
    }

    private static double strength(Map.Entry<String, Name> claim) {
        return claim.getValue().trait().strength();
    }

    /** Names and ids that a code cannot have, because they are those of others. */
    private Set<String> taken(String code, Set<String> replaced, Map<String, Name> named) {
        Set<String> taken = new HashSet<>();
        latent.codes().stream().filter(other -> !other.name().equals(code)).forEach(other -> {
            taken.add(other.name());
            if (!replaced.contains(other.name())) {
                names.name(other).ifPresent(taken::add);
            }
        });
        named.values().forEach(name -> taken.add(name.text()));
        return taken;
    }

    private static List<Trait> also(Meaning meaning, @Nullable Name name) {
        return meaning.traits().stream()
                .filter(Proposals::names)
                .filter(trait -> name == null || !trait.equals(name.trait()))
                .toList();
    }

    private Map<Integer, Name> categories(Meaning meaning) {
        Map<Integer, Name> named = new TreeMap<>();
        if (!(code(latent, meaning.code()) instanceof Code.Categorical code)) {
            return named;
        }
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < meaning.categories().size(); k++) {
            if (!claims(meaning, k).isEmpty()) {
                order.add(k);
            }
        }
        Set<Integer> replaced = replace ? Set.copyOf(order) : Set.of();
        order.sort((a, b) -> Double.compare(
                claims(meaning, b).get(0).strength(), claims(meaning, a).get(0).strength()));
        for (int category : order) {
            Set<String> taken = named.values().stream().map(Name::text).collect(Collectors.toCollection(HashSet::new));
            for (int other = 0; other < code.size(); other++) {
                if (other != category && !replaced.contains(other)) {
                    names.name(code, other).ifPresent(taken::add);
                }
            }
            List<Trait> claims = claims(meaning, category);
            String text = claims.stream()
                    .map(trait -> trait.kind() == Kind.CLASS ? categoryName(trait) : trait.grows())
                    .collect(Collectors.joining(", "));
            named.put(category, new Name(distinct(text, taken), claims.get(0)));
        }
        return named;
    }

    /** What a category is called by: its class, or else at most two properties. */
    private static List<Trait> claims(Meaning meaning, int category) {
        List<Trait> traits = meaning.categories().get(category).stream()
                .filter(Proposals::names)
                .toList();
        Optional<Trait> known =
                traits.stream().filter(trait -> trait.kind() == Kind.CLASS).findFirst();
        return known.map(List::of)
                .orElseGet(() -> traits.stream()
                        .filter(trait ->
                                trait.strength() >= NEARLY * traits.get(0).strength())
                        .limit(2)
                        .toList());
    }

    private static boolean names(Trait trait) {
        return trait.strength() >= (trait.kind() == Kind.CLASS ? LEAST_OF_CLASS : LEAST)
                && !(trait.kind() == Kind.CLASS ? categoryName(trait) : codeName(trait)).isEmpty();
    }

    /** The name of a trait without what ends a name on the command line. */
    private static String codeName(Trait trait) {
        return oneLine(trait.name().replaceAll("[=:,]", " "));
    }

    private static String categoryName(Trait trait) {
        return oneLine(trait.name().replaceFirst("^\\s*" + CodeNames.INDEX + "+", ""));
    }

    /** A text as a name can be: no control characters, and not too long even with {@link #distinct}. */
    private static String oneLine(String text) {
        String line =
                text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cs}\\s]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST).strip() : line;
    }

    /** The name, with a number if others have it. */
    private static String distinct(String name, Set<String> taken) {
        String distinct = name;
        for (int i = 2; taken.contains(distinct); i++) {
            distinct = name + " " + i;
        }
        return distinct;
    }

    private static Code code(LatentSpec latent, String id) {
        return latent.code(id).orElseThrow(() -> new IllegalArgumentException("the model has no code '" + id + "'"));
    }
}
