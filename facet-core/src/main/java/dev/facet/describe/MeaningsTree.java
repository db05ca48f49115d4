package dev.facet.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Proposal.Name;
import dev.facet.describe.Trait.Kind;

/** Converts meanings of codes to and from JSON, and proposals to JSON, as {@code docs/file-formats.md} describes it. */
public final class MeaningsTree {
    private MeaningsTree() {}

    /** Writes meanings in the form that {@link #read} expects. */
    public static ObjectNode write(Meanings meanings) {
        ObjectNode root = counts(meanings);
        ArrayNode codes = root.putArray("codes");
        for (Meaning meaning : meanings.codes()) {
            ObjectNode code = codes.addObject().put("code", meaning.code());
            traits(meaning.traits(), code.putArray("traits"));
            ArrayNode categories = code.putArray("categories");
            meaning.categories().forEach(traits -> traits(traits, categories.addArray()));
        }
        return root;
    }

    /**
     * Reads meanings of the codes of a model.
     *
     * @throws IllegalArgumentException if they are not whole, or those of other codes; the message says what is wrong
     */
    public static Meanings read(JsonNode node, LatentSpec latent) {
        List<Meaning> meanings = new ArrayList<>();
        for (JsonNode code : list(node, "codes")) {
            String id = code.path("code").asString("");
            Code known = latent.code(id)
                    .orElseThrow(() -> new IllegalArgumentException("it describes a code that the model lacks"));
            List<List<Trait>> categories = new ArrayList<>();
            list(code, "categories").forEach(traits -> categories.add(traits(traits)));
            if (categories.size() != (known instanceof Code.Categorical categorical ? categorical.size() : 0)) {
                throw new IllegalArgumentException(
                        "it describes " + categories.size() + " categories of code '" + id + "'");
            }
            meanings.add(new Meaning(id, traits(list(code, "traits")), categories));
        }
        return new Meanings(count(node, "draws"), count(node, "generated"), count(node, "real"), meanings);
    }

    /** Writes proposals and what they were found from, for other programs. */
    public static ObjectNode write(Meanings meanings, List<Proposal> proposals) {
        ObjectNode root = counts(meanings);
        ArrayNode codes = root.putArray("codes");
        for (Proposal proposal : proposals) {
            ObjectNode code = codes.addObject().put("code", proposal.code());
            proposal.name().ifPresent(name -> name(name, code.putObject("proposal")));
            traits(proposal.also(), code.putArray("also"));
            ArrayNode categories = code.putArray("categories");
            proposal.categories()
                    .forEach((category, name) ->
                            name(name, categories.addObject().put("category", category)));
        }
        return root;
    }

    private static ObjectNode counts(Meanings meanings) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("draws", meanings.draws())
                .put("generated", meanings.generated())
                .put("real", meanings.real());
    }

    /** A name, and the trait that it comes from; the trait has a name of its own. */
    private static void name(Name name, ObjectNode node) {
        trait(name.trait(), node);
        node.put("trait", name.trait().name());
        node.put("name", name.text());
    }

    private static void traits(List<Trait> traits, ArrayNode list) {
        traits.forEach(trait -> trait(trait, list.addObject()));
    }

    private static void trait(Trait trait, ObjectNode node) {
        node.put("name", trait.name());
        node.put("kind", trait.kind().name().toLowerCase(Locale.ROOT));
        node.put("grows", trait.grows());
        node.put("strength", rounded(trait.strength()));
        node.put("follows", rounded(trait.follows()));
        if (!Double.isNaN(trait.share())) {
            node.put("share", rounded(trait.share()));
        }
    }

    private static List<Trait> traits(JsonNode list) {
        List<Trait> traits = new ArrayList<>();
        if (!list.isArray()) {
            throw new IllegalArgumentException("it has no list of traits where one is wanted");
        }
        for (JsonNode node : list) {
            traits.add(new Trait(
                    text(node, "name"),
                    kind(text(node, "kind")),
                    text(node, "grows"),
                    number(node, "strength", 0),
                    number(node, "follows", -1),
                    node.has("share") ? number(node, "share", 0) : Double.NaN));
        }
        return traits;
    }

    private static Kind kind(String text) {
        Optional<Kind> kind = List.of(Kind.values()).stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
        return kind.orElseThrow(
                () -> new IllegalArgumentException("a trait has a kind other than property, factor and class"));
    }

    private static JsonNode list(JsonNode node, String key) {
        if (!node.path(key).isArray()) {
            throw new IllegalArgumentException("it has no list '" + key + "'");
        }
        return node.path(key);
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isString()) {
            throw new IllegalArgumentException("a trait has no text '" + key + "'");
        }
        return node.path(key).stringValue();
    }

    private static int count(JsonNode node, String key) {
        if (!node.path(key).isIntegralNumber() || !node.path(key).canConvertToInt()) {
            throw new IllegalArgumentException("it has no whole number '" + key + "'");
        }
        return node.path(key).intValue();
    }

    private static double number(JsonNode node, String key, double least) {
        double value = node.path(key).asDouble(Double.NaN);
        if (!(value >= least && value <= 1)) {
            throw new IllegalArgumentException("a trait has no number '" + key + "' from " + (int) least + " to 1");
        }
        return value;
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }
}
